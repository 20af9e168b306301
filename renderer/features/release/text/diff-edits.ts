import type { Edit } from '#core/release/edit-release.ts';
import type { Path } from '#core/release/problems.ts';
import { isSame, listOf, plain, recordOf } from './raw.ts';

/** The fewest edits that turn what stands at `path` from `before` into `after`, so that comments around the rest stay. */
export function diffEdits(path: Path, before: unknown, after: unknown): readonly Edit[] {
  if (isSame(before, after)) return [];
  if (after === undefined) return [{ kind: 'remove', path }];
  if (isRecord(before) && isRecord(after)) return diffRecords(path, before, after);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return listOf(after).flatMap((value, index) => diffEdits([...path, index], before[index], value));
  }
  return [{ kind: 'set', path, value: plain(after) }];
}

function diffRecords(path: Path, before: unknown, after: unknown): readonly Edit[] {
  const [old, next] = [recordOf(before), recordOf(after)];
  const gone = Object.keys(old).filter((key) => next[key] === undefined);
  return [
    ...Object.entries(next).flatMap(([key, value]) => diffEdits([...path, key], old[key], value)),
    ...gone.map((key): Edit => ({ kind: 'remove', path: [...path, key] })),
  ];
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
