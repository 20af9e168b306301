/** Backups as the engine makes them, each with its line in the log. */
import type { ProgramLog } from '#adapters/log/program-log.ts';
import { faultOf } from '#core/diagnostics/fault.ts';
import { type Backup, isSoundBackup } from '#core/library/backup.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { type BackingUp, backUp, backUpAfterRun } from '#operations/backups/keep-backups.ts';

export interface Backups {
  /** Because a person wants one. */
  make(): Promise<Result<Backup, Failure>>;
  /** A run has ended: makes one where one is due. True: one was made. Never fails. */
  afterRun(): Promise<boolean>;
}

export function createBackups(parts: BackingUp, log: ProgramLog): Backups {
  const noted = (made: Result<Backup, Failure>): Result<Backup, Failure> => {
    if (!made.ok) log.add({ event: 'backupFailed', code: made.error.code });
    else {
      const { id, bytes } = made.value;
      log.add({ event: 'backupMade', backup: id, bytes, sound: isSoundBackup(made.value) });
    }
    return made;
  };
  return {
    make: async () => noted(await backUp(parts, { reason: 'asked', path: null })),
    async afterRun() {
      try {
        const made = await backUpAfterRun(parts);
        return made !== null && noted(made).ok;
      } catch (error) {
        log.add({ event: 'fault', of: 'engine', fault: faultOf(error) });
        return false;
      }
    },
  };
}
