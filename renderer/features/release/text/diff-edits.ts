import type { Edit } from './edit-text.ts';
import { isSame, listOf, type Path, recordOf } from './raw.ts';

/** The fewest edits that turn what stands at `path` from `before` into `after`, so that comments around the rest stay. */
export function diffEdits(path: Path, before: unknown, after: unknown): readonly Edit[] {
  if (isSame(before, after)) return [];
  if (after === undefined) return [{ kind: 'remove', path }];
  if (isRecord(before) && isRecord(after)) return diffRecords(path, before, after);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return listOf(after).flatMap((value, index) => diffEdits([...path, index], before[index], value));
  }
  return [{ kind: 'set', path, value: after }];
}

function diffRecords(path: Path, before: unknown, after: unknown): readonly Edit[] {
  const [old, next] = [recordOf(before), recordOf(after)];
  const gone = Object.keys(old).filter((key) => next[key] === undefined);
  return [
    ...gone.map((key): Edit => ({ kind: 'remove', path: [...path, key] })),
    ...Object.entries(next).flatMap(([key, value]) => diffEdits([...path, key], old[key], value)),
  ];
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
