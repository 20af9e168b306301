/** What parts of a script need of those before them: settings and values come along, what commands found out keeps them together. */
import { type ImportRemark, remark } from './model.ts';
import type { ScriptPart } from './script-parts.ts';

/** Parts that became one step. */
export interface Joined {
  readonly line: number;
  readonly text: string;
  readonly comments: readonly string[];
  /** Lines of earlier parts that it needs in front of it. */
  readonly carried: readonly string[];
  readonly strict: boolean;
}

const FUNCTION = /^[ \t]*(?:function[ \t]+([A-Za-z_][\w-]*)|([A-Za-z_][\w-]*)[ \t]*\(\))/;
const EXPORTED = /^[ \t]*export[ \t]/;
const ASSIGNMENT = /^[ \t]*(?:(?:export|readonly|declare(?:[ \t]+-\w+)*|typeset)[ \t]+)*([A-Za-z_]\w*)=/;
/** Found out when it runs, or given by whoever calls the script. */
const FOUND_OUT =
  /\$\(|`|\$\{?(?:[0-9@*#?$!]|(?:RANDOM|SECONDS|LINENO|PWD|OLDPWD|SHLVL|BASHPID|FUNCNAME)\b)|[<>]\(/;
/** What holds for all that follows. */
const SETTING = /^[ \t]*(?:set|shopt|umask|ulimit|cd|pushd|popd|alias|unset|export)(?=[ \t])/;
const STRICT = /^[ \t]*set[ \t]+-(?:eu|ue)o[ \t]+pipefail[ \t]*$/;
const BEGINS = '(?:^|[;&|({]|\\b(?:then|do|else)[ \\t])[ \\t]*';
/** From there on the script is one: it may end early, be cut short, or do something beside. */
const TO_THE_END = new RegExp(
  [
    `${BEGINS}(?:trap|exec|source|\\.|shift|getopts|return|wait)(?=[ \\t]|$)`,
    `${BEGINS}exit[ \\t]*(?:0|\\$\\S*)?[ \\t]*(?=$|[;&|)}])`,
    '(?<![&><|])&(?![&>\\d])',
  ].join('|'),
  'm',
);
/** Names that a command gives values to. */
const GIVEN =
  /(?:[;&|({]|\b(?:do|while|for|then|else|if)[ \t]|^)[ \t]*(?:(?:read|mapfile|readarray|for|select)[ \t]+(?:-\S+[ \t]+)*([A-Za-z_]\w*)|(?:(?:export|readonly|local|declare)[ \t]+)*([A-Za-z_]\w*)\+?=)/gm;

/** Something that can be said again in front of a later part. */
interface Definition {
  /** Null: it holds for all that follows. */
  readonly name: string | null;
  readonly text: string;
  readonly uses: ReadonlySet<string>;
}

interface Need {
  readonly part: ScriptPart;
  readonly definitions: readonly Definition[];
  /** Names whose values are known only once it ran. */
  readonly found: ReadonlySet<string>;
  /** It only says values, makes functions and settings. */
  readonly isPreamble: boolean;
}

export function joinedParts(parts: readonly ScriptPart[]): {
  readonly pieces: readonly Joined[];
  readonly remarks: readonly ImportRemark[];
} {
  const needs = parts.map(needOf);
  const { groups, remarks } = groupsOf(needs);
  const strict = parts.some(({ text }) => text.split('\n').some((line) => STRICT.test(line)));
  const pieces = groups.flatMap(([from, to]): readonly Joined[] => {
    const own = needs.slice(from, to + 1);
    const [first] = own;
    if (!first || own.every(({ isPreamble }) => isPreamble)) return [];
    const text = own.map(({ part }, i) => withoutStrict(i === 0 ? part.text : commented(part))).join('\n\n');
    const { line, comments } = first.part;
    return [{ line, text, comments, carried: carriedInto(own, needs.slice(0, from)), strict }];
  });
  return { pieces, remarks };
}

/** With the comments that stood in front of it. */
function commented({ comments, text }: ScriptPart): string {
  return [...comments.map((words) => `# ${words}`), text].join('\n');
}

function withoutStrict(text: string): string {
  return text
    .split('\n')
    .filter((line) => !STRICT.test(line))
    .join('\n');
}

function needOf(part: ScriptPart): Need {
  const made = functionOf(part);
  if (made) return { part, definitions: [made], found: new Set(), isPreamble: true };
  const lines = part.text.split('\n');
  const expanded = part.expanded.split('\n');
  const definitions = part.code
    .split('\n')
    .map((code, i) => definitionOf(code, lines[i] ?? '', expanded[i] ?? ''));
  const found = new Set<string>();
  for (const [i, code] of part.code.split('\n').entries())
    if (definitions[i] === null)
      for (const [, given, assigned] of code.matchAll(GIVEN)) found.add(given ?? assigned ?? '');
  return {
    part,
    definitions: definitions.filter((each) => each !== null && !STRICT.test(each.text)),
    found,
    isPreamble: definitions.every((each, i) => each !== null || isEmpty(lines[i] ?? '')),
  } as Need;
}

function isEmpty(line: string): boolean {
  return /^[ \t]*(?:#.*)?$/.test(line);
}

/** A part that is one function. */
function functionOf(part: ScriptPart): Definition | null {
  const name = FUNCTION.exec(part.code)?.slice(1).find(Boolean);
  const codes = part.code.split('\n');
  const isOne =
    codes.length === 1
      ? /\}[ \t]*$/.test(part.code)
      : /^\}[ \t]*$/.test(codes.at(-1) ?? '') &&
        codes.slice(1, -1).every((code) => /^(?:[ \t]|\{?[ \t]*$)/.test(code));
  if (name === undefined || !isOne) return null;
  return { name, text: part.text, uses: namesIn(part.expanded, part.code) };
}

/** A line that can be said again with the same sense: it finds nothing out and does nothing. */
function definitionOf(code: string, line: string, expanded: string): Definition | null {
  const isAlone = !/[;&|<>]|\\$|[({][ \t]*$/.test(code.trim());
  if (!isAlone || FOUND_OUT.test(expanded)) return null;
  const uses = namesIn(expanded, code);
  const name = ASSIGNMENT.exec(code)?.[1];
  if (name !== undefined && !EXPORTED.test(code)) return { name, text: line, uses };
  return SETTING.test(code) ? { name: null, text: line, uses } : null;
}

/** Neighbours that lean on one another, as places of the first and the last. */
function groupsOf(needs: readonly Need[]): {
  readonly groups: readonly (readonly [number, number])[];
  readonly remarks: readonly ImportRemark[];
} {
  const remarks: ImportRemark[] = [];
  const lastUse = lastUses(needs);
  const repeated = saidAgain(needs);
  const ends = needs.map((need, i) => {
    const { end, because } = reachOf(need, i, { lastUse, repeated, last: needs.length - 1 });
    if (end > i) remarks.push(remark(need.part.line, because, 'one-piece'));
    return end;
  });
  return { groups: merged(ends), remarks };
}

interface Uses {
  readonly lastUse: ReadonlyMap<string, number>;
  readonly repeated: ReadonlySet<string>;
  readonly last: number;
}

/** How far a part has to stay together with what follows, and what says so. */
function reachOf(
  { part, found, definitions, isPreamble }: Need,
  at: number,
  { lastUse, repeated, last }: Uses,
): { readonly end: number; readonly because: string } {
  const cut = isPreamble ? null : TO_THE_END.exec(part.code);
  if (cut) return { end: last, because: lineAt(part.text, cut.index + cut[0].length - 1) };
  const again = definitions.flatMap(({ name }) => (name !== null && repeated.has(name) ? [name] : []));
  const reaches = [...found, ...again].map((name) => ({ end: lastUse.get(name) ?? at, because: name }));
  return reaches.reduce((far, each) => (each.end > far.end ? each : far), { end: at, because: '' });
}

function lineAt(text: string, index: number): string {
  return text.slice(text.lastIndexOf('\n', Math.max(0, index)) + 1).split('\n')[0] ?? '';
}

/** The last part that uses a name. */
function lastUses(needs: readonly Need[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const [i, { part }] of needs.entries())
    for (const name of namesIn(part.expanded, part.code)) last.set(name, i);
  return last;
}

/** Names that have more than one value: which one holds is known from the way there only. */
function saidAgain(needs: readonly Need[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { definitions, found } of needs)
    for (const name of [...definitions.flatMap((each) => each.name ?? []), ...found])
      counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set([...counts].flatMap(([name, count]) => (count > 1 ? [name] : [])));
}

/** Values behind `$`, and words that could be commands. */
function namesIn(expanded: string, code: string): ReadonlySet<string> {
  const values = [...expanded.matchAll(/\$\{?[#!]?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? '');
  const words = [...code.matchAll(/(?<![$\w-])([A-Za-z_][\w-]*)/g)].map(([, name]) => name ?? '');
  return new Set([...values, ...words]);
}

function merged(ends: readonly number[]): readonly (readonly [number, number])[] {
  const groups: [number, number][] = [];
  for (const [i, end] of ends.entries()) {
    const last = groups.at(-1);
    if (last && i <= last[1]) last[1] = Math.max(last[1], end);
    else groups.push([i, end]);
  }
  return groups;
}

/** Settings, and what is said of the names that it uses and of those that these use, in their order. */
function carriedInto(own: readonly Need[], before: readonly Need[]): readonly string[] {
  const wanted = new Set(own.flatMap(({ part }) => [...namesIn(part.expanded, part.code)]));
  const taken = before
    .flatMap(({ definitions }) => definitions)
    .toReversed()
    .filter(({ name, uses }) => {
      if (name !== null && !wanted.has(name)) return false;
      for (const used of uses) wanted.add(used);
      return true;
    });
  return taken.toReversed().map(({ text }) => text);
}
