/** What differs between two texts of a release, in words: the same in the app and in the terminal. */
import type { Change, NamedThing } from '../../release/changes.ts';
import type { JsonValue } from '../../release/revision.ts';
import { formatCount } from '../figures/format-count.ts';

export interface ChangeWords {
  /** `step drain: timeout 30s → 60s`. */
  readonly line: string;
  /** What is too long for the line, as it was and as it is; null where that says nothing. */
  readonly from: string | null;
  readonly to: string | null;
}

export function describeChange(change: Change): ChangeWords {
  const where = nameOfLast(change.in);
  switch (change.kind) {
    case 'added':
      return plain(`${nameThing(change)} added${placeOf(change.after, change.in)}`);
    case 'removed':
      return plain(`${nameThing(change)} removed${where === null ? '' : ` from ${where}`}`);
    case 'renamed':
      return plain(`${nameThing(change)} is called ${change.to} now`);
    case 'moved':
      return plain(`${nameThing(change)} moved${placeOf(change.after, change.in)}`);
    case 'changed':
      return describeChanged(change, where);
  }
}

/** `12 changes`, or that there is none. */
export function countChanges(changes: readonly Change[]): string {
  return changes.length === 0 ? 'They say the same' : formatCount(changes.length, 'change');
}

function plain(line: string): ChangeWords {
  return { line, from: null, to: null };
}

function nameThing({ thing: { kind, name } }: { readonly thing: NamedThing }): string {
  return `${kind} ${name}`;
}

/** Behind what, and where that stands if it is no section of the file. */
function placeOf(after: string | null, around: readonly NamedThing[]): string {
  const where = nameOfLast(around.filter(({ kind }) => kind !== 'section'));
  const inside = where === null ? '' : ` ${after === null ? 'of' : 'in'} ${where}`;
  return after === null ? `, at the beginning${inside}` : ` after ${after}${inside}`;
}

/** The innermost, with what a name needs to be clear; null: the file itself. */
function nameOfLast(around: readonly NamedThing[]): string | null {
  const last = around.at(-1);
  if (last === undefined) return null;
  if (last.kind === 'section') return last.name;
  const outer = around.at(-2);
  const of = outer !== undefined && last.kind !== 'step' ? outer.name : null;
  return `${last.kind} ${last.name}${of === null || of === `${last.kind}s` ? '' : ` of ${of}`}`;
}

/** Longer texts stand below the line. */
const LINE_ROOM = 60;

function describeChanged(
  { key, from, to }: Extract<Change, { kind: 'changed' }>,
  where: string | null,
): ChangeWords {
  const what = [where, key].filter((part) => part !== null && part !== '').join(': ');
  const members = describeMembers(from, to);
  if (members !== null) return plain(`${what} ${members}`);
  const [before, after] = [formatValue(from), formatValue(to)];
  const isShort = [before, after].every((text) => text.length <= LINE_ROOM && !text.includes('\n'));
  if (isShort && from === null) return plain(`${what} is now ${after}`);
  if (isShort && to === null) return plain(`${what} no longer said; it was ${before}`);
  if (isShort) return plain(`${what} ${before} → ${after}`);
  if (from === null) return { line: `${what} is new`, from: null, to: after };
  if (to === null) return { line: `${what} no longer said`, from: before, to: null };
  return { line: `${what} is another text`, from: before, to: after };
}

/** Of lists of words: what came and what went. */
function describeMembers(from: JsonValue | null, to: JsonValue | null): string | null {
  if (!(isWords(from ?? []) && isWords(to ?? []))) return null;
  const [a, b] = [new Set(wordsOf(from)), new Set(wordsOf(to))];
  const parts = [...[...b].filter((each) => !a.has(each)).map((each) => `+ ${each}`)];
  parts.push(...[...a].filter((each) => !b.has(each)).map((each) => `− ${each}`));
  const text = parts.join(', ');
  if (parts.length === 0 || text.length > 2 * LINE_ROOM || text.includes('\n')) return null;
  return text;
}

function isWords(value: JsonValue): boolean {
  return Array.isArray(value) && value.every((each: JsonValue) => typeof each !== 'object');
}

function wordsOf(value: JsonValue | null): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function formatValue(value: JsonValue | null): string {
  if (value === null) return 'not said';
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  if (typeof value !== 'object') return value === true ? 'yes' : value === false ? 'no' : `${value}`;
  if (isWords(value)) return wordsOf(value).join('\n');
  return JSON.stringify(value, null, 2);
}
