/** Whoever looks at a file that is written here sees the old one or the whole new one. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DISK, type Disk, removePart, removePartSync, systemCode, whileHeld, whileHeldSync } from './held.ts';

export interface WholeFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Permissions of the new file; 0o644 unless told. */
  readonly mode?: number;
}

/** Throws what the file system refuses; the old file is then as it was, and nothing lies beside it. */
export async function writeWhole(
  {
    path,
    content,
    mode = 0o644,
  }: Omit<WholeFile, 'content'> & { readonly content: WholeFile['content'] | AsyncIterable<string> },
  disk = DISK,
): Promise<void> {
  const beside = placeBeside(path);
  try {
    const file = await whileHeld(disk, () => disk.open(beside, 'wx', mode));
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await whileHeld(disk, () => disk.rename(beside, path));
  } catch (error) {
    await removePart(disk, beside);
    throw error;
  }
}

/** The same at once, and durable when it returns. */
export function writeWholeSync({ path, content, mode = 0o644 }: WholeFile, disk: Disk = DISK): void {
  const beside = placeBeside(path);
  try {
    const file = whileHeldSync(disk, () => disk.openSync(beside, 'wx', mode));
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    whileHeldSync(disk, () => disk.renameSync(beside, path));
  } catch (error) {
    removePartSync(disk, beside);
    throw error;
  }
  syncFolder(dirname(path), disk);
}

/** A short name: that of the file itself may be as long as a disk takes. */
export function placeBeside(path: string): string {
  return join(dirname(path), `.holdpoint-${randomBytes(6).toString('hex')}.part`);
}

/** Windows keeps folders durable by itself and cannot open them. */
export function syncFolder(path: string, disk: Disk): void {
  if (disk.platform === 'win32') return;
  const folder = disk.openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const HELD =
  'another program holds it open, such as a virus scanner, a search index or a folder sync; close that or wait a moment, then try again';
const REFUSED = 'you may not write there; choose another folder';

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it was made by somebody else in the meantime',
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the quota of this disk is used up; free some space and try again',
  EACCES: REFUSED,
  EPERM: REFUSED,
  EROFS: 'that disk can only be read; choose another folder',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'that is a folder; choose a file name',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: HELD,
  UNKNOWN: HELD,
};

/** Why a file was not written and what to do, to follow "PATH: ". */
export function whyNotWritten(error: unknown, platform: NodeJS.Platform = process.platform): string {
  const code = systemCode(error);
  if (platform === 'win32' && (code === 'EACCES' || code === 'EPERM'))
    return `you may not write there, or another program holds it open, such as a virus scanner or a folder sync; try again, or choose another folder`;
  return REASONS[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
