/** What of a stream comes behind the part that is stored as it comes: counted and hashed, its end held until the attempt ends. */
import type { Hash } from 'node:crypto';
import type { OutputCut, OutputGap } from '#core/run/events.ts';
import { countLineEnds } from './chunk-packing.ts';

export interface OutputRest {
  take(bytes: Uint8Array): void;
  end(): { readonly last: Buffer; readonly cut: OutputCut | null };
}

export interface RestStart {
  /** Of all bytes before. */
  readonly hash: Hash;
  readonly bytes: number;
  /** Bytes that are stored. */
  readonly stored: number;
  /** So much of the end is kept. */
  readonly last: number;
  /** What an earlier end of the same attempt left out: what it had seen comes once more, and is stored already. */
  readonly earlier: OutputCut | null;
}

const BLOCK_BYTES = 64 * 1024;

export function createOutputRest({ hash, bytes: before, stored, last, earlier }: RestStart): OutputRest {
  const held = createEnd(last);
  let bytes = before;
  let toPass = earlier === null ? 0 : earlier.whole.bytes - before;
  return {
    take(piece) {
      hash.update(piece);
      bytes += piece.length;
      const passed = Math.min(toPass, piece.length);
      toPass -= passed;
      held.push(piece.subarray(passed));
    },
    end() {
      // What had been seen did not come again to its end: nothing is new.
      if (toPass > 0) return { last: Buffer.alloc(0), cut: earlier };
      const { end, gap } = held.take();
      const gaps: OutputGap[] = [
        ...(earlier?.gaps ?? []),
        ...(gap.bytes > 0 ? [{ at: stored, ...gap }] : []),
      ];
      const cut = { gaps, whole: { bytes, sha256: hash.copy().digest('hex') } };
      return { last: end, cut: gaps.length > 0 ? cut : null };
    },
  };
}

/** The last bytes of what is pushed, and a count of all before them. */
function createEnd(most: number) {
  const full: Buffer[] = [];
  const gap = { bytes: 0, lines: 0 };
  let block = Buffer.alloc(0);
  let filled = 0;
  const leaveOut = (bytes: Uint8Array): void => {
    gap.bytes += bytes.length;
    gap.lines += countLineEnds(bytes);
  };
  const nextBlock = (): void => {
    if (filled > 0) full.push(block);
    block = Buffer.allocUnsafe(BLOCK_BYTES);
    filled = 0;
    if ((full.length - 1) * BLOCK_BYTES < most) return;
    const oldest = full.shift();
    if (oldest) leaveOut(oldest);
  };
  return {
    push(bytes: Uint8Array): void {
      for (let from = 0; from < bytes.length; ) {
        if (filled === block.length) nextBlock();
        const part = bytes.subarray(from, from + block.length - filled);
        block.set(part, filled);
        filled += part.length;
        from += part.length;
      }
    },
    take() {
      const all = Buffer.concat([...full, block.subarray(0, filled)]);
      const over = Math.max(0, all.length - most);
      leaveOut(all.subarray(0, over));
      return { end: all.subarray(over), gap };
    },
  };
}
