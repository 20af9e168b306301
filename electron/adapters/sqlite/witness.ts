import type { Database } from 'better-sqlite3';
import type { Clock } from '#engine/ports.ts';
import { type Checkpoint, type Head, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { EventLog, Loss } from './event-log.ts';
import { storeFailureCode } from './store-failure.ts';

/** A checkpoint is at most this old while events are appended. */
const EVERY_MS = 5000;

/**
 * Keeps the checkpoint beside the database, and holds the database against it. A checkpoint that cannot be written just
 * now stays behind, which weakens it and spoils nothing; the next occasion tries again.
 */
export interface Witness {
  /** After a commit: writes the checkpoint when the last one is old. */
  note(): void;
  /** After a commit that matters: writes the checkpoint. */
  noteNow(): void;
  /** Writes the checkpoint when something was noted since the last one. */
  settle(): void;
  /** Chains of which the checkpoint names an event that is not there. */
  losses(): readonly Loss[];
  isMissing(): boolean;
}

export interface WitnessParts {
  readonly folder: string;
  readonly database: Database;
  readonly log: EventLog;
  readonly clock: Clock;
}

export function createWitness({ folder, database, log, clock }: WitnessParts): Witness {
  const openRuns = database
    .prepare<[], string>(
      "SELECT run FROM runs WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.run = runs.run AND type = 'runFinished')",
    )
    .pluck();
  const hashAt = database
    .prepare<[string | null, number], string>('SELECT hash FROM events WHERE run IS ? AND seq = ?')
    .pluck();
  let writtenMs = Number.NEGATIVE_INFINITY;
  let isBehind = false;

  const current = database.transaction(
    (): Checkpoint => ({
      at: clock.now().toISOString(),
      library: log.head(null),
      runs: Object.fromEntries(openRuns.all().map((run) => [run, log.head(run)])),
    }),
  );
  function write(): void {
    isBehind = true;
    try {
      writeCheckpoint(folder, current());
    } catch (error) {
      if (storeFailureCode(error) === null) throw error;
      return;
    }
    writtenMs = clock.monotonicMs();
    isBehind = false;
  }

  const loss = (run: string | null, noted: Head, since: string): readonly Loss[] =>
    noted.seq === 0 || hashAt.get(run, noted.seq) === noted.hash
      ? []
      : [{ run, found: log.head(run).seq, noted: noted.seq, since }];

  return {
    noteNow: write,
    settle() {
      if (isBehind) write();
    },
    note() {
      isBehind = true;
      if (clock.monotonicMs() - writtenMs >= EVERY_MS) write();
    },
    losses() {
      const checkpoint = readCheckpoint(folder);
      if (checkpoint === null) return [];
      const { at, library, runs } = checkpoint;
      return [
        ...loss(null, library, at),
        ...Object.entries(runs).flatMap(([run, head]) => loss(run, head, at)),
      ];
    },
    isMissing: () => readCheckpoint(folder) === null,
  };
}

/** A loss in words, as a finding. */
export function lossMessage({ run, found, noted, since }: Loss): string {
  const place = run === null ? "the library's log" : `run ${run}`;
  const count = noted - found;
  if (count <= 0) return `event ${noted} of ${place} is not the one that was there at ${since}`;
  return `${count} ${count === 1 ? 'event' : 'events'} of ${place} missing since ${since}: the newest is ${found}, it was ${noted}`;
}
