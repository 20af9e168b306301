/** Backups as the engine makes them, each with its line in the log. */

import type { ProgramLog } from '#adapters/log/program-log.ts';
import type { BackupFailureTold } from '#contract/app-facts.ts';
import { INTERNAL } from '#contract/errors.ts';
import { faultOf } from '#core/diagnostics/fault.ts';
import { type Backup, isSoundBackup } from '#core/library/backup.ts';
import { describeBackupProblem } from '#core/words/library/describe-backup.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { type BackingUp, backUp, backUpAfterRun } from '#operations/backups/keep-backups.ts';

export interface Backups {
  /** Because a person wants one. */
  make(): Promise<Result<Backup, Failure>>;
  /** A run has ended: makes one where one is due. Never fails. */
  afterRun(): Promise<void>;
  /** Why the newest that was tried since the start is not there, or not sound; null: it is. */
  failure(): BackupFailureTold | null;
}

/** `changed`: there is one more, or one fewer than was wanted. */
export function createBackups(parts: BackingUp, log: ProgramLog, changed: () => void): Backups {
  let failure: BackupFailureTold | null = null;
  const tell = (problem: string | null): void => {
    failure = problem === null ? null : { at: parts.clock.now().toISOString(), message: problem };
    changed();
  };
  const noted = (made: Result<Backup, Failure>): Result<Backup, Failure> => {
    if (!made.ok) log.add({ event: 'backupFailed', code: made.error.code });
    else {
      const { id, bytes } = made.value;
      log.add({ event: 'backupMade', backup: id, bytes, sound: isSoundBackup(made.value) });
    }
    tell(describeBackupProblem(made));
    return made;
  };
  return {
    make: async () => noted(await backUp(parts, { reason: 'asked', path: null })),
    async afterRun() {
      try {
        const made = await backUpAfterRun(parts);
        if (made !== null) noted(made);
      } catch (error) {
        log.add({ event: 'fault', of: 'engine', fault: faultOf(error) });
        tell(endSentence(INTERNAL));
      }
    },
    failure: () => failure,
  };
}
