/**
 * Damage in SQLite's write-ahead log. SQLite reads that log up to the first frame that does not fit its checksum and takes
 * what follows for the remains of a write that never ended: one flipped bit makes commits vanish without a word. Damage of
 * the log's own first 32 bytes is not told from a log that was begun anew.
 * The format is that of https://sqlite.org/fileformat2.html#walformat.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const CHECKED_OF_FRAME_HEADER = 8;
const MAGIC_LITTLE_ENDIAN = 0x377f0682;
const MAGIC_BIG_ENDIAN = 0x377f0683;
/** A loss of power can leave the last commit behind a torn frame. One before it was on the disk when that began. */
const CERTAIN_FROM = 2;

/** How many commits stand behind a damaged frame, where that cannot be the remains of a last write; otherwise 0. */
export function commitsBehindDamage(path: string): number {
  if (!existsSync(path)) return 0;
  const file = openSync(path, 'r');
  try {
    const header = readHeader(file);
    if (header === null) return 0;
    const lost = countLost(file, header);
    // Another program may have begun the log anew in the meantime.
    const isSame = readHeader(file)?.bytes.equals(header.bytes) ?? false;
    return isSame && lost >= CERTAIN_FROM ? lost : 0;
  } finally {
    closeSync(file);
  }
}

interface LogHeader {
  readonly bytes: Buffer;
  readonly isBigEndian: boolean;
  readonly pageBytes: number;
  /** The same in every frame that belongs to this log. */
  readonly salts: Buffer;
  readonly sums: Sums;
}

interface Sums {
  readonly a: number;
  readonly b: number;
}

function readHeader(file: number): LogHeader | null {
  const bytes = Buffer.alloc(HEADER_BYTES);
  if (readSync(file, bytes, 0, HEADER_BYTES, 0) < HEADER_BYTES) return null;
  const magic = bytes.readUInt32BE(0);
  if (magic !== MAGIC_LITTLE_ENDIAN && magic !== MAGIC_BIG_ENDIAN) return null;
  const isBigEndian = magic === MAGIC_BIG_ENDIAN;
  const sums = addUp(bytes.subarray(0, 24), { a: 0, b: 0 }, isBigEndian);
  return sums.a === bytes.readUInt32BE(24) && sums.b === bytes.readUInt32BE(28)
    ? { bytes, isBigEndian, pageBytes: bytes.readUInt32BE(8), salts: bytes.subarray(16, 24), sums }
    : null;
}

/** Commits behind the first frame that does not fit. */
function countLost(file: number, { isBigEndian, pageBytes, salts, sums: first }: LogHeader): number {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + pageBytes);
  let sums = first;
  let isWhole = true;
  let lost = 0;
  for (
    let at = HEADER_BYTES;
    readSync(file, frame, 0, frame.length, at) === frame.length;
    at += frame.length
  ) {
    const isOfThisLog = frame.subarray(8, 16).equals(salts);
    if (!isWhole) {
      if (isOfThisLog && isCommit(frame)) lost += 1;
      continue;
    }
    const head = addUp(frame.subarray(0, CHECKED_OF_FRAME_HEADER), sums, isBigEndian);
    sums = addUp(frame.subarray(FRAME_HEADER_BYTES), head, isBigEndian);
    isWhole = isOfThisLog && sums.a === frame.readUInt32BE(16) && sums.b === frame.readUInt32BE(20);
  }
  return lost;
}

/** The last frame of a commit says how large the database is after it. */
function isCommit(frame: Buffer): boolean {
  return frame.readUInt32BE(4) !== 0;
}

/** SQLite's checksum over pairs of 32-bit words, continued from `sums`. */
function addUp(bytes: Buffer, { a, b }: Sums, isBigEndian: boolean): Sums {
  const word = (at: number): number => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let [first, second] = [a, b];
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + word(at) + second) >>> 0;
    second = (second + word(at + 4) + first) >>> 0;
  }
  return { a: first, b: second };
}
