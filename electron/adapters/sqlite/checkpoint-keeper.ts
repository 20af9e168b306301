import type { Database } from 'better-sqlite3';
import { DISK, type Disk, isHeld, systemCode } from '#adapters/files/held.ts';
import type { LossEvent } from '#core/run/losses.ts';
import type { Clock } from '#engine/ports.ts';
import { type Checkpoint, type Head, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { EventLog } from './event-log.ts';
import { storeFailureCode } from './store-failure.ts';

/** A checkpoint is at most this old while events of runs are appended. What the library's own chain gains is noted at once. */
const EVERY_MS = 5000;
/** So many runs that are at their end are named, the newest: what was done last must not be taken away without a trace. */
const ENDED_KEPT = 50;
/** So many events of the library's chain can come between a commit and its checkpoint, with other programs at work. */
const MAY_BE_BEHIND = 2;

/**
 * Keeps the checkpoint beside the database, and compares the database with it. A checkpoint that cannot be written just
 * now stays behind, which weakens it and spoils nothing; the next occasion tries again.
 */
export interface CheckpointKeeper {
  /** After a commit to a run: writes the checkpoint when the last one is old. */
  note(): void;
  /** Writes the checkpoint. Throws when it cannot be written: for what must not begin without it. */
  require(): void;
  /** Writes the checkpoint when the library's own chain has grown since the last one. */
  catchUp(): void;
  /** Writes the checkpoint when something was noted since the last one. */
  settle(): void;
  /** Empty where the library's log does not say it. */
  libraryId(): string;
  /** What the checkpoint names and is not there any more, and what is wrong with the checkpoint itself. */
  losses(): readonly LossEvent[];
}

export interface KeeperParts {
  readonly folder: string;
  readonly database: Database;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly disk?: Disk;
}

export function createCheckpointKeeper(parts: KeeperParts): CheckpointKeeper {
  const { folder, database, log, clock, disk = DISK } = parts;
  const read = prepareReads(database);
  let writtenMs = Number.NEGATIVE_INFINITY;
  let writtenAppends = 0;
  let isBehind = false;
  let isHeldNoted = false;

  const libraryId = (): string => read.id.get() ?? '';
  const headsOf = (runs: readonly string[]) => Object.fromEntries(runs.map((run) => [run, log.head(run)]));
  const current = (): Checkpoint => ({
    id: libraryId(),
    at: clock.now().toISOString(),
    library: log.head(null),
    runs: headsOf(read.openRuns.all()),
    ended: headsOf(read.endedRuns.all(ENDED_KEPT)),
  });
  /** Under the database's write lock, so that no program puts an older checkpoint over a newer one. */
  const locked = database.transaction(() => {
    writtenAppends = log.libraryAppends();
    writeCheckpoint(folder, current(), disk);
  });
  function require(): void {
    isBehind = true;
    if (database.inTransaction) writeCheckpoint(folder, current(), disk);
    else locked.immediate();
    writtenMs = clock.monotonicMs();
    isBehind = false;
    isHeldNoted = false;
  }
  function write(): void {
    try {
      require();
    } catch (error) {
      if (storeFailureCode(error) === null) throw error;
      if (isHeld(error, disk.platform)) goOnWithout(systemCode(error));
    }
  }
  /** The library says why its checkpoint is behind. The next one is tried when it is due, not with every event. */
  function goOnWithout(code: string | null): void {
    writtenMs = clock.monotonicMs();
    if (!isHeldNoted) noteHeld({ database, log, clock }, code);
    isHeldNoted = true;
    writtenAppends = log.libraryAppends();
  }

  return {
    libraryId,
    require,
    settle: () => {
      if (isBehind) write();
    },
    catchUp: () => {
      if (log.libraryAppends() !== writtenAppends) write();
    },
    note() {
      isBehind = true;
      if (clock.monotonicMs() - writtenMs >= EVERY_MS) write();
    },
    losses: () => findLosses(parts, read),
  };
}

function noteHeld({ database, log, clock }: Omit<KeeperParts, 'folder'>, code: string | null): void {
  const event = { type: 'checkpointHeld', data: { code } } as const;
  const note = database.transaction(() => log.appendToLibrary(event, clock.now().toISOString()));
  try {
    note.immediate();
  } catch (error) {
    // Then the next opening tells of a checkpoint that is behind, without the reason.
    if (storeFailureCode(error) === null) throw error;
  }
}

function prepareReads(database: Database) {
  return {
    openRuns: database
      .prepare<[], string>(
        "SELECT run FROM runs WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.run = runs.run AND type = 'runFinished')",
      )
      .pluck(),
    endedRuns: database
      .prepare<[number], string>(
        "SELECT run FROM events WHERE run IS NOT NULL AND type = 'runFinished' GROUP BY run ORDER BY max(id) DESC LIMIT ?",
      )
      .pluck(),
    hashAt: database
      .prepare<[string | null, number], string>('SELECT hash FROM events WHERE run IS ? AND seq = ?')
      .pluck(),
    heldBetween: database
      .prepare<[number, number], number>(
        "SELECT count(*) FROM events WHERE run IS NULL AND type = 'checkpointHeld' AND seq BETWEEN ? AND ?",
      )
      .pluck(),
    id: database
      .prepare<[], string>(
        "SELECT json_extract(data, '$.id') FROM events WHERE run IS NULL AND seq = 1 AND type = 'libraryCreated' AND json_valid(data)",
      )
      .pluck(),
  };
}

function findLosses(
  { folder, log, disk = DISK }: KeeperParts,
  read: ReturnType<typeof prepareReads>,
): readonly LossEvent[] {
  const found = readCheckpoint(folder, disk);
  const newest = log.head(null).seq;
  const lost = (why: 'missing' | 'unreadable' | 'foreign' | 'behind', noted: number | null): LossEvent => ({
    type: 'checkpointLost',
    data: { why, found: newest, noted },
  });
  if (found.kind !== 'there') return [lost(found.kind, null)];
  const { id, at, library, runs, ended } = found.checkpoint;
  const own = read.id.get();
  if (own !== undefined && id !== own) return [lost('foreign', library.seq)];
  const loss = (run: string | null, noted: Head): readonly LossEvent[] =>
    noted.seq === 0 || read.hashAt.get(run, noted.seq) === noted.hash
      ? []
      : [{ type: 'lossFound', data: { run, found: log.head(run).seq, noted: noted.seq, since: at } }];
  /** A checkpoint that was held says so in the events that came first behind it. */
  const isUnexplained = (noted: number, newest: number): boolean =>
    newest - noted > MAY_BE_BEHIND && read.heldBetween.get(noted + 1, noted + MAY_BE_BEHIND + 1) === 0;
  const ownLoss = loss(null, library);
  return [
    ...ownLoss,
    // As long as the library's own chain is there, its seals tell of the runs at their end.
    ...(ownLoss.length === 0 ? [] : Object.entries(ended).flatMap(([run, head]) => loss(run, head))),
    ...Object.entries(runs).flatMap(([run, head]) => loss(run, head)),
    ...(isUnexplained(library.seq, newest) ? [lost('behind', library.seq)] : []),
  ];
}
