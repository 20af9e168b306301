import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DISK, type Disk, removePartSync } from '#adapters/files/held.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import { StoreFailure } from '#engine/ports.ts';
import { storeFailureCode } from './store-failure.ts';

const FILE = 'reserve.bin';
const PIECE_BYTES = 1024 * 1024;
/** The reserve is put aside only while the disk has many times its size. */
const LEAVES_TIMES = 12;

/** Before it is put aside again once it was spent: with that, what a run needs to begin is left beside it. */
const LEAVES_AGAIN_TIMES = 5;

/** Space put aside beside the database, given up when the disk is full so that outcomes can still be recorded. */
export interface Reserve {
  /** Does the work. On a full disk the reserve is given up and the work done again, unless it would start something new. */
  spend<T>(work: () => T, startsSomething: boolean): T;
}

export function createReserve(folder: string, bytes: number, disk: Disk = DISK): Reserve {
  const path = join(folder, FILE);
  const isSpent = (times: number) =>
    bytes > 0 && !existsSync(path) && !putAside({ folder, path, bytes, times });
  const hadSpace = !isSpent(LEAVES_TIMES);
  let spent = false;

  return {
    spend(work, startsSomething) {
      if (startsSomething && spent && isSpent(LEAVES_AGAIN_TIMES)) throw nothingBegins(bytes);
      try {
        return work();
      } catch (error) {
        const full = error instanceof StoreFailure && error.code === 'disk-full';
        if (!full || !hadSpace || !existsSync(path)) throw error;
        if (startsSomething) throw nothingBegins(bytes, error);
        removePartSync(disk, path);
        if (existsSync(path)) throw error;
        spent = true;
        return work();
      }
    },
  };
}

/** What ends is recorded all the same, unlike what a full disk refuses otherwise. */
function nothingBegins(bytes: number, cause?: unknown): StoreFailure {
  const words = `The disk that holds the library is full. Free at least ${formatBytes(bytes * LEAVES_AGAIN_TIMES)} there, then continue; nothing more begins until then, and what ends is recorded in room that was put aside for it (${FILE}).`;
  return new StoreFailure('disk-full', words, { cause });
}

interface PutAside {
  readonly folder: string;
  readonly path: string;
  readonly bytes: number;
  /** As many times its size has to be free. */
  readonly times: number;
}

/** True when the reserve is there. Written out, not left sparse: only that takes the space. */
function putAside({ folder, path, bytes, times }: PutAside): boolean {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes * times) return false;
  try {
    writeWhole(path, bytes);
    return true;
  } catch (error) {
    // A quota may be tighter than the disk.
    rmSync(path, { force: true });
    if (storeFailureCode(error) !== 'disk-full') throw error;
    return false;
  }
}

function writeWhole(path: string, bytes: number): void {
  const file = openSync(path, 'w', 0o600);
  try {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes), 0xa5);
    for (let left = bytes; left > 0; left -= piece.length)
      writeSync(file, piece, 0, Math.min(piece.length, left));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
