/**
 * A mapping of the file as a table: for each key its type, whether it must be there, what holds without it, and one line of
 * help. Reading, the messages about keys, the model's types and the JSON Schema all come from it.
 */
import { Problems } from '../problems.ts';
import { suggest } from '../suggest.ts';
import { Fields } from './fields.ts';
import type { KeyShape, RequirableType, Shape, TextUse, ValueType } from './value-type.ts';

/** `Property`: what the key is called in the model, where that is not the key itself without its underscores. */
export interface Key<T, Property> {
  readonly type: ValueType<unknown, unknown>;
  readonly help: string;
  readonly isRequired: boolean;
  readonly default: unknown;
  /** What the model holds where nothing can be read; undefined: the property is left out. */
  readonly fallback: T;
  readonly property: Property;
  readonly use: TextUse | null;
  /** Whether the mapping around may say it for those within. */
  readonly isShared: boolean;
}

interface Used {
  readonly use?: TextUse;
  readonly isShared?: true;
}

interface Renamed<Property extends string> extends Used {
  /** What the model calls it. */
  readonly property: Property;
}

interface Defaulted extends Used {
  /** As in a file. */
  readonly default: unknown;
}

/** A key that must be there; what is missing is replaced. */
export function required<T>(type: RequirableType<T>, help: string, more: Used = {}): Key<T, null> {
  return keyOf({ type, help, fallback: type.standIn, isRequired: true, ...more });
}

/** A key that must be there, whose part of the model is null where it is missing. */
export function needed<T>(type: ValueType<T>, help: string): Key<T | null, null> {
  return keyOf({ type, help, fallback: null, isRequired: true });
}

export function optional<T, Absent>(
  type: ValueType<T, Absent>,
  help: string,
  more?: Used,
): Key<T | Absent, null>;
export function optional<T, Absent, const P extends string>(
  type: ValueType<T, Absent>,
  help: string,
  more: Renamed<P>,
): Key<T | Absent, P>;
export function optional(type: ValueType<unknown, unknown>, help: string, more = {}): AnyKey {
  return keyOf({ type, help, fallback: type.absent, ...more });
}

export function defaulting<T>(type: ValueType<T, unknown>, help: string, more: Defaulted): Key<T, null>;
export function defaulting<T, const P extends string>(
  type: ValueType<T, unknown>,
  help: string,
  more: Defaulted & Renamed<P>,
): Key<T, P>;
export function defaulting(type: ValueType<unknown, unknown>, help: string, more: Defaulted): AnyKey {
  const fallback = type.read(more.default, [], { problems: new Problems(), plainWord: () => null, suggest });
  return keyOf({ type, help, fallback, ...more });
}

/** The model has the property only where the file says something. */
export function ifSaid<T>(type: ValueType<T, unknown>, help: string, more?: Used): Key<T | undefined, null>;
export function ifSaid<T, const P extends string>(
  type: ValueType<T, unknown>,
  help: string,
  more: Renamed<P>,
): Key<T | undefined, P>;
export function ifSaid(type: ValueType<unknown, unknown>, help: string, more = {}): AnyKey {
  return keyOf({ type, help, fallback: undefined, ...more });
}

type Given<T> = Pick<Key<T, null>, 'type' | 'help' | 'fallback'> &
  Partial<Pick<Key<T, null>, 'isRequired' | 'default' | 'use' | 'isShared'>>;

function keyOf<T>(given: Given<T>): Key<T, null> {
  return { property: null, isRequired: false, default: undefined, use: null, isShared: false, ...given };
}

type AnyKey = Key<unknown, unknown>;

export type Table = Readonly<Record<string, AnyKey>>;

type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

type PropertyOf<Name extends string, K> =
  K extends Key<unknown, infer P> ? (P extends string ? P : Camel<Name>) : never;
type FallbackOf<K> = K extends Key<infer T, unknown> ? T : never;
type SaidKeys<T extends Table> = {
  [Name in keyof T]: undefined extends FallbackOf<T[Name]> ? Name : never;
}[keyof T] &
  string;

/** What the model holds of a mapping with these keys. */
export type Read<T extends Table> = {
  readonly [Name in Exclude<keyof T & string, SaidKeys<T>> as PropertyOf<Name, T[Name]>]: FallbackOf<T[Name]>;
} & {
  readonly [Name in SaidKeys<T> as PropertyOf<Name, T[Name]>]?: Exclude<FallbackOf<T[Name]>, undefined>;
};

/** A mapping as a type of value. */
export interface MappingType<T> extends ValueType<T> {
  readonly shape: Extract<Shape, { kind: 'mapping' }>;
}

export function mapping<T extends Table>(title: string, table: T): MappingType<Read<T>>;
/** `finish` looks at the keys together and makes of them what the model holds. */
export function mapping<T extends Table, U>(
  title: string,
  table: T,
  finish: (read: Read<T>, fields: Fields) => U | null,
): MappingType<U>;
export function mapping<T extends Table, U>(
  title: string,
  table: T,
  finish: (read: Read<T>, fields: Fields) => U | null = (read) => read as unknown as U,
): MappingType<U> {
  const columns = columnsOf(table);
  return {
    read: (value, path, reading) => {
      const fields = Fields.of({ value, path }, reading, columns.names);
      if (fields === null) return null;
      const found = finish(readKeys(fields, columns) as Read<T>, fields);
      reportMissing(fields, columns);
      return found;
    },
    absent: null,
    isText: false,
    shape: { kind: 'mapping', title, keys: shapesOf(table) },
  };
}

/** A table as reading wants it. */
interface Columns {
  readonly names: readonly string[];
  readonly required: readonly string[];
  readonly keys: ReadonlyMap<string, AnyKey & { readonly property: string }>;
  readonly fallbacks: Readonly<Record<string, unknown>>;
}

function columnsOf(table: Table): Columns {
  const keys = Object.entries(table).map(
    ([name, key]) => [name, { ...key, property: propertyOf(name, key) }] as const,
  );
  const fallbacks = keys.flatMap(([, { property, fallback }]) =>
    fallback === undefined ? [] : [[property, fallback] as const],
  );
  return {
    names: Object.keys(table),
    required: Object.keys(table).filter((name) => table[name]?.isRequired),
    keys: new Map(keys),
    fallbacks: Object.fromEntries(fallbacks),
  };
}

function propertyOf(name: string, { property }: AnyKey): string {
  if (typeof property === 'string') return property;
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function shapesOf(table: Table): ReadonlyMap<string, KeyShape> {
  return new Map(Object.entries(table).map(([name, key]) => [name, { ...key, shape: key.type.shape }]));
}

function readKeys(fields: Fields, columns: Columns): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = { ...fallbacksIn(fields, columns) };
  for (const name of fields.keys) {
    const key = columns.keys.get(name);
    const value = fields.raw(name);
    if (key === undefined) refuseUnknown(name, fields, columns);
    else if (isSaid(name, key, fields)) {
      const found = key.type.read(value, [...fields.path, name], fields.reading) ?? key.fallback;
      if (found !== undefined) read[key.property] = found;
    }
  }
  return read;
}

/** What holds where a key says nothing: what the mapping around says for it, else its default. */
function fallbacksIn(
  { reading: { shared } }: Fields,
  { fallbacks, keys }: Columns,
): Readonly<Record<string, unknown>> {
  if (shared === undefined) return fallbacks;
  const taken = [...keys.values()].filter(
    ({ isShared, property }) => isShared && Object.hasOwn(shared, property),
  );
  return { ...fallbacks, ...Object.fromEntries(taken.map(({ property }) => [property, shared[property]])) };
}

function reportMissing(fields: Fields, { required, keys }: Columns): void {
  for (const name of required) {
    const key = keys.get(name);
    if (key && !isSaid(name, key, fields)) fields.missing(name, key.help);
  }
}

/** Whether a key has a value: `null` and `~` are words where a text stands, and blanks are nothing where one must. */
function isSaid(name: string, { type, isRequired }: AnyKey, fields: Fields): boolean {
  const value = fields.raw(name);
  if (value === null) return type.isText && (fields.reading.plainWord([...fields.path, name]) ?? '') !== '';
  return value !== undefined && !(isRequired && typeof value === 'string' && value.trim() === '');
}

function refuseUnknown(name: string, { path, reading }: Fields, { names, keys }: Columns): void {
  const homes = homesOf(name, keys);
  const meant = name.length > 60 || homes.length > 0 ? null : reading.suggest(name, names);
  if (meant !== null) reading.problems.noteMisspelt([...path, meant]);
  const hint =
    homes.length > 0
      ? `; it belongs under ${homes.map((home) => `"${home}"`).join(' or ')}`
      : meant === null
        ? `; known here: ${names.join(', ')}`
        : `; did you mean "${meant}"? (${keys.get(meant)?.help ?? ''})`;
  const at = { path: [...path, name], atKey: true };
  reading.problems.error(at, 'unknown-key', `"${name}" is not known here${hint}`);
}

/** The keys beside it whose mapping knows the name. */
function homesOf(name: string, keys: Columns['keys']): readonly string[] {
  const homes = [...keys].filter(
    ([, { type }]) => type.shape.kind === 'mapping' && type.shape.keys.has(name),
  );
  return homes.map(([home]) => home);
}
