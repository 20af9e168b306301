/** What can stand under a key: how it is read, and what is known of its form without reading anything. */
import type { Path, Problems } from '../problems.ts';
import type { Suggest } from '../suggest.ts';

/** What reading needs besides the data. */
export interface Reading {
  readonly problems: Problems;
  /** How a value was written, when it is a plain word. */
  plainWord(path: Path): string | null;
  readonly suggest: Suggest;
  /** What the mapping around says for those within it that do not: property to value. */
  readonly shared?: Readonly<Record<string, unknown>>;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ValueType<T, Absent = null> {
  /** Asked for what is written only. Null, with a problem, where nothing can be made of it. */
  read(value: unknown, path: Path, reading: Reading): T | null;
  /** What a key without a value reads as. */
  readonly absent: Absent;
  /** Whether `null` and `~` are words that want quotes here; elsewhere they say nothing. */
  readonly isText: boolean;
  readonly shape: Shape;
}

/** A type whose value may be required: what cannot be read is replaced, so that reading continues. */
export interface RequirableType<T> extends ValueType<T> {
  readonly standIn: T;
}

export type Shape =
  | { readonly kind: 'scalar'; readonly schema: JsonSchema; readonly names?: Naming }
  | { readonly kind: 'list' | 'record'; readonly of: Shape }
  | { readonly kind: 'mapping'; readonly title: string; readonly keys: ReadonlyMap<string, KeyShape> }
  | { readonly kind: 'either'; readonly of: readonly Shape[] };

/** What of the release a text names: the linter looks for it, and the source of the app offers it. `hosts`: a selector of them. */
export type Naming = 'person' | 'hosts' | 'host' | 'communication' | 'infrastructure-step';

export type MappingShape = Extract<Shape, { kind: 'mapping' }>;

/** What is known of a key besides how it is read. */
export interface KeyShape {
  readonly shape: Shape;
  /** One line for people. */
  readonly help: string;
  readonly isRequired: boolean;
  /** As it would be written. */
  readonly default: unknown;
  readonly use: TextUse | null;
}

/**
 * What becomes of the texts under a key. A shell runs a `command`, with values filled in; `filled`: values are filled in;
 * `kept`: a run uses it as it is written; `prose`: people read it as it is written. Null: it is a name, word or figure.
 */
export type TextUse = 'command' | 'filled' | 'kept' | 'prose';

/** What the texts of a shape name; null where they name nothing. A list names what its entries do. */
export function namingOf(shape: Shape): Naming | null {
  switch (shape.kind) {
    case 'scalar':
      return shape.names ?? null;
    case 'list':
      return namingOf(shape.of);
    default:
      return null;
  }
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return (
    { number: 'a number', boolean: 'true or false', string: 'a text' }[typeof value as string] ?? 'a mapping'
  );
}

/** What a value is called in messages. */
export function nameOf(path: Path): string {
  const last = path.at(-1);
  return typeof last === 'string' ? `"${last}"` : last === undefined ? 'the file' : 'each entry here';
}
