import { closeSync, existsSync, fsyncSync, openSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DISK, type Disk, removePartSync } from '#adapters/files/held.ts';
import { StoreFailure } from '#engine/ports.ts';
import { storeFailure } from './store-failure.ts';

const FILE = 'reserve.bin';
const PIECE_BYTES = 1024 * 1024;
/** The reserve is put aside only while the disk has many times its size. */
const LEAVES_TIMES = 12;

/** Space put aside beside the database, given up when the disk is full so that outcomes can still be recorded. */
export interface Reserve {
  /** Does the work. On a full disk the reserve is given up and the work done again, unless it would start something new. */
  spend<T>(work: () => T, startsSomething: boolean): T;
}

export function createReserve(folder: string, bytes: number, disk: Disk = DISK): Reserve {
  const path = join(folder, FILE);
  const isSpent = () => bytes > 0 && !existsSync(path) && !putAside(folder, path, bytes);
  const hadSpace = !isSpent();
  let spent = false;

  return {
    spend(work, startsSomething) {
      if (startsSomething && spent && isSpent()) throw storeFailure('disk-full');
      try {
        return work();
      } catch (error) {
        const full = error instanceof StoreFailure && error.code === 'disk-full';
        if (!full || startsSomething || !hadSpace || !existsSync(path)) throw error;
        removePartSync(disk, path);
        if (existsSync(path)) throw error;
        spent = true;
        return work();
      }
    },
  };
}

/** True when the reserve is there. Written out, not left sparse: only that takes the space. */
function putAside(folder: string, path: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes * LEAVES_TIMES) return false;
  const file = openSync(path, 'w', 0o600);
  try {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes), 0xa5);
    for (let left = bytes; left > 0; left -= piece.length)
      writeSync(file, piece, 0, Math.min(piece.length, left));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return true;
}
