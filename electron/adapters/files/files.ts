import { createHash } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import { type FileHandle, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FileEntry,
  type FileFailure,
  type Files,
  type OnStop,
  type Result,
  UnreadableFile,
} from '#engine/ports.ts';
import { failure, failureOf, fileResult } from './file-failure.ts';
import { openTarget } from './file-target.ts';
import { DISK, type Disk, whileHeld } from './held.ts';
import { createKnownHashes, type Hashed, type KnownHashes } from './known-hashes.ts';
import { decodeText } from './read-text.ts';
import { readWhole } from './read-whole.ts';
import { placeUnder, unwritableName } from './safe-path.ts';

const READ_BYTES = 256 * 1024;
const HASH_BYTES = 1024 * 1024;
const PERMISSIONS = 0o777;
/** Of a script file. */
const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** Files under a folder; nothing outside it is read or written. */
export function createFiles(base: string, disk: Disk = DISK): Files {
  const at = <T>(
    path: string,
    work: (place: string) => Promise<Result<T, FileFailure>>,
  ): Promise<Result<T, FileFailure>> =>
    fileResult(
      path,
      async () => {
        const place = await placeUnder(base, path);
        return place.ok ? await work(place.value) : place;
      },
      disk.platform,
    );

  const known = createKnownHashes();
  return {
    stat: (path, onStop) => at(path, (place) => statFile({ path, place, disk, known }, onStop)),
    read: (path) => readPieces(base, path, disk),
    readText: (path) => at(path, (place) => whileHeld(disk, () => readUtf8(path, place))),
    list: (path) => at(path, (place) => listTree(path, place)),
    write(path, bytes = 0) {
      const why = unwritableName(path);
      return why === null
        ? at(path, (place) => openTarget(place, bytes, disk))
        : Promise.resolve(failure('name-refused', path, { kind: 'name-refused', ...why }));
    },
  };
}

interface LocatedFile {
  readonly path: string;
  readonly place: string;
  readonly disk: Disk;
  readonly known: KnownHashes;
}

async function statFile(
  { path, place, disk, known }: LocatedFile,
  onStop?: OnStop,
): ReturnType<Files['stat']> {
  const facts = await stat(place, { bigint: true });
  if (facts.isDirectory()) return failure('is-directory', path, { kind: 'folder-to-move' });
  if (!facts.isFile()) return failure('not-a-file', path, { kind: 'not-plain' });
  const before = known.find(place, facts);
  if (before !== null) return { ok: true, value: before };
  let isStopped = false;
  onStop?.(() => {
    isStopped = true;
  });
  const file = await whileHeld(disk, () => disk.open(place, 'r'));
  try {
    const value = await hashWhole(file, () => isStopped);
    if (value === null) return failure('stopped', path, { kind: 'not-read-on' });
    known.keep(place, facts, { value, now: await file.stat({ bigint: true }) });
    return { ok: true, value };
  } finally {
    await file.close();
  }
}

/** Null where it is given up on the way. Read into one buffer: large files would leave nothing but garbage. */
async function hashWhole(file: FileHandle, isStopped: () => boolean): Promise<Hashed | null> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(HASH_BYTES);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes);
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
    if (isStopped()) return null;
    hash.update(buffer.subarray(0, bytesRead));
    bytes += bytesRead;
  }
}

async function* readPieces(base: string, path: string, disk: Disk): AsyncIterable<Uint8Array> {
  const place = await placeUnder(base, path);
  if (!place.ok) throw new UnreadableFile(place.error.reason);
  try {
    yield* await openPieces(place.value, disk);
  } catch (cause) {
    throw new UnreadableFile(failureOf(path, cause, disk.platform).error.reason);
  }
}

/** Closes itself at its end. */
async function openPieces(place: string, disk: Disk): Promise<ReadStream> {
  const file = await whileHeld(disk, () => disk.open(place, 'r'));
  return file.createReadStream({ highWaterMark: READ_BYTES });
}

async function readUtf8(path: string, place: string): ReturnType<Files['readText']> {
  const facts = await stat(place);
  if (facts.isDirectory()) return failure('is-directory', path, { kind: 'folder' });
  if (!facts.isFile()) return failure('not-a-file', path, { kind: 'not-plain' });
  if (facts.size > MAX_TEXT_BYTES)
    return failure('too-large', path, { kind: 'too-large', mostBytes: MAX_TEXT_BYTES });
  return { ok: true, value: decodeText(await readWhole(place, MAX_TEXT_BYTES)) };
}

/** Links are neither followed nor left out: a tree with one is refused, so that what arrives is what was listed. */
async function listTree(path: string, place: string): ReturnType<Files['list']> {
  if (!(await stat(place)).isDirectory()) return failure('not-a-directory', path, { kind: 'not-a-folder' });
  const entries: FileEntry[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const child of await readdir(join(place, folder), { withFileTypes: true })) {
      const name = folder === '' ? child.name : `${folder}/${child.name}`;
      if (child.isDirectory()) folders.push(name);
      else if (child.isFile()) entries.push(await toEntry(place, name));
      else return failure('special-file', `${path}/${name}`, { kind: 'in-tree' });
    }
  }
  return { ok: true, value: entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function toEntry(place: string, path: string): Promise<FileEntry> {
  const { size, mode } = await lstat(join(place, path));
  return { path, bytes: size, mode: mode & PERMISSIONS };
}
