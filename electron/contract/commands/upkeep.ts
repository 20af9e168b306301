/** What looks after the library: backups, and whether everything is well. They work also where the library cannot be opened, as far as they can. */
import { z } from 'zod';
import type { Checked } from '#core/diagnostics/checked.ts';
import type { Backup, BackupSettings, RestorePreview } from '#core/library/backup.ts';
import { backupSettings } from '#core/library/backup-schema.ts';
import { command, commandWithPath, id, nothing } from './fields.ts';

export interface BackupsFound {
  /** Newest first. */
  readonly backups: readonly Backup[];
  /** Null where the library cannot be opened, so that its settings are not known. */
  readonly settings: BackupSettings | null;
  /** Where they are put now. */
  readonly folder: string;
}

export interface RestoredNow {
  /** Where the library is that was there before; null where none was. */
  readonly replaced: string | null;
}

const file = z.strictObject({ path: z.string().min(1).max(4096) });

export const UPKEEP_COMMANDS = {
  'backups.list': command(nothing).gives<BackupsFound>(),
  'backups.make': command(nothing).gives<Backup>(),
  'backups.configure': command(backupSettings).gives<BackupSettings>(),
  /** What putting a backup back would bring and lose. */
  'backups.preview': command(z.strictObject({ id })).gives<RestorePreview>(),
  /** The same of a file that a person chose; for the desktop alone. */
  'backups.previewFile': commandWithPath(file).gives<RestorePreview>(),
  /** Puts a file in the library's place and ends the engine's use of it; for the desktop alone, which starts the engine anew. */
  'backups.restore': commandWithPath(file).gives<RestoredNow>(),
  'doctor.examine': command(nothing).gives<readonly Checked[]>(),
  /** Everything that whoever looks into a fault needs, as one text. */
  'doctor.text': command(nothing).gives<{ readonly text: string }>(),
} as const;
