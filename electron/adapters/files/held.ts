/** Files that another program holds open for a moment: a virus scanner, a search index, a backup, a folder that is synced. */
import { openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** The calls on files that such a program is in the way of, and how it is waited for. Tests play one. */
export interface Disk {
  readonly platform: NodeJS.Platform;
  readonly open: typeof open;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
  readonly openSync: typeof openSync;
  readonly readFileSync: typeof readFileSync;
  readonly renameSync: typeof renameSync;
  readonly rmSync: typeof rmSync;
  pause(ms: number): Promise<unknown>;
  pauseSync(ms: number): void;
}

export const DISK: Disk = {
  platform: process.platform,
  open,
  rename,
  rm,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  pause,
  pauseSync: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
};

/** Between the tries: a second in all. */
const PAUSES_MS = [10, 20, 40, 80, 150, 300, 400] as const;

/** Windows says of a file that is held what it also says of one without permission. */
const HELD_ON_WINDOWS = ['EPERM', 'EACCES', 'UNKNOWN', 'ENOTEMPTY'];

export function isHeld(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  const code = systemCode(error);
  return code === 'EBUSY' || (platform === 'win32' && code !== null && HELD_ON_WINDOWS.includes(code));
}

/** The code of what the file system refused, such as `ENOENT`; null for anything else, which is a bug. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Does the work again for about a second while something else holds the file. Then throws what the file system said. */
export async function whileHeld<T>(disk: Disk, work: () => Promise<T>): Promise<T> {
  for (const ms of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isHeld(error, disk.platform)) throw error;
      await disk.pause(ms);
    }
  }
  return await work();
}

/** The same where nothing else may come in between. */
export function whileHeldSync<T>(disk: Disk, work: () => T): T {
  for (const ms of PAUSES_MS) {
    try {
      return work();
    } catch (error) {
      if (!isHeld(error, disk.platform)) throw error;
      disk.pauseSync(ms);
    }
  }
  return work();
}

/** Removes what an unfinished write left. Where that cannot be done it stays; nothing is thrown. */
export async function removePart(disk: Disk, path: string): Promise<void> {
  await whileHeld(disk, () => disk.rm(path, { force: true })).catch((error: unknown) => {
    if (systemCode(error) === null) throw error;
  });
}

export function removePartSync(disk: Disk, path: string): void {
  try {
    whileHeldSync(disk, () => disk.rmSync(path, { force: true }));
  } catch (error) {
    if (systemCode(error) === null) throw error;
  }
}
