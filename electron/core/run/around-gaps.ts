/** Stored output and the places where something of it is left out. */
import type { OutputGap } from './events.ts';

/** What stands there: bytes as they are stored, or a gap between them. */
export type OutputPart =
  | { readonly kind: 'bytes'; readonly from: number; readonly bytes: Uint8Array }
  | { readonly kind: 'gap'; readonly gap: OutputGap };

/** A piece of stored output that begins at `from`, parted where something is left out before one of its bytes. */
export function aroundGaps(
  { from, bytes }: { readonly from: number; readonly bytes: Uint8Array },
  gaps: readonly OutputGap[],
): readonly OutputPart[] {
  const parts: OutputPart[] = [];
  let at = from;
  const upTo = (end: number): void => {
    if (end > at) parts.push({ kind: 'bytes', from: at, bytes: bytes.subarray(at - from, end - from) });
    at = end;
  };
  for (const gap of gaps) {
    if (gap.at < from || gap.at >= from + bytes.length) continue;
    upTo(gap.at);
    parts.push({ kind: 'gap', gap });
  }
  upTo(from + bytes.length);
  return parts;
}
