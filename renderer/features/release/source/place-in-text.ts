/** Where in a release a place of its text is, by indentation alone: the text that is being typed is rarely whole. */
import type { Path } from '#core/release/problems.ts';

export interface PlaceInText {
  /** Of the mapping whose key is written, or of the value. Entries of lists count as 0. */
  readonly path: Path;
  readonly kind: 'key' | 'value' | 'insert';
  /** What stands there up to the place. */
  readonly typed: string;
  /** Where that begins. */
  readonly from: number;
  /** Keys that the mapping has already. */
  readonly present: ReadonlySet<string>;
}

interface YamlLine {
  readonly dash: number | null;
  /** Column of the key, or of what stands behind the dashes. */
  readonly column: number;
  readonly key: string | null;
}

const KEY = /^(?<blank> *)(?<dashes>(?:- +)*)(?:"(?<quoted>[^"]*)"|(?<plain>[\w.-]+)):(?= |$)/;

/** Null in a comment, or where nothing can be told. */
export function placeInText(text: string, offset: number): PlaceInText | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(start, offset);
  const inserted = /\{\{ *([^{}]*)$/.exec(before);
  const above = text.slice(0, start).split('\n').slice(0, -1).map(readLine);
  if (inserted?.[1] !== undefined)
    return {
      path: [],
      kind: 'insert',
      typed: inserted[1],
      from: offset - inserted[1].length,
      present: new Set(),
    };
  if (/(?:^|\s)#/.test(before)) return null;
  const flow = /(?<head>.*?)[{[](?<inside>[^{}[\]]*)$/.exec(before);
  const [, blank = '', dashes = '', rest = ''] = /^( *)((?:- +)*)(.*)$/.exec(before) ?? [];
  const line: YamlLine = {
    column: blank.length + dashes.length,
    dash: dashes === '' ? null : blank.length,
    key: null,
  };
  const parents = parentsOf(line, above);
  if (flow) return placeInBraces(flow[0], { start, parents });
  const colon = /^("?)([\w.-]+)\1: +(.*)$/.exec(rest);
  if (colon) {
    const typed = colon[3] ?? '';
    return {
      path: [...parents, colon[2] ?? ''],
      kind: 'value',
      typed,
      from: offset - typed.length,
      present: new Set(),
    };
  }
  if (!/^[\w.-]*$/.test(rest)) return null;
  const below = text.slice(offset).split('\n').slice(1).map(readLine);
  const present = new Set([...keysAbove(line, above), ...keysBelow(line, below)]);
  return { path: parents, kind: 'key', typed: rest, from: offset - rest.length, present };
}

function readLine(text: string): YamlLine | null {
  const found = KEY.exec(text)?.groups;
  if (!found) {
    const [, blank = '', dashes = '', rest = ''] = /^( *)((?:- +|-$)*)(.*)$/.exec(text) ?? [];
    if (dashes === '' || rest.startsWith('#')) return null;
    return { dash: blank.length, column: blank.length + dashes.length, key: null };
  }
  const { blank = '', dashes = '', quoted, plain } = found;
  return {
    dash: dashes === '' ? null : blank.length,
    column: blank.length + dashes.length,
    key: quoted ?? plain ?? '',
  };
}

/** The keys that lead to a line, from the outermost one. */
function parentsOf({ column, dash }: YamlLine, above: readonly (YamlLine | null)[]): Path {
  const path: (string | number)[] = [];
  /** What is looked for stands left of this; a list may stand right below its key. */
  let left = column;
  let isDash = false;
  const enter = (at: number | null, inner: number): void => {
    if (at !== null) path.unshift(0);
    left = at ?? inner;
    isDash = at !== null;
  };
  enter(dash, column);
  for (const line of above.toReversed()) {
    if (line === null) continue;
    const isFirstOfSame = !isDash && line.dash !== null && line.column === left;
    if (isFirstOfSame) enter(line.dash, line.column);
    else if (line.key !== null && (isDash ? line.column <= left && line.dash !== left : line.column < left)) {
      path.unshift(line.key);
      enter(line.dash, line.column);
    }
  }
  return path;
}

/** Keys of the same mapping above the line, from the nearest one; the entry of a list begins with its dash. */
function keysAbove({ column, dash }: YamlLine, above: readonly (YamlLine | null)[]): readonly string[] {
  const found: string[] = [];
  let isOver = dash !== null;
  for (const line of above.toReversed()) {
    if (isOver || line === null || line.column > column) continue;
    if (line.column === column && line.key !== null) found.push(line.key);
    isOver = line.column < column || line.dash !== null;
  }
  return found;
}

function keysBelow({ column }: YamlLine, below: readonly (YamlLine | null)[]): readonly string[] {
  const found: string[] = [];
  let isOver = false;
  for (const line of below) {
    if (isOver || line === null) continue;
    isOver = line.column < column || (line.dash !== null && line.dash < column);
    if (!isOver && line.column === column && line.key !== null) found.push(line.key);
  }
  return found;
}

interface Around {
  /** Of the line. */
  readonly start: number;
  readonly parents: Path;
}

/** Inside brackets or braces, of which one pair may stand in another. */
function placeInBraces(before: string, { start, parents }: Around): PlaceInText | null {
  const path: (string | number)[] = [...parents];
  const opened: { readonly isMap: boolean; keys: string[] }[] = [];
  let last = '';
  for (const [part] of before.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[{}[\],]|[^{}[\],"']+/g)) {
    if (part === '{' || part === '[') {
      const key = /(?:^|[\s,])"?([\w.-]+)"?: *$/.exec(last)?.[1];
      if (key !== undefined) path.push(key);
      if (part === '[') path.push(0);
      opened.push({ isMap: part === '{', keys: [] });
      last = '';
    } else if (part === '}' || part === ']') return null;
    else if (part === ',') {
      const key = /^\s*"?([\w.-]+)"?:/.exec(last)?.[1];
      if (key !== undefined) opened.at(-1)?.keys.push(key);
      last = '';
    } else last += part;
  }
  const within = opened.at(-1);
  if (within === undefined) return null;
  const place = (typed: string, kind: 'key' | 'value', at: Path): PlaceInText => ({
    path: at,
    kind,
    typed,
    from: start + before.length - typed.length,
    present: new Set(within.keys),
  });
  const value = /^\s*"?([\w.-]+)"?: +(.*)$/.exec(last);
  if (within.isMap && value) return place(value[2] ?? '', 'value', [...path, value[1] ?? '']);
  const typed = last.trimStart();
  return place(typed, within.isMap ? 'key' : 'value', path);
}
