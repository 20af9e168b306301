/** Puts a backup in the library's place, and has the library say so itself. */
import { basename } from 'node:path';
import type { BackupFailure } from '#adapters/sqlite/backups/backup-failure.ts';
import { type LibraryOptions, openLibrary } from '#adapters/sqlite/open-library.ts';
import { appVersion } from '#adapters/system/versions.ts';
import type { RestorePreview } from '#core/library/backup.ts';
import type { Result } from '#engine/ports.ts';
import type { BackupWork } from './keep-backups.ts';

export interface RestoredLibrary {
  /** Where the library is that was there before; null where none was. */
  readonly replaced: string | null;
  readonly preview: RestorePreview;
  /** Newest event of the backup's library log. */
  readonly seq: number;
  /** What the library, opened again, says that it lacks. */
  readonly losses: readonly string[];
}

export interface RestoreWish {
  readonly folder: string;
  readonly from: string;
}

/** The library must not be open here any more. Its checkpoint stays as it was, so that what the backup lacks is a loss. */
export async function restoreLibrary(
  work: Pick<BackupWork, 'restore'>,
  { folder, from }: RestoreWish,
  options: LibraryOptions,
): Promise<Result<RestoredLibrary, BackupFailure>> {
  const restored = await work.restore({ library: folder, from, program: appVersion() });
  if (!restored.ok) return restored;
  const { replaced, preview, head } = restored.value;
  const opened = await openLibrary(folder, options);
  if (!opened.ok) throw new Error(`the restored library was not opened: ${opened.error.message}`);
  const library = opened.value;
  try {
    library.noteRestored({
      seq: head.seq,
      head: head.hash,
      replaced: replaced === null ? null : basename(replaced),
    });
    return { ok: true, value: { replaced, preview, seq: head.seq, losses: library.losses } };
  } finally {
    library.close();
  }
}
