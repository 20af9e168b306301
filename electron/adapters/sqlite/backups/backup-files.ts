/** The files of a folder of backups: each is a database, with what is known of it in a JSON file of the same name. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DISK, removePartSync as removeQuietly, whileHeldSync } from '#adapters/files/held.ts';
import { syncFolder, writeWholeSync } from '#adapters/files/whole-file.ts';
import type { Backup, BackupReason } from '#core/library/backup.ts';
import { type BackupNote, backupNote } from '#core/library/backup-schema.ts';

const ENDING = '.db';

export function backupFolderOf(library: string): string {
  return join(library, 'backups');
}

/** Name of a file for a backup of this moment, unlike any other. */
export function backupName(reason: BackupReason, at: string): string {
  const kind = reason === 'run' || reason === 'asked' ? 'backup' : reason;
  return `${kind}-${at.replaceAll(':', '')}${ENDING}`;
}

/** Every backup in a folder, in no order. A folder that is not there, or cannot be read, holds none. */
export function backupsIn(folder: string): readonly Backup[] {
  return namesIn(folder).flatMap((name) => readBackup(join(folder, name)));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ENDING) && !name.startsWith('.'));
  } catch {
    return [];
  }
}

function readBackup(path: string): readonly Backup[] {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile()) return [];
  const id = basename(path, ENDING);
  const found = backupNote.safeParse(readJson(noteOf(path)));
  // What was noted of another file is not true of this one.
  if (found.success && found.data.bytes === file.size) {
    const { reason, at, bytes, check, contents } = found.data;
    return [{ id, path, reason, at, bytes, check, contents }];
  }
  return [
    {
      id,
      path,
      reason: reasonOf(id),
      at: file.mtime.toISOString(),
      bytes: file.size,
      check: null,
      contents: null,
    },
  ];
}

function reasonOf(id: string): BackupReason {
  if (id.startsWith('schema-')) return 'schema';
  return id.startsWith('replaced-') ? 'replaced' : 'asked';
}

/** Writes down what is known of a backup that is in its place. */
export function noteBackup({ path, reason, at, bytes, check, contents }: Backup): void {
  const note: BackupNote = {
    format: 1,
    reason,
    at,
    bytes,
    check: check && { ...check, findings: [...check.findings] },
    contents,
  };
  writeWholeSync({ path: noteOf(path), content: `${JSON.stringify(note, null, 2)}\n`, mode: 0o600 });
}

export function removeBackup({ path }: Pick<Backup, 'path'>): void {
  for (const each of [path, `${path}-wal`, noteOf(path)]) rmSync(each, { force: true });
}

/** What a program that was ended while it made a backup has left. */
export function sweepParts(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = /^\.part-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removeQuietly(DISK, join(folder, name));
  }
}

/** A name for what is being written, by which its program is known. */
export function partName(name: string): string {
  return `.part-${process.pid}-${name}`;
}

export function removePart(path: string): void {
  for (const each of [path, `${path}-journal`, `${path}-wal`, `${path}-shm`]) removeQuietly(DISK, each);
}

/** Gives what was written the name under which it counts. */
export function putInPlace(part: string, path: string): void {
  whileHeldSync(DISK, () => DISK.renameSync(part, path));
  syncFolder(dirname(path), DISK);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function noteOf(path: string): string {
  return `${path.endsWith(ENDING) ? path.slice(0, -ENDING.length) : path}.json`;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
