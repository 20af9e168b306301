/** How the bytes of a chunk of output are kept. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export interface Packed {
  readonly compression: 'none' | 'deflate';
  readonly bytes: Uint8Array;
}

/** Below this, compression costs more than it saves. */
export const COMPRESS_FROM_BYTES = 256;
const SAMPLE_BYTES = 8 * 1024;
/** A sample that stays this large is not worth compressing. */
const WORTHWHILE = 0.95;
/** zlib's working buffer: large enough for most compressed chunks at once. */
const DEFLATE_BYTES = 64 * 1024;

/** Compressed where that makes it smaller. */
export function pack(bytes: Uint8Array): Packed {
  if (bytes.length >= COMPRESS_FROM_BYTES && isCompressible(bytes)) {
    const deflated = deflateRawSync(bytes, { level: 1, chunkSize: DEFLATE_BYTES });
    if (deflated.length < bytes.length) return { compression: 'deflate', bytes: deflated };
  }
  return { compression: 'none', bytes };
}

/** Judged by a sample of a big piece, since compressing noise takes longest and gains nothing. */
function isCompressible(bytes: Uint8Array): boolean {
  if (bytes.length < SAMPLE_BYTES * 4) return true;
  const middle = Math.floor(bytes.length / 2);
  const sample = bytes.subarray(middle, middle + SAMPLE_BYTES);
  return deflateRawSync(sample, { level: 1 }).length < SAMPLE_BYTES * WORTHWHILE;
}

/** The bytes of a chunk as they were written. Throws when what is stored cannot be unpacked to the stated length. */
export function unpack({ compression, bytes, length }: Packed & { readonly length: number }): Buffer {
  const whole =
    compression === 'deflate'
      ? inflateRawSync(bytes, { maxOutputLength: Math.max(length, 1) })
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (whole.length !== length) throw new RangeError(`a chunk of ${whole.length} bytes claims ${length}`);
  return whole;
}

const LINE_END = 0x0a;

export function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_END); at !== -1; at = bytes.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}
