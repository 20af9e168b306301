/** Backups of a library as the app and the command line make and keep them. */
import { join } from 'node:path';
import type { BackupFailure } from '#adapters/sqlite/backups/backup-failure.ts';
import {
  backupFolderOf,
  backupName,
  backupsIn,
  removeBackup,
} from '#adapters/sqlite/backups/backup-files.ts';
import { type BackupOrder, type BackupTools, makeBackup } from '#adapters/sqlite/backups/make-backup.ts';
import {
  previewRestore,
  type Restored,
  type RestoreOrder,
  restoreBackup,
} from '#adapters/sqlite/backups/restore.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import {
  type Backup,
  type BackupReason,
  type BackupSettings,
  DEFAULT_BACKUP_SETTINGS,
  expendableBackups,
  isBackupDue,
  type RestorePreview,
} from '#core/library/backup.ts';
import { backupSettings } from '#core/library/backup-schema.ts';
import type { Clock, Result } from '#engine/ports.ts';

/** The work that may take long; an app has a thread for it. */
export interface BackupWork {
  make(order: BackupOrder): Promise<Result<Backup, BackupFailure>>;
  preview(order: RestoreOrder): Promise<Result<RestorePreview, BackupFailure>>;
  restore(order: RestoreOrder): Promise<Result<Restored, BackupFailure>>;
}

export function createBackupWork(tools: BackupTools): BackupWork {
  return {
    make: (order) => makeBackup(order, tools),
    preview: (order) => previewRestore(order, tools),
    restore: (order) => restoreBackup(order, tools),
  };
}

const KEY = 'backups';

export function readBackupSettings(library: Pick<Library, 'readSetting'>): BackupSettings {
  const found = backupSettings.safeParse(library.readSetting(KEY));
  return found.success ? found.data : DEFAULT_BACKUP_SETTINGS;
}

export function writeBackupSettings(library: Pick<Library, 'writeSetting'>, settings: BackupSettings): void {
  library.writeSetting(KEY, settings);
}

/** Every backup of the library, newest first: those in its folder, and its own where the settings put them. */
export function listBackups(
  library: Pick<Library, 'folder' | 'id'>,
  { folder }: BackupSettings,
): readonly Backup[] {
  const own = backupFolderOf(library.folder);
  const elsewhere = folder === null || folder === own ? [] : backupsIn(folder);
  return [
    ...backupsIn(own),
    ...elsewhere.filter(({ contents }) => contents?.library === library.id),
  ].toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

export interface BackingUp {
  readonly library: Pick<Library, 'folder' | 'id' | 'readSetting'>;
  readonly work: Pick<BackupWork, 'make'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Makes a backup where the settings say, or at `path`; then removes those that nothing asks to be kept. */
export async function backUp(
  { library, work, clock }: BackingUp,
  wish: { readonly reason: BackupReason; readonly path: string | null },
): Promise<Result<Backup, BackupFailure>> {
  const settings = readBackupSettings(library);
  const { reason } = wish;
  const path =
    wish.path ??
    join(settings.folder ?? backupFolderOf(library.folder), backupName(reason, clock.now().toISOString()));
  const made = await work.make({
    library: library.folder,
    path,
    // A folder of one's own choice may be a disk that is not there now: its place is not made up for.
    mayMakeFolder: wish.path === null && settings.folder === null,
    reason,
    program: appVersion(),
  });
  if (made.ok && wish.path === null) prune(listBackups(library, settings), settings, clock);
  return made;
}

/** The same after a run, where the newest backup is old enough; null where none is due. */
export async function backUpAfterRun(parts: BackingUp): Promise<Result<Backup, BackupFailure> | null> {
  const settings = readBackupSettings(parts.library);
  const known = listBackups(parts.library, settings);
  if (!isBackupDue(known, settings, parts.clock.now().getTime())) return null;
  return await backUp(parts, { reason: 'run', path: null });
}

/** One that cannot be removed just now is removed the next time. */
function prune(backups: readonly Backup[], settings: BackupSettings, clock: Pick<Clock, 'now'>): void {
  for (const each of expendableBackups(backups, settings, clock.now().getTime())) {
    try {
      removeBackup(each);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}
