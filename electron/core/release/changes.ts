/** What differs between two texts of a release, by what they say: steps, hosts and people by their names, not by their lines. */
import { canonicalJson } from '../canonical-json.ts';
import { isMapping, isSameData } from './edit-data.ts';
import { RELEASE } from './format/release.ts';
import { STEP } from './format/step.ts';
import type { MappingShape, Shape } from './format/value-type.ts';
import type { JsonObject, JsonValue } from './revision.ts';

/** Something that has a name in the file: a step, a host, a person. */
export interface NamedThing {
  /** As the format calls it: `step`, `phase`, `host`, `environment`, `control` … */
  readonly kind: string;
  readonly name: string;
}

/** `in`: what it stands in, outermost first; a section of the file, such as `deployment`, is a thing of kind `section`. */
export type Change = { readonly in: readonly NamedThing[] } & (
  | {
      readonly kind: 'added';
      readonly thing: NamedThing;
      /** What it follows; null: it comes first. */
      readonly after: string | null;
      readonly to: JsonValue;
    }
  | { readonly kind: 'removed'; readonly thing: NamedThing; readonly from: JsonValue }
  | { readonly kind: 'renamed'; readonly thing: NamedThing; readonly to: string }
  | { readonly kind: 'moved'; readonly thing: NamedThing; readonly after: string | null }
  /** `key`: path from the last of `in`, with dots. Null: it was not, or is no longer, said. */
  | {
      readonly kind: 'changed';
      readonly key: string;
      readonly from: JsonValue | null;
      readonly to: JsonValue | null;
    }
);

/** In the order of the newer text; what was taken away comes before what stands in its place. */
export function changesBetween(older: JsonObject, newer: JsonObject): readonly Change[] {
  const found = compare({ shape: RELEASE.shape, in: [], key: [] }, older, newer);
  return withStepsThatWent(found);
}

interface ComparedPlace {
  readonly shape: Shape;
  readonly in: readonly NamedThing[];
  readonly key: readonly string[];
}

function compare(place: ComparedPlace, from: JsonValue | null, to: JsonValue | null): readonly Change[] {
  if (isSameData(from, to)) return [];
  const { shape } = place;
  if (shape.kind === 'either') {
    const of = shape.of.find((each) => fits(each, from) && fits(each, to));
    return of === undefined ? changed(place, from, to) : compare({ ...place, shape: of }, from, to);
  }
  if (shape.kind === 'mapping' && isMapping(from ?? {}) && isMapping(to ?? {}))
    return compareKeys(place, shape.keys, { from: asMapping(from), to: asMapping(to) });
  if (shape.kind === 'record' && isMapping(from ?? {}) && isMapping(to ?? {}))
    return compareRecord(place, shape.of, { from: asMapping(from), to: asMapping(to) });
  if (shape.kind === 'list' && isMappingShape(shape.of)) {
    const [a, b] = [namedItems(shape.of, from), namedItems(shape.of, to)];
    if (a !== null && b !== null) return compareNamed(place, shape.of, { from: a, to: b });
  }
  return changed(place, from, to);
}

function changed(place: ComparedPlace, from: JsonValue | null, to: JsonValue | null): readonly Change[] {
  return [{ in: place.in, kind: 'changed', key: place.key.join('.'), from, to }];
}

interface Both<T> {
  readonly from: T;
  readonly to: T;
}

function compareKeys(
  place: ComparedPlace,
  keys: MappingShape['keys'],
  { from, to }: Both<JsonObject>,
): readonly Change[] {
  return [...new Set([...Object.keys(to), ...Object.keys(from)])].flatMap((name) => {
    const shape = keys.get(name)?.shape ?? ANYTHING;
    const inner = isSection(place, shape)
      ? { shape, in: [{ kind: 'section', name }], key: [] }
      : { shape, in: place.in, key: [...place.key, name] };
    return compare(inner, said(from, name), said(to, name));
  });
}

/** The parts of the file, but for the one that says of the release itself, which needs no name. */
function isSection({ in: around, key }: ComparedPlace, shape: Shape): boolean {
  return around.length === 0 && key.length === 0 && shape.kind === 'mapping' && shape.title !== 'release';
}

const ANYTHING: Shape = { kind: 'scalar', schema: {} };

/** Entries with names of the author's own: hosts and environments are things, values are not. */
function compareRecord(place: ComparedPlace, of: Shape, { from, to }: Both<JsonObject>): readonly Change[] {
  if (isMappingShape(of)) {
    const [a, b] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
    return compareNamed(place, of, { from: a, to: b });
  }
  return [...new Set([...Object.keys(to), ...Object.keys(from)])].flatMap((name) =>
    compare({ shape: of, in: place.in, key: [...place.key, name] }, said(from, name), said(to, name)),
  );
}

type Items = ReadonlyMap<string, JsonValue>;

function compareNamed(place: ComparedPlace, of: MappingShape, { from, to }: Both<Items>): readonly Change[] {
  const kind = of.title;
  const around = { in: place.in };
  const renamed = renames(from, to);
  const was = new Map([...renamed].map(([older, newer]) => [newer, older]));
  const known = (name: string): string | undefined => (from.has(name) ? name : was.get(name));
  const gone = [...from].flatMap(([name, value]): readonly Change[] =>
    to.has(name) || renamed.has(name)
      ? []
      : [{ ...around, kind: 'removed', thing: { kind, name }, from: value }],
  );
  const order = [...from.keys()];
  const stays = longestInOrder(
    [...to.keys()].flatMap((name) => known(name) ?? []),
    order,
  );
  let after: string | null = null;
  const rest: Change[] = [];
  for (const [name, value] of to) {
    const thing = { kind, name };
    const older = known(name);
    if (older === undefined) rest.push({ ...around, kind: 'added', thing, after, to: value });
    else {
      if (older !== name) rest.push({ ...around, kind: 'renamed', thing: { kind, name: older }, to: name });
      if (!stays.has(older)) rest.push({ ...around, kind: 'moved', thing, after });
      const inner = { shape: of, in: [...place.in, thing], key: [] };
      if (older === name) rest.push(...compare(inner, from.get(name) ?? null, value));
    }
    after = name;
  }
  return [...gone, ...rest];
}

/** Older name to newer: what says the same under another name. */
function renames(from: Items, to: Items): ReadonlyMap<string, string> {
  const gone = [...from].filter(([name]) => !to.has(name));
  const come = new Map(
    [...to].filter(([name]) => !from.has(name)).map(([name, value]) => [unnamed(value), name]),
  );
  const found = new Map<string, string>();
  for (const [older, value] of gone) {
    const newer = come.get(unnamed(value));
    if (newer === undefined) continue;
    come.delete(unnamed(value));
    found.set(older, newer);
  }
  return found;
}

function unnamed(value: JsonValue): string {
  return canonicalJson(isMapping(value) ? { ...value, id: null } : value);
}

/** The names that keep their order: as many as can be. All others were moved. */
function longestInOrder(names: readonly string[], order: readonly string[]): ReadonlySet<string> {
  const rank = new Map(order.map((name, index) => [name, index]));
  /** `tails[n]`: the name that ends the best row of n + 1 names; each remembers which came before it. */
  const tails: string[] = [];
  const before = new Map<string, string | undefined>();
  for (const name of names) {
    const at = firstNotBelow(tails, (tail) => (rank.get(tail) ?? 0) < (rank.get(name) ?? 0));
    before.set(name, tails[at - 1]);
    tails[at] = name;
  }
  const kept = new Set<string>();
  for (let name = tails.at(-1); name !== undefined; name = before.get(name)) kept.add(name);
  return kept;
}

function firstNotBelow(items: readonly string[], isBelow: (item: string) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(items[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A step that went from one phase to another was moved, and what it says may be another. */
function withStepsThatWent(found: readonly Change[]): readonly Change[] {
  const gone = new Map(
    found.flatMap((each) =>
      each.kind === 'removed' && each.thing.kind === 'step' ? [[each.thing.name, each.from] as const] : [],
    ),
  );
  const come = new Set(
    found.flatMap((each) => (each.kind === 'added' && gone.has(each.thing.name) ? [each.thing.name] : [])),
  );
  return found.flatMap((each): readonly Change[] => {
    if (each.kind === 'removed' && each.thing.kind === 'step' && come.has(each.thing.name)) return [];
    if (each.kind !== 'added' || each.thing.kind !== 'step' || !come.has(each.thing.name)) return [each];
    const { thing, after, to } = each;
    const inner = { shape: STEP.shape, in: [...each.in, thing], key: [] };
    const moved: Change = { in: each.in, kind: 'moved', thing, after };
    return [moved, ...compare(inner, gone.get(thing.name) ?? null, to)];
  });
}

/** Null where it is no list of things, each with a name of its own. */
function namedItems(of: MappingShape, value: JsonValue | null): Items | null {
  if (value === null) return new Map();
  if (!Array.isArray(value)) return null;
  const key = of.keys.has('id') ? 'id' : 'title';
  const items = value.map((item: JsonValue) => [isMapping(item) ? item[key] : null, item] as const);
  const named = new Map(items.flatMap(([name, item]) => (typeof name === 'string' ? [[name, item]] : [])));
  return named.size === value.length ? named : null;
}

function isMappingShape(shape: Shape): shape is MappingShape {
  return shape.kind === 'mapping';
}

function fits(shape: Shape, value: JsonValue | null): boolean {
  if (value === null) return true;
  if (shape.kind === 'mapping' || shape.kind === 'record') return isMapping(value);
  if (shape.kind === 'list') return Array.isArray(value);
  return shape.kind === 'either' ? shape.of.some((each) => fits(each, value)) : typeof value !== 'object';
}

function asMapping(value: JsonValue | null): JsonObject {
  return value !== null && isMapping(value) ? value : {};
}

function said(value: JsonObject, name: string): JsonValue | null {
  return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}
