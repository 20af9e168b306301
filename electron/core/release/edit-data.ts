/** Edits of a release's plain data: what an edit of the text must come to. */

import { canonicalJson } from '../canonical-json.ts';
import type { Path } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';

/**
 * One change, by its path in the data. `rename` changes the last key of its path and nothing that refers to it. `transfer` takes an
 * entry of a list to another list, `copy` leaves it there as well; `to` is its place there. `written` is how the value of an
 * `insert` was written somewhere else, with its comments: it is taken where it says the same.
 */
export type Edit =
  | { readonly kind: 'set'; readonly path: Path; readonly value: JsonValue }
  | { readonly kind: 'remove'; readonly path: Path }
  | {
      readonly kind: 'insert';
      readonly path: Path;
      readonly index: number;
      readonly value: JsonValue;
      readonly written?: string;
    }
  | { readonly kind: 'move'; readonly path: Path; readonly from: number; readonly to: number }
  | {
      readonly kind: 'transfer' | 'copy';
      readonly path: Path;
      readonly from: number;
      readonly toPath: Path;
      readonly to: number;
    }
  | { readonly kind: 'rename'; readonly path: Path; readonly to: string };

type BetweenLists = Extract<Edit, { readonly toPath: Path }>;

/** An edit of one place. */
export type PlainEdit = Exclude<Edit, BetweenLists>;

export function isBetweenLists(edit: Edit): edit is BetweenLists {
  return edit.kind === 'transfer' || edit.kind === 'copy';
}

/** An edit that does not fit the data it is for. */
export class UnfitEdit extends Error {}

type ValueChange = (value: JsonValue | undefined) => JsonValue | undefined;

/** The data after the edit; throws `UnfitEdit`. */
export function editData(data: JsonObject, edit: Edit): JsonObject {
  return plainEdits(data, withinList(data, edit)).reduce(editPlainly, data);
}

/** A place before or behind a list means its first or last place. */
export function withinList(data: JsonObject, edit: Edit): Edit {
  const inside = (index: number, last: number): number => Math.max(0, Math.min(index, last));
  switch (edit.kind) {
    case 'insert':
      return { ...edit, index: inside(edit.index, lengthAt(data, edit.path)) };
    case 'move':
      return { ...edit, to: inside(edit.to, lengthAt(data, edit.path) - 1) };
    case 'transfer':
    case 'copy':
      return { ...edit, to: inside(edit.to, lengthAt(data, edit.toPath)) };
    default:
      return edit;
  }
}

function lengthAt(data: JsonObject, path: Edit['path']): number {
  const list = valueAt(data, path);
  return Object.keys(typeof list === 'object' && list !== null ? list : {}).length;
}

/** The same as edits of one place each; throws `UnfitEdit`. */
export function plainEdits(data: JsonObject, edit: Edit): readonly PlainEdit[] {
  if (!isBetweenLists(edit)) return [edit];
  const { kind, path, from, toPath, to } = edit;
  const value = listOf(valueAt(data, path))[from];
  if (value === undefined) return unfit(`there is no entry ${from + 1}`);
  const insert: PlainEdit = { kind: 'insert', path: toPath, index: to, value };
  if (kind === 'copy') return [insert];
  if (isWithin(path, toPath) || isWithin(toPath, path))
    return unfit('an entry cannot be moved into itself, or to where it is');
  return [insert, { kind: 'remove', path: [...path, from] }];
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((key, at) => path[at] === key);
}

function editPlainly(data: JsonObject, edit: PlainEdit): JsonObject {
  const isWhole = edit.path.length === 0;
  if (isWhole && edit.kind !== 'set') return unfit('the whole file cannot be edited this way');
  if (isWhole && edit.kind === 'set' && !isMapping(edit.value)) return unfit('a release file is a mapping');
  const path = edit.kind === 'rename' ? edit.path.slice(0, -1) : edit.path;
  return changeAt(data, path, changeOf(edit)) as JsonObject;
}

function changeOf(edit: PlainEdit): ValueChange {
  switch (edit.kind) {
    case 'set':
      return () => edit.value;
    case 'remove':
      return (value) => (value === undefined ? unfit('there is nothing to remove') : undefined);
    case 'insert':
      return (value) => insertedInto(value ?? [], edit.index, edit.value);
    case 'move':
      return (value) => moved(value, edit.from, edit.to);
    case 'rename':
      return (value) => renamed(value, edit.path.at(-1), edit.to);
  }
}

function changeAt(value: JsonValue | undefined, path: Path, change: ValueChange): JsonValue | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (typeof key === 'number') return changeItem(listOf(value ?? []), [key, ...rest], change);
  if (key === '__proto__') return unfit('"__proto__" cannot be a name');
  if (value !== undefined && value !== null && !isMapping(value))
    return unfit(`"${key}" is looked for in something that is not a mapping`);
  const inner = value ?? null;
  const changed = changeAt(
    inner && Object.hasOwn(inner, key) ? (inner[key] ?? undefined) : undefined,
    rest,
    change,
  );
  const entries = Object.entries(inner ?? {});
  if (changed === undefined) return Object.fromEntries(entries.filter(([name]) => name !== key));
  const isNew = inner === null || !Object.hasOwn(inner, key);
  if (isNew) return Object.fromEntries([...entries, [key, changed]]);
  return Object.fromEntries(entries.map(([name, old]) => [name, name === key ? changed : old]));
}

function changeItem(
  list: readonly JsonValue[],
  [index, ...rest]: readonly [number, ...Path],
  change: ValueChange,
): JsonValue {
  if (!Number.isInteger(index) || index < 0 || index > list.length)
    return unfit(`there is no entry ${index}`);
  const changed = changeAt(list[index], rest, change);
  return list.toSpliced(index, 1, ...(changed === undefined ? [] : [changed]));
}

function insertedInto(value: JsonValue, index: number, item: JsonValue): JsonValue {
  const list = listOf(value);
  if (!Number.isInteger(index) || index < 0 || index > list.length)
    return unfit(`there is no place ${index} in a list of ${list.length}`);
  return list.toSpliced(index, 0, item);
}

/** The order of a mapping counts too: that of hosts is the order of batches. */
function moved(value: JsonValue | undefined, from: number, to: number): JsonValue {
  if (!isMapping(value)) return reordered(listOf(value), from, to);
  return Object.fromEntries(reordered(Object.entries(value), from, to));
}

function reordered<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from];
  if (item === undefined || !Number.isInteger(to) || to < 0 || to >= items.length)
    return unfit(`there is no entry ${from + 1} to move to place ${to + 1}`);
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
}

function renamed(mapping: JsonValue | undefined, from: string | number | undefined, to: string): JsonValue {
  if (!isMapping(mapping) || typeof from !== 'string' || !Object.hasOwn(mapping, from))
    return unfit(`there is no "${from}" to rename`);
  if (to === '__proto__' || to === '' || (to !== from && Object.hasOwn(mapping, to)))
    return unfit(`"${to}" cannot be the new name`);
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key === from ? to : key, value]));
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : unfit('there is no list here');
}

function unfit(message: string): never {
  throw new UnfitEdit(message);
}

export function isMapping(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(data: JsonValue, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else value = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

export function isSameData(a: JsonValue, b: JsonValue): boolean {
  return canonicalJson({ is: a }) === canonicalJson({ is: b });
}
