/** One stream of the output of one attempt. */
import { createHash, type Hash } from 'node:crypto';
import type { OutputCut, OutputDigest } from '#core/run/events.ts';
import type { KeptOutput } from '#core/run/kept-output.ts';
import { countLineEnds, type Packed, unpack } from './chunk-packing.ts';
import { createOutputRest, type OutputRest } from './output-rest.ts';
import { createWaitingOutput, type WaitingOutput } from './waiting-output.ts';

/** How often the disk is looked at while an output grows. */
const LOOK_EVERY_BYTES = 8 * 1024 * 1024;

export interface StoredChunk extends Packed {
  readonly offset: number;
  readonly length: number;
  readonly lines_before: number;
}

/** From its first byte to the newest that waits to be stored. */
export interface Track {
  readonly hash: Hash;
  stored: number;
  lines: number;
  readonly waiting: WaitingOutput;
  /** What comes behind the part that is stored as it comes. */
  rest: OutputRest | null;
  /** Where a stream that is sent again continues. */
  readonly resumesAt: number;
  /** At which size the disk was looked at last. */
  lookedAt: number;
}

export function openTrack(chunks: Iterable<StoredChunk>, earlier: OutputCut | null, kept: KeptOutput): Track {
  const hash = createHash('sha256');
  const cutAt = earlier?.gaps[0]?.at ?? null;
  let before: Hash | null = null;
  let [stored, lines] = [0, 0];
  for (const chunk of chunks) {
    const bytes = unpack(chunk);
    const split = cutAt !== null && before === null ? Math.min(cutAt - stored, bytes.length) : 0;
    hash.update(bytes.subarray(0, split));
    if (stored + split === cutAt) before ??= hash.copy();
    hash.update(bytes.subarray(split));
    stored += bytes.length;
    lines += countLineEnds(bytes);
  }
  const rest =
    cutAt === null || before === null
      ? null
      : createOutputRest({ hash: before, bytes: cutAt, stored, last: kept.last, earlier });
  const resumesAt = rest === null ? stored : (cutAt ?? stored);
  return { hash, stored, lines, waiting: createWaitingOutput(), rest, resumesAt, lookedAt: stored };
}

export interface KeepingRoom {
  readonly kept: KeptOutput;
  /** Free space on the library's disk; null where it cannot be told. */
  readonly freeBytes: () => number | null;
}

/** What of these bytes is stored as they come, and waits for that now; all others go to the rest. */
export function takeFirst(track: Track, piece: Uint8Array, { kept, freeBytes }: KeepingRoom): Uint8Array {
  const room = track.rest === null ? roomIn(track, { kept, freeBytes }) : 0;
  const bytes = piece.subarray(0, room);
  if (bytes.length > 0) {
    track.hash.update(bytes);
    track.waiting.take(bytes);
  }
  if (piece.length > room) {
    track.rest ??= restOf(track, kept);
    track.rest.take(piece.subarray(room));
  }
  return bytes;
}

function roomIn(track: Track, { kept, freeBytes }: KeepingRoom): number {
  const size = sizeOf(track);
  if (size >= kept.least && size - track.lookedAt >= LOOK_EVERY_BYTES) {
    track.lookedAt = size;
    const free = freeBytes();
    if (free !== null && free < kept.freeBytes) return 0;
  }
  return Math.max(0, kept.first - size);
}

function restOf(track: Track, { last }: KeptOutput): OutputRest {
  const bytes = sizeOf(track);
  return createOutputRest({ hash: track.hash.copy(), bytes, stored: bytes, last, earlier: null });
}

/** What it came to, and what of it is stored with its end. */
export function endOf({ hash, rest, ...track }: Track): {
  readonly last: Uint8Array;
  readonly digest: OutputDigest;
} {
  const { last, cut } = rest?.end() ?? { last: new Uint8Array(), cut: null };
  const sha256 = hash.copy().update(last).digest('hex');
  const bytes = sizeOf(track) + last.length;
  return { last, digest: { bytes, sha256, ...(cut === null ? {} : { cut }) } };
}

export function sizeOf({ stored, waiting }: Pick<Track, 'stored' | 'waiting'>): number {
  return stored + waiting.bytes();
}

/** Hands over what is to be stored, piece by piece. The returned function is called once it is. */
export function stageTrack(
  track: Track,
  last: Uint8Array | undefined,
  store: (at: number, lines: number, bytes: Uint8Array) => void,
): () => void {
  let { stored, lines } = track;
  for (const bytes of track.waiting.chunks(last)) {
    store(stored, lines, bytes);
    stored += bytes.length;
    lines += countLineEnds(bytes);
  }
  return () => {
    track.stored = stored;
    track.lines = lines;
    track.waiting.clear();
  };
}
