import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { RunEvent, RunEventBody, RunId } from '#core/run/events.ts';
import type { Clock, RunStore } from '#engine/ports.ts';
import type { OpenDatabase } from './connection.ts';
import { createDocuments } from './documents.ts';
import { createEventLog, type LibraryEvent, toRunEvent } from './event-log.ts';
import { damageMessage } from './log-damage.ts';
import { createOutputReader, type OutputReader } from './output-reader.ts';
import { createOutputStore, type OutputStore } from './output-store.ts';
import { createReleaseShelf, type ReleaseShelf } from './releases.ts';
import { createReserve, type Reserve } from './reserve.ts';
import { createRunLocks, type RunLocks } from './run-lock.ts';
import { createRunShelf, type RunShelf } from './run-shelf.ts';
import { guarded, guardMethods, storeFailure } from './store-failure.ts';
import { type Verification, verifyLibrary } from './verify.ts';
import { createWitness, lossMessage, type Witness } from './witness.ts';
import { createWorkstation, type Workstation } from './workstation.ts';

/** Everything that is kept on this workstation. Every method throws `StoreFailure` when the disk or the file fails. */
export interface Library extends RunStore, OutputReader, ReleaseShelf, RunShelf, Workstation {
  readonly folder: string;
  /** Why nothing can be written, in words; null when it can. */
  readonly readOnly: string | null;
  /** What was found to be missing when the library was opened, in words. */
  readonly losses: readonly string[];
  /** Walks every chain and everything that hangs on it, or those of one run. */
  verifyLibrary(run?: RunId): Verification;
  /** Ends holds, stores what waits and closes the file. */
  close(): void;
}

export interface LibraryParts {
  readonly folder: string;
  readonly database: Database;
  /** Called after the database was closed. */
  readonly dispose: () => void;
  readonly open: OpenDatabase;
  readonly clock: Clock;
  readonly readOnly: string | null;
  /** Space put aside for the moment when the disk is full. */
  readonly reserveBytes: number;
  /** Commits behind damage in the write-ahead log, as it was before the database was opened. */
  readonly lostCommits: number;
}

/** Puts the parts together over an open database. */
export function createLibrary(parts: LibraryParts): Library {
  const { folder, database, open, clock, readOnly, lostCommits } = parts;
  const log = createEventLog(database);
  const documents = createDocuments(database);
  const locks = createRunLocks(join(folder, 'locks'), open);
  const witness = createWitness({ folder, database, log, clock });
  const output = createOutputStore(database, clock);
  const losses = [
    ...witness.losses().map(lossMessage),
    ...(lostCommits > 0 ? [damageMessage(lostCommits)] : []),
  ];
  if (readOnly === null) startWitness({ ...parts, log, witness });

  return {
    folder,
    readOnly,
    losses,
    ...guardMethods<RunStore & Pick<Library, 'verifyLibrary' | 'close'>>({
      ...createRunStore({ ...parts, log, documents, locks, witness, output }),
      document: (sha256) => documents.get(sha256),
      putDocument: (text) => documents.put(text),
      verifyLibrary: (run) => verifyLibrary({ database, log, witness, lostCommits }, run),
    }),
    ...guardMethods(createOutputReader(database)),
    ...guardMethods(createReleaseShelf({ database, log, clock, putDocument: documents.put })),
    ...guardMethods(createRunShelf({ database, log, locks, document: documents.get })),
    ...guardMethods(createWorkstation(database, clock)),
  };
}

interface Wired extends LibraryParts {
  readonly log: ReturnType<typeof createEventLog>;
  readonly witness: Witness;
}

/** What was lost is written into the library's own chain first, so that no later checkpoint, of either kind, can hide it. */
function startWitness({ database, log, witness, clock, lostCommits }: Wired): void {
  const found: LibraryEvent[] = witness.losses().map((data) => ({ type: 'lossFound', data }));
  if (lostCommits > 0) found.push({ type: 'logDamaged', data: { commits: lostCommits } });
  const record = database.transaction(() => {
    for (const event of found) log.appendToLibrary(event, clock.now().toISOString());
  });
  if (found.length > 0) record.immediate();
  if (lostCommits > 0) database.pragma('wal_checkpoint(TRUNCATE)');
  if (found.length > 0 || log.head(null).seq === 0) witness.noteNow();
}

interface StoreParts extends Wired {
  readonly documents: ReturnType<typeof createDocuments>;
  readonly locks: RunLocks;
  readonly output: OutputStore;
}

type Lifecycle = Pick<
  Library,
  'append' | 'events' | 'openOutput' | 'sealRun' | 'freeBytes' | 'holdRun' | 'close'
>;

function createRunStore(parts: StoreParts): Lifecycle {
  const { database, log, locks, output, witness, readOnly, folder } = parts;
  const reserve: Reserve = createReserve(folder, readOnly === null ? parts.reserveBytes : 0);
  const holds = new Set<{ release(): void }>();
  const mayWrite = () => {
    if (readOnly !== null) throw storeFailure('read-only', new Error(readOnly));
  };
  const settle = () => {
    output.flush();
    witness.settle();
  };
  const appendAll = database.transaction((run: RunId, events: readonly RunEventBody[], at: string) => {
    const stored = output.stage();
    return { stored, appended: log.appendToRun(run, events, at) };
  });

  return {
    append(run, events, at) {
      mayWrite();
      const commit = (): readonly RunEvent[] => {
        const { stored, appended } = guarded(() => appendAll.immediate(run, events, at));
        stored();
        return appended;
      };
      const appended = reserve.spend(
        commit,
        events.some(({ type }) => type === 'attemptIntended'),
      );
      witness.note();
      return appended;
    },
    events: (run, afterSeq) => log.rows(run, afterSeq).map(toRunEvent),
    openOutput(ref) {
      mayWrite();
      return guardMethods(output.open(ref));
    },
    sealRun(run, at) {
      mayWrite();
      output.flush();
      const seal = database.transaction(() => log.seal(run, at));
      reserve.spend(() => guarded(() => seal.immediate()), false);
      witness.noteNow();
    },
    freeBytes: () => freeBytesAt(folder),
    holdRun(run) {
      mayWrite();
      const lock = locks.hold(run);
      if (lock === null) return null;
      const hold = {
        release() {
          if (holds.delete(hold)) lock.release();
        },
      };
      holds.add(hold);
      return hold;
    },
    close() {
      for (const hold of [...holds]) hold.release();
      try {
        if (readOnly === null) settle();
      } finally {
        database.close();
        parts.dispose();
      }
    },
  };
}

function freeBytesAt(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Some file systems do not tell; then a full disk is met when it is.
    return null;
  }
}
