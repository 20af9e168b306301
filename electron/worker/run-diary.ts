/** What the engine notes of runs in its own log, and the backup that follows them. */
import type { ProgramLog } from '#adapters/log/program-log.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { RunEnd } from '#engine/run-handle.ts';
import type { Backups } from './backups.ts';

export interface RunDiary {
  begun(run: RunId): void;
  happened(events: readonly RunEvent[]): void;
  /** Makes a backup where one is due, in the background. */
  ended(run: RunId, end: RunEnd): void;
}

export function createRunDiary(log: ProgramLog, backups: Pick<Backups, 'afterRun'>): RunDiary {
  return {
    begun: (run) => log.add({ event: 'runBegun', run }),
    happened(events) {
      for (const { run, seq, type } of events) log.add({ event: 'runEvent', run, seq, type });
    },
    ended(run, end) {
      if (end.kind === 'broken') console.error(end.error);
      log.add({ event: 'runLeft', run, as: end.kind, outcome: end.state.outcome });
      void backups.afterRun();
    },
  };
}
