import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure, FileTarget, Result } from '#engine/ports.ts';
import { failure, fileResult } from './file-failure.ts';

/** A file that comes never takes the last of a disk. */
const LEAST_LEFT_BYTES = 64 * 1024 * 1024;

/** Writes beside the final place, as `.part-…`; whoever looks at the place sees the old file or the whole new one. */
export async function openTarget(place: string, bytes: number): Promise<Result<FileTarget, Failure>> {
  await mkdir(dirname(place), { recursive: true });
  const free = await freeBytes(dirname(place));
  if (free !== null && free - LEAST_LEFT_BYTES < bytes)
    return failure(
      'disk-full',
      basename(place),
      `would take ${bytes} bytes, and ${free} are free on its disk, of which ${LEAST_LEFT_BYTES} are kept for the library and others. Free some space`,
    );
  const part = join(dirname(place), `.part-${randomBytes(6).toString('hex')}-${basename(place)}`);
  const file = await open(part, 'wx', 0o644);
  const hash = createHash('sha256');
  const abandon = async () => {
    await file.close();
    await rm(part, { force: true });
  };
  return {
    ok: true,
    value: {
      async write(bytes) {
        hash.update(bytes);
        await writeAll(file, bytes);
      },
      commit: (sha256) =>
        fileResult(place, async () => {
          const actual = hash.digest('hex');
          if (actual !== sha256) {
            await abandon();
            return failure(
              'hash-differs',
              basename(place),
              `arrived with SHA-256 ${actual} and not ${sha256}. Nothing was kept`,
            );
          }
          await file.sync();
          await file.close();
          await rename(part, place);
          await syncFolder(dirname(place));
          return { ok: true, value: null };
        }),
      abandon,
    },
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

/** Windows keeps folders durable by itself and cannot open them. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
