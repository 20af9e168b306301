/** Reading the plain data of a release file as it stands, valid or not: the forms show what the text says. */
import type { Path } from '#core/release/problems.ts';
import type { JsonValue } from '#core/release/revision.ts';

export type Raw = Readonly<Record<string, unknown>>;

export function recordOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text, numbers and truth values as written; empty for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(textOf);
}

export function at(data: unknown, path: Path): unknown {
  let here = data;
  for (const key of path) {
    here = typeof key === 'number' ? listOf(here)[key] : recordOf(here)[key];
  }
  return here;
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The record without keys whose value is undefined, an empty text, an empty list or an empty record. */
export function withoutEmpty(record: Raw): Raw {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The value as plain JSON, without anything undefined. */
export function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
