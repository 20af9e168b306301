import type { Edit } from '#core/release/edit-release.ts';
import type { Path } from '#core/release/problems.ts';
import { plain, type Raw } from '../text/raw.ts';

/** Moves an entry of a mapping: what comes before it in both orders stays untouched, the rest is written again in the new order. */
export function reorderEdits(
  path: Path,
  record: Raw,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Edit[] {
  const names = Object.keys(record);
  const order = names.toSpliced(from, 1);
  order.splice(to, 0, ...names.slice(from, from + 1));
  return order.slice(Math.min(from, to)).flatMap((name): Edit[] => [
    { op: 'remove', path: [...path, name] },
    { op: 'set', path: [...path, name], value: plain(record[name]) },
  ]);
}
