/** Text such as services log: compresses to about a quarter, does not repeat within what a compressor sees. */
import { closeSync, openSync, writeSync } from 'node:fs';

const BLOCK_BYTES = 4 * 1024 * 1024;
const WORDS = [
  'accepted',
  'released',
  'refused',
  'queue',
  'worker',
  'request',
  'session',
  'commit',
  'retry',
  'cache',
];

/** The same text every time. */
export function logBlock(bytes = BLOCK_BYTES): Buffer {
  const next = pseudoRandom(20_261_121);
  const word = () => WORDS[next() % WORDS.length];
  const lines: string[] = [];
  for (let length = 0, at = 0; length < bytes; at += 1) {
    const stamp = `12:${String(next() % 60).padStart(2, '0')}:${String(next() % 60).padStart(2, '0')}`;
    const line = `2026-11-21T${stamp} INFO [${word()}-${next() % 64}] ${word()} ${word()} ${next().toString(16)} took ${at % 997} ms\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, bytes);
}

/** A file of so many megabytes. */
export function writeLog(path: string, megabytes: number): void {
  writeBlocks(path, megabytes, logBlock());
}

/** A file that no compressor helps with, as packages are. */
export function writeNoise(path: string, megabytes: number): void {
  const next = pseudoRandom(7);
  writeBlocks(path, megabytes, Buffer.from(Uint32Array.from({ length: BLOCK_BYTES / 4 }, next).buffer));
}

function writeBlocks(path: string, megabytes: number, block: Buffer): void {
  const file = openSync(path, 'w');
  for (let left = megabytes * 1_000_000; left > 0; left -= block.length) {
    writeSync(file, block, 0, Math.min(left, block.length));
  }
  closeSync(file);
}

/** Marsaglia's xorshift. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
