/** Values as PDF writes them, taken apart as text: what Chromium puts into its files, and no more. */

/** A dictionary by the names of its entries, without their slash; values stand as they were written. */
export type Dictionary = ReadonlyMap<string, string>;

/** `<</Type /Page /Kids [1 0 R]>>`; null for what is no dictionary. */
export function readDictionary(text: string): Dictionary | null {
  const from = text.search(/\S/);
  if (!text.startsWith('<<', from)) return null;
  const entries = new Map<string, string>();
  let at = skipBlanks(text, from + 2);
  while (!text.startsWith('>>', at)) {
    const end = endOfValue(text, at);
    if (text[at] !== '/' || end === at) return null;
    const value = skipBlanks(text, end);
    const after = endOfValue(text, value);
    if (after === value) return null;
    entries.set(text.slice(at + 1, end), text.slice(value, after));
    at = skipBlanks(text, after);
  }
  return entries;
}

export function writeDictionary(entries: Dictionary): string {
  return `<<${[...entries].map(([name, value]) => `/${name} ${value}`).join('\n')}>>`;
}

/** The same with other entries; what is null is left out. */
export function withEntries(entries: Dictionary, more: Readonly<Record<string, string | null>>): Dictionary {
  const all = new Map<string, string | null>([...entries, ...Object.entries(more)]);
  return new Map([...all].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

const STRING = /\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f\s]*>/y;
const NAME_OR_WORD = /\/[^\s<>[\]()/]*|\d+ \d+ R\b|[^\s<>[\]()/]+/y;

/** Where the value that begins here ends; the same place where none begins. */
function endOfValue(text: string, at: number): number {
  if (text.startsWith('<<', at)) return endOfNested(text, at + 2, '>>');
  if (text[at] === '[') return endOfNested(text, at + 1, ']');
  return endOf(STRING, text, at) ?? endOf(NAME_OR_WORD, text, at) ?? at;
}

function endOfNested(text: string, from: number, close: string): number {
  let at = skipBlanks(text, from);
  while (at < text.length && !text.startsWith(close, at)) {
    const end = endOfValue(text, at);
    if (end === at) return from;
    at = skipBlanks(text, end);
  }
  return at + close.length;
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (/\s/.test(text[end] ?? '')) end += 1;
  return end;
}

/** `3 0 R` as 3; null for what refers to nothing. */
export function readReference(value: string | undefined): number | null {
  const found = /^(\d+) 0 R$/.exec(value ?? '');
  return found === null ? null : Number(found[1]);
}

/** Every reference in a value, in its order. */
export function referencesIn(value: string | undefined): readonly number[] {
  return [...(value ?? '').matchAll(REFERENCE)].flatMap(([, number]) =>
    number === undefined ? [] : [Number(number)],
  );
}

/** The same value with other numbers; what stands in strings only looks like a reference. */
export function renumber(value: string, by: number): string {
  return value.replace(REFERENCE, (found, number) =>
    number === undefined ? found : `${Number(number) + by} 0 R`,
  );
}

const REFERENCE = /\((?:\\[\s\S]|[^\\()])*\)|\b(\d+) 0 R\b/g;

/** The numbers of an array. */
export function readNumbers(value: string | undefined): readonly number[] {
  return (value ?? '').match(/-?\d*\.?\d+/g)?.map(Number) ?? [];
}
