/** The part of an output that is held in memory: a window of bytes that moves over an output of any size. */

export interface OutputWindow {
  /** Offset of the first byte held. */
  readonly from: number;
  readonly bytes: Uint8Array;
  /** Bytes stored so far. */
  readonly total: number;
}

/** Bytes read at a time, and the most that is held. */
export const CHUNK = 64 * 1024;
export const WINDOW = 4 * CHUNK;
/** A partial first line longer than this is shown from where the window begins. */
const LONGEST_PARTIAL = 8 * 1024;

export const NO_OUTPUT: OutputWindow = { from: 0, bytes: new Uint8Array(0), total: 0 };

export function endOf(window: OutputWindow): number {
  return window.from + window.bytes.length;
}

/** Where to begin reading so that the end of an output of `total` bytes is in the window. */
export function tailStart(total: number): number {
  return Math.max(0, Math.ceil((total - WINDOW / 2) / CHUNK) * CHUNK);
}

/** Where to begin reading so that byte `offset` is in the window with text before and after it. */
export function startAround(offset: number): number {
  return Math.max(0, Math.floor((offset - WINDOW / 2) / CHUNK) * CHUNK);
}

/** Adds a slice that was read; what does not adjoin replaces the window. The far side is let go of. */
export function addBytes(window: OutputWindow, { from, bytes, total }: OutputWindow): OutputWindow {
  if (from === endOf(window)) {
    const joined = join(window.bytes, bytes);
    const drop = Math.max(0, joined.length - WINDOW);
    return { from: window.from + drop, bytes: joined.subarray(drop), total };
  }
  if (from + bytes.length === window.from)
    return { from, bytes: join(bytes, window.bytes).subarray(0, WINDOW), total };
  return { from, bytes: bytes.subarray(0, WINDOW), total };
}

/** The bytes from the first whole line on, with their offset: a window seldom begins where a line does. */
export function wholeLines(window: OutputWindow): { readonly from: number; readonly bytes: Uint8Array } {
  if (window.from === 0) return window;
  const newline = window.bytes.subarray(0, LONGEST_PARTIAL).indexOf(0x0a);
  const skip = newline >= 0 ? newline + 1 : continuationBytes(window.bytes);
  return { from: window.from + skip, bytes: window.bytes.subarray(skip) };
}

function continuationBytes(bytes: Uint8Array): number {
  let skip = 0;
  while (skip < 3 && ((bytes[skip] ?? 0) & 0xc0) === 0x80) skip += 1;
  return skip;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a, 0);
  joined.set(b, a.length);
  return joined;
}

export function bytesFromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
