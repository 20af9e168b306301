/**
 * The file that a bundle is: a tar archive (ustar) in the one way in which these parts can be written. Names are plain, nothing
 * is packed, times and owners are zero; a header that reads the same and is written otherwise is refused, so there are no two
 * readings of one file.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BundleRefused, type FormFault } from '#core/bundle/faults.ts';
import { BUNDLE_LIMITS, MANIFEST_NAME } from '#core/bundle/manifest.ts';
import { DISK, removePart, whileHeld } from '../files/held.ts';
import { placeBeside, syncFolder } from '../files/whole-file.ts';

const BLOCK = 512;
const END = 2 * BLOCK;
const PIECE = 256 * 1024;
const NAME_BYTES = 100;
const NAME = /^[A-Za-z0-9][A-Za-z0-9./-]{0,98}$/;

export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: number;
  /** Where its content begins. */
  readonly from: number;
}

/** Members are read one after the other; nothing is written anywhere. */
export interface Archive {
  /** The next member; null behind the last, where the file has to end. */
  next(): Promise<ArchiveEntry | null>;
  /** Whole, in memory: for what is small. */
  read(entry: ArchiveEntry, most: number): Promise<Buffer>;
  pieces(entry: ArchiveEntry): AsyncGenerator<Uint8Array>;
  sha256(entry: ArchiveEntry): Promise<string>;
  close(): Promise<void>;
}

/** By its first bytes: a bundle, whole or not, and no text. False where it cannot be looked at. */
export async function looksLikeArchive(path: string): Promise<boolean> {
  const file = await whileHeld(DISK, () => DISK.open(path, 'r')).catch(() => null);
  if (file === null) return false;
  try {
    const first = Buffer.alloc(MANIFEST_NAME.length + 1);
    if (!(await file.stat()).isFile()) return false;
    await file.read(first, 0, first.length, 0);
    return first.toString('latin1') === `${MANIFEST_NAME}\0`;
  } finally {
    await file.close();
  }
}

/** Throws `BundleRefused`, and what the file system refuses. */
export async function openArchive(path: string): Promise<Archive> {
  const file = await whileHeld(DISK, () => DISK.open(path, 'r'));
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new BundleRefused({ kind: 'bundle-unreadable', why: 'it is no file' });
    if (facts.size > BUNDLE_LIMITS.bundle)
      throw new BundleRefused({ kind: 'bundle-too-large', what: 'it', mostBytes: BUNDLE_LIMITS.bundle });
    return createArchive(file, facts.size);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function createArchive(file: FileHandle, size: number): Archive {
  let at = 0;
  const bytesAt = async (from: number, bytes: number): Promise<Buffer> => {
    if (from + bytes > size) throw formFault(from, 'truncated');
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, from);
    if (bytesRead !== bytes) throw formFault(from, 'truncated');
    return buffer;
  };
  async function* pieces({ from, bytes }: ArchiveEntry): AsyncGenerator<Uint8Array> {
    for (let done = 0; done < bytes; done += PIECE)
      yield await bytesAt(from + done, Math.min(PIECE, bytes - done));
  }
  return {
    async next() {
      const header = await bytesAt(at, BLOCK);
      if (isZero(header)) {
        const rest = await bytesAt(at, END);
        if (!isZero(rest) || at + END !== size) throw formFault(at, 'end');
        return null;
      }
      const { name, bytes } = readHeader(header, at);
      const from = at + BLOCK;
      const padding = paddingOf(bytes);
      if (!isZero(await bytesAt(from + bytes, padding))) throw formFault(from + bytes, 'padding');
      at = from + bytes + padding;
      return { name, bytes, from };
    },
    async read(entry, most) {
      if (entry.bytes > most)
        throw new BundleRefused({ kind: 'bundle-too-large', what: entry.name, mostBytes: most });
      return await bytesAt(entry.from, entry.bytes);
    },
    pieces,
    async sha256(entry) {
      const hash = createHash('sha256');
      for await (const piece of pieces(entry)) hash.update(piece);
      return hash.digest('hex');
    },
    close: () => file.close(),
  };
}

export interface WrittenMember {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The whole file appears at once, or not at all. Throws what the file system refuses, and where a content has another size than said. */
export async function writeArchive(path: string, members: readonly WrittenMember[]): Promise<void> {
  const part = placeBeside(path);
  try {
    const file = await open(part, 'wx', 0o644);
    try {
      for (const member of members) await writeMember(file, member);
      await file.write(Buffer.alloc(END));
      await file.sync();
    } finally {
      await file.close();
    }
    await whileHeld(DISK, () => DISK.rename(part, path));
  } catch (error) {
    await removePart(DISK, part);
    throw error;
  }
  syncFolder(dirname(path), DISK);
}

async function writeMember(file: FileHandle, { name, bytes, content }: WrittenMember): Promise<void> {
  await file.write(headerOf({ name, bytes }));
  let written = 0;
  for await (const piece of content) {
    await file.write(piece);
    written += piece.length;
  }
  if (written !== bytes) throw new BundleRefused({ kind: 'bundle-member', name, how: 'differs' });
  await file.write(Buffer.alloc(paddingOf(bytes)));
}

/** The one header that a member of this name and size has. */
export function headerOf({ name, bytes }: Pick<ArchiveEntry, 'name' | 'bytes'>): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'ascii');
  header.write('0000644\0' + '0000000\0' + '0000000\0', NAME_BYTES, 'ascii');
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124, 'ascii');
  header.write('00000000000\0', 136, 'ascii');
  header.write(' '.repeat(8), 148, 'ascii');
  header.write('0', 156, 'ascii');
  header.write('ustar\0' + '00', 257, 'ascii');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return header;
}

function readHeader(header: Buffer, at: number): Pick<ArchiveEntry, 'name' | 'bytes'> {
  const [name = ''] = header.toString('latin1', 0, NAME_BYTES).split('\0');
  if (!NAME.test(name)) throw formFault(at, 'name');
  const size = header.toString('latin1', 124, 135);
  if (!/^[0-7]{11}$/.test(size)) throw formFault(at, 'header');
  const read = { name, bytes: Number.parseInt(size, 8) };
  if (!headerOf(read).equals(header)) throw formFault(at, 'header');
  return read;
}

function paddingOf(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function formFault(at: number, what: FormFault): BundleRefused {
  return new BundleRefused({ kind: 'bundle-form', at, what });
}
