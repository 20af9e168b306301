/** Output of one stream that waits to be stored. What comes fast is put into buffers of a chunk each, which are used again: 100 MB leave no garbage. */

/** Raw bytes in one chunk at most; a piece as large as that does not wait. */
export const CHUNK_BYTES = 256 * 1024;
/** A piece of that size is seldom the only one. */
const FAST_BYTES = 32 * 1024;
/** So many buffers are kept for whoever needs one next. */
const SPARE = 16;

const spare: Buffer[] = [];

export interface WaitingOutput {
  bytes(): number;
  /** Copies the piece: whoever gave it uses it again. */
  take(piece: Uint8Array): void;
  /** All that waits, and what is to stand behind it, in order; valid until it is cleared. */
  chunks(last?: Uint8Array): Iterable<Uint8Array>;
  clear(): void;
}

export function createWaitingOutput(): WaitingOutput {
  let buffers: Buffer[] = [];
  let bytes = 0;
  /** How far the last one is filled. */
  let filled = 0;

  function roomFor(wanted: number): Buffer {
    const last = buffers.at(-1);
    if (last !== undefined && filled < last.length) return last;
    filled = 0;
    const isFast = wanted >= FAST_BYTES || bytes >= CHUNK_BYTES;
    const fresh = isFast
      ? (spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES))
      : Buffer.allocUnsafe(Math.max(wanted, Math.min(bytes, FAST_BYTES)));
    buffers.push(fresh);
    return fresh;
  }

  function* pieces(last: Uint8Array | undefined): Generator<Uint8Array> {
    for (const buffer of buffers) yield buffer === buffers.at(-1) ? buffer.subarray(0, filled) : buffer;
    if (last !== undefined) yield last;
  }

  return {
    bytes: () => bytes,
    take(piece) {
      for (let at = 0; at < piece.length; ) {
        const buffer = roomFor(piece.length - at);
        const taken = piece.subarray(at, at + buffer.length - filled);
        buffer.set(taken, filled);
        filled += taken.length;
        bytes += taken.length;
        at += taken.length;
      }
    },
    chunks: (last) => inChunks(pieces(last)),
    clear() {
      spare.push(...buffers.filter(({ length }) => length === CHUNK_BYTES).slice(0, SPARE - spare.length));
      [buffers, bytes, filled] = [[], 0, 0];
    },
  };
}

/** Each as large as it may be, except the last. */
function* inChunks(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    if (size === 0 && piece.length === CHUNK_BYTES) {
      yield piece;
      continue;
    }
    gathered.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    const all = Buffer.concat(gathered);
    const whole = size - (size % CHUNK_BYTES);
    for (let from = 0; from < whole; from += CHUNK_BYTES) yield all.subarray(from, from + CHUNK_BYTES);
    gathered = [all.subarray(whole)];
    size -= whole;
  }
  if (size > 0) yield Buffer.concat(gathered);
}
