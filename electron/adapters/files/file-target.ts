import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { FileFailure, FileTarget, Result } from '#engine/ports.ts';
import { failure, failureOf } from './file-failure.ts';
import { type Disk, removePart, whileHeld } from './held.ts';
import { placeBeside, syncFolder } from './whole-file.ts';

/** A file that comes never takes the last of a disk. */
const LEAST_LEFT_BYTES = 64 * 1024 * 1024;

/** Writes beside the final place; whoever looks at the place sees the old file or the whole new one. */
export async function openTarget(
  place: string,
  bytes: number,
  disk: Disk,
): Promise<Result<FileTarget, FileFailure>> {
  await mkdir(dirname(place), { recursive: true });
  const free = await freeBytes(dirname(place));
  if (free !== null && free - LEAST_LEFT_BYTES < bytes)
    return failure('disk-full', basename(place), {
      kind: 'no-room',
      bytes,
      freeBytes: free,
      keptBytes: LEAST_LEFT_BYTES,
    });
  const part = placeBeside(place);
  const file = await whileHeld(disk, () => disk.open(part, 'wx', 0o644));
  return { ok: true, value: createTarget({ place, part, file, disk }) };
}

interface PartialFile {
  readonly place: string;
  readonly part: string;
  readonly file: FileHandle;
  readonly disk: Disk;
}

function createTarget({ place, part, file, disk }: PartialFile): FileTarget {
  const hash = createHash('sha256');
  /** What the disk refused first; nothing is written after it. */
  let refused: unknown = null;
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await file.close();
    isClosed = true;
  };
  const abandon = async () => {
    await close();
    await removePart(disk, part);
  };
  async function moveIntoPlace(sha256: string): Promise<Result<null, FileFailure>> {
    if (refused !== null) throw refused;
    const actual = hash.digest('hex');
    if (actual !== sha256) {
      await abandon();
      return failure('hash-differs', basename(place), {
        kind: 'hash-differs',
        found: actual,
        expected: sha256,
      });
    }
    await file.sync();
    await close();
    await whileHeld(disk, () => disk.rename(part, place));
    syncFolder(dirname(place), disk);
    return { ok: true, value: null };
  }
  return {
    async write(bytes) {
      if (refused !== null) return;
      hash.update(bytes);
      await writeAll(file, bytes).catch((error: unknown) => {
        refused = error;
      });
    },
    commit: (sha256) =>
      moveIntoPlace(sha256).catch(async (error: unknown) => {
        await abandon();
        return failureOf(basename(place), error, disk.platform);
      }),
    abandon,
  };
}

/** Null where it cannot be told. */
async function freeBytes(folder: string): Promise<number | null> {
  const facts = await statfs(folder).catch(() => null);
  return facts && facts.bavail * facts.bsize;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
}
