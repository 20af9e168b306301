/** An edit as the smallest edits that come to the same, so that the text around each stays as it is. */
import { type PlainEdit as Edit, isMapping, isSameData, valueAt } from './edit-data.ts';
import type { Path } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';

export function smallestEdits(data: JsonObject, edit: Edit): readonly Edit[] {
  switch (edit.kind) {
    case 'set':
      return setEdits(valueAt(data, edit.path), edit.path, edit.value);
    case 'remove':
      return [removalOf(data, edit.path)];
    case 'insert':
      return insertions(valueAt(data, edit.path), edit);
    case 'move':
      return edit.from === edit.to ? [] : [edit];
    case 'rename':
      return edit.to === edit.path.at(-1) ? [] : [edit];
  }
}

/** Into a list with entries as it is; another list is made first, and what is written takes the place of its entry. */
function insertions(list: JsonValue | undefined, edit: Extract<Edit, { kind: 'insert' }>): readonly Edit[] {
  if (Array.isArray(list) && list.length > 0) return [edit];
  const { path, value, written } = edit;
  const made: Edit = { kind: 'set', path, value: [value] };
  return written === undefined ? [made] : [made, edit, { kind: 'remove', path: [...path, 1] }];
}

function setEdits(old: JsonValue | undefined, path: Path, value: JsonValue): readonly Edit[] {
  if (old !== undefined && isSameData(old, value)) return [];
  if (isMapping(old) && isMapping(value) && isFilled(old) && isFilled(value))
    return mappingEdits(old, path, value);
  if (Array.isArray(old) && Array.isArray(value) && isFilled(old) && isFilled(value))
    return listEdits(old, path, value);
  return [{ kind: 'set', path, value }];
}

function isFilled(value: JsonValue): boolean {
  return Object.keys(value as object).length > 0;
}

/** What stays or comes is written before anything goes, so that the mapping is never empty between. */
function mappingEdits(old: JsonObject, path: Path, value: JsonObject): readonly Edit[] {
  const written = Object.entries(value).flatMap(([key, item]) =>
    setEdits(Object.hasOwn(old, key) ? old[key] : undefined, [...path, key], item),
  );
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(value, key));
  return [...written, ...gone.map((key): Edit => ({ kind: 'remove', path: [...path, key] }))];
}

function listEdits(old: readonly JsonValue[], path: Path, value: readonly JsonValue[]): readonly Edit[] {
  const shorter = Math.min(old.length, value.length);
  let same = 0;
  while (same < shorter && isSameData(old[same] ?? null, value[same] ?? null)) same += 1;
  let after = 0;
  while (after < shorter - same && isSameData(old.at(-1 - after) ?? null, value.at(-1 - after) ?? null))
    after += 1;
  const [from, to] = [old.slice(same, old.length - after), value.slice(same, value.length - after)];
  const both = Math.min(from.length, to.length);
  const changed = to.slice(0, both).flatMap((item, i) => setEdits(from[i], [...path, same + i], item));
  const added = to
    .slice(both)
    .map((item, i): Edit => ({ kind: 'insert', path, index: same + both + i, value: item }));
  const gone = from.slice(both).map((): Edit => ({ kind: 'remove', path: [...path, same + both] }));
  return [...changed, ...added, ...gone];
}

/** With its last entry goes what it was in, unless that has a name of its own: an environment, a host, an entry of a list. */
function removalOf(data: JsonObject, path: Path): Edit {
  const parent = path.slice(0, -1);
  const siblings = valueAt(data, parent);
  const isLast =
    siblings !== undefined &&
    typeof siblings === 'object' &&
    siblings !== null &&
    Object.keys(siblings).length === 1;
  if (!isLast || parent.length === 0) return { kind: 'remove', path };
  if (hasOwnName(parent)) return { kind: 'set', path: parent, value: {} };
  return removalOf(data, parent);
}

function hasOwnName(path: Path): boolean {
  const within = path.at(-2);
  return typeof path.at(-1) === 'number' || within === 'environments' || within === 'hosts';
}
