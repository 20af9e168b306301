import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Disk } from '#adapters/files/held.ts';
import { accountName } from '#adapters/system/account.ts';
import type { RunEvent, RunEventBody, RunId } from '#core/run/events.ts';
import {
  type EvidenceFinding,
  type LossFinding,
  lossFinding,
  type OpeningFinding,
} from '#core/run/evidence.ts';
import type { KeptOutput } from '#core/run/kept-output.ts';
import type { LossEvent } from '#core/run/losses.ts';
import {
  type Clock,
  type Failure,
  type Result,
  type RunLock,
  type RunStore,
  StoreFailure,
} from '#engine/ports.ts';
import { readRestoredNote, removeRestoredNote } from './backups/restored-note.ts';
import { type BundleStore, createBundles } from './bundles.ts';
import { type CheckpointKeeper, createCheckpointKeeper } from './checkpoint-keeper.ts';
import type { OpenDatabase } from './connection.ts';
import { createDocuments } from './documents.ts';
import { createEventLog, type EventLog, toRunEvent } from './event-log.ts';
import { createHistoryReader, type LibraryHistory } from './library-history.ts';
import { createListingCheck, type ListingCheck } from './listing-check.ts';
import { createOutputReader, type OutputReader } from './output-reader.ts';
import { createOutputStore, type OutputStore } from './output-store.ts';
import { createReleaseStore, type ReleaseStore } from './releases.ts';
import { createReserve, type Reserve } from './reserve.ts';
import { createRunListStore, type RunListStore } from './run-list-store.ts';
import { createRunLocks, type RunLocks } from './run-lock.ts';
import { createRunReader, type RunReader } from './run-reading.ts';
import type { Schema } from './schema.ts';
import { guarded, guardMethods } from './store-failure.ts';
import { type Verification, verifyLibrary } from './verify.ts';
import { createWorkstation, type Workstation } from './workstation.ts';

/** Everything that is kept on this workstation. Every method throws `StoreFailure` when the disk or the file fails. */
export interface Library
  extends RunStore,
    OutputReader,
    ReleaseStore,
    RunListStore,
    ListingCheck,
    RunReader,
    Workstation,
    BundleStore {
  readonly folder: string;
  /** Tells it from every other library; empty where its log does not say it any more. */
  readonly id: string;
  /** Why nothing can be written, in words; null when it can. */
  readonly readOnly: string | null;
  /** What speaks against the place where it lies, in words; null where nothing does. */
  readonly caution: string | null;
  /** What was found to be missing, changed or not to be trusted when the library was opened, in words. */
  readonly losses: readonly OpeningFinding[];
  /** Every loss that was ever found here, as findings; null as run: of the library itself. */
  lossesKnown(): readonly LossFinding[];
  /** What is wrong with the library's own chain. */
  libraryFindings(): readonly EvidenceFinding[];
  /** Walks every chain and everything that hangs on it, or those of one run. */
  verifyLibrary(run?: RunId): Verification;
  /** Keeps other programs from changing the vault that lies beside the library; null while one does. */
  lockVault(): RunLock | null;
  /** Releases its locks, stores what waits and closes the file. */
  close(): void;
}

export interface LibraryParts {
  readonly folder: string;
  readonly database: Database;
  /** Called after the database was closed. */
  readonly dispose: () => void;
  readonly open: OpenDatabase;
  readonly schema: Schema;
  readonly clock: Clock;
  readonly readOnly: string | null;
  /** Space put aside for the moment when the disk is full. */
  readonly reserveBytes: number;
  readonly kept: KeptOutput;
  /** Commits behind damage in the write-ahead log, as it was before the database was opened. */
  readonly lostCommits: number;
  readonly disk: Disk;
  readonly caution: string | null;
}

/** Puts the parts together over an open database. */
export function createLibrary(parts: LibraryParts): Library {
  const { folder, database, open, clock, readOnly, disk, kept } = parts;
  const log = createEventLog(database);
  const documents = createDocuments(database);
  const locks = createRunLocks(join(folder, 'locks'), open);
  const keeper = createCheckpointKeeper({ folder, database, log, clock, disk });
  const output = createOutputStore(database, { clock, kept, freeBytes: () => freeBytesAt(folder) });
  const restored = readOnly === null ? readRestoredNote(folder, log) : null;
  const found =
    readOnly === null ? recordLosses({ ...parts, log, keeper }) : findLosses({ ...parts, log, keeper });
  if (readOnly === null) recordRestored({ ...parts, log, keeper }, restored);
  const unrecorded = readOnly === null ? [] : found;
  const history = createHistoryReader(log);
  const releases = createReleaseStore({
    database,
    log,
    clock,
    putDocument: documents.put,
    login: accountName,
  });
  const workstation = createWorkstation({ database, log, history, clock, login: accountName });
  const atExpected = <T extends object>(methods: T): T =>
    guardMethods(methods, readOnly === null ? keeper.catchUp : undefined);

  return {
    folder,
    id: keeper.libraryId(),
    readOnly,
    caution: parts.caution,
    losses: [...found.map((loss) => ({ kind: 'loss' as const, loss })), ...untrusted(history())],
    ...atExpected<
      Omit<RunStore, 'head' | 'hashAt'> &
        Pick<Library, 'verifyLibrary' | 'close' | 'lossesKnown' | 'libraryFindings' | 'lockVault'>
    >({
      ...createRunStore({ ...parts, log, documents, locks, keeper, output }),
      document: (sha256) => documents.get(sha256),
      putDocument: (text) => documents.put(text),
      verifyLibrary: (run) => verifyLibrary({ database, log, losses: unrecorded, schema: parts.schema }, run),
      libraryFindings: () => history().findings,
      lossesKnown: () => [...history().losses, ...unrecorded].map(lossFinding),
    }),
    ...guardMethods(createListingCheck(database, history)),
    ...guardMethods(createRunReader({ database, log, history, losses: unrecorded })),
    ...guardMethods(createOutputReader(database, kept)),
    ...atExpected(releases),
    ...guardMethods(createRunListStore({ database, log, locks, document: documents.get })),
    ...atExpected(workstation),
    ...atExpected(
      createBundles({ database, log, history, clock, login: accountName, releases, workstation }),
    ),
  };
}

/** Nobody is to wonder why a host that was accepted is unknown again. */
function untrusted({ findings: [finding] }: LibraryHistory): readonly OpeningFinding[] {
  return finding === undefined ? [] : [{ kind: 'untrusted', finding }];
}

interface Wired extends LibraryParts {
  readonly log: EventLog;
  readonly keeper: CheckpointKeeper;
}

function findLosses({ database, schema, keeper, lostCommits }: Wired): readonly LossEvent[] {
  const changes = schema.changes(database);
  const shape: readonly LossEvent[] =
    changes.length > 0 ? [{ type: 'schemaChanged', data: { changes } }] : [];
  const damage: readonly LossEvent[] =
    lostCommits > 0 ? [{ type: 'logDamaged', data: { commits: lostCommits } }] : [];
  return [...shape, ...keeper.losses(), ...damage];
}

/** What was lost is written into the library's own chain first, so that no later checkpoint, of either kind, can hide it. */
function recordLosses(parts: Wired): readonly LossEvent[] {
  const { database, log, keeper, clock, lostCommits, schema } = parts;
  if (findLosses(parts).length === 0) return [];
  const record = database.transaction(() => {
    const found = findLosses(parts);
    schema.mendTriggers(database);
    for (const event of found) log.appendToLibrary(event, clock.now().toISOString());
    return found;
  });
  const found = record.immediate();
  if (lostCommits > 0) database.pragma('wal_checkpoint(TRUNCATE)');
  keeper.catchUp();
  return found;
}

/** Behind what the backup was found to lack. */
function recordRestored(
  { folder, database, log, keeper, clock }: Wired,
  restored: ReturnType<typeof readRestoredNote>,
): void {
  if (restored === null) return;
  const at = clock.now().toISOString();
  database
    .transaction(() => log.appendToLibrary({ type: 'libraryRestored', data: restored }, at))
    .immediate();
  keeper.catchUp();
  removeRestoredNote(folder);
}

interface Appended {
  readonly stored: () => void;
  readonly appended: readonly RunEvent[];
}

interface StoreParts extends Wired {
  readonly documents: ReturnType<typeof createDocuments>;
  readonly locks: RunLocks;
  readonly output: OutputStore;
}

type Lifecycle = Pick<
  Library,
  'append' | 'createRun' | 'events' | 'openOutput' | 'freeBytes' | 'lockRun' | 'lockVault' | 'close'
>;

/** No run is called so. */
const VAULT = 'vault' as RunId;

function createRunStore(parts: StoreParts): Lifecycle {
  const { database, log, locks, output, keeper, readOnly, folder } = parts;
  const reserve: Reserve = createReserve(folder, readOnly === null ? parts.reserveBytes : 0, parts.disk);
  const taken = new Set<{ release(): void }>();
  const mayWrite = () => {
    if (readOnly !== null) throw new StoreFailure('read-only', readOnly);
  };
  const settle = () => {
    output.close();
    keeper.settle();
  };
  const appendAll = database.transaction((run: RunId, events: readonly RunEventBody[], at: string) => {
    const stored = output.stage(run, events);
    return { stored, appended: log.appendToRun(run, events, at) };
  });
  const lookAndAppend = database.transaction(
    (refuse: () => Failure | null, ...given: Parameters<typeof appendAll>): Result<Appended, Failure> => {
      const refused = refuse();
      return refused === null ? { ok: true, value: appendAll(...given) } : { ok: false, error: refused };
    },
  );
  function record<T>(events: readonly RunEventBody[], commit: () => T): T {
    mayWrite();
    if (events.some(({ type }) => type === 'runCreated')) guarded(keeper.require);
    const done = reserve.spend(
      () => guarded(commit),
      events.some(({ type }) => type === 'attemptIntended'),
    );
    keeper.note();
    return done;
  }

  function take(name: RunId): RunLock | null {
    mayWrite();
    const file = locks.take(name);
    if (file === null) return null;
    const lock = {
      release() {
        if (taken.delete(lock)) file.release();
      },
    };
    taken.add(lock);
    return lock;
  }

  return {
    append(run, events, at) {
      const { stored, appended } = record(events, () => appendAll.immediate(run, events, at));
      stored();
      return appended;
    },
    createRun(header, at, refuse) {
      const created: RunEventBody[] = [{ type: 'runCreated', data: header }];
      const done = record(created, () => lookAndAppend.immediate(refuse, header.run, created, at));
      if (!done.ok) return done;
      done.value.stored();
      return { ok: true, value: done.value.appended };
    },
    events: (run, afterSeq) => log.rows(run, afterSeq).map(toRunEvent),
    openOutput(ref) {
      mayWrite();
      return guardMethods(output.open(ref));
    },
    freeBytes: () => freeBytesAt(folder),
    lockRun: take,
    lockVault: () => take(VAULT),
    close() {
      for (const lock of [...taken]) lock.release();
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
