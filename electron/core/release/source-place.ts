/** Finds the places of data in the text it was read from. */
import { isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import type { Issue } from './issue.ts';
import type { Path, Problem } from './problems.ts';

/** 1-based. */
export type Positions = (offset: number) => { readonly line: number; readonly column: number };

/** Where everything stands in a file. */
export interface Places {
  /** The place of a problem in the file. */
  place(problem: Problem): Issue;
  /** How the value was written, when it is a plain word: `1.10`, `2026-12-05`. */
  plainWord(path: Path): string | null;
}

/** A key as it is written; without quotes where it has some. */
export function keyOf({ key }: Pair): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : '';
}

/** Looks things up by path; each mapping is indexed once. */
export function createPlaces(text: string, root: Node, positions: Positions): Places {
  const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  const indexOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const known = indexes.get(map);
    if (known) return known;
    const made = new Map(map.items.map((pair) => [keyOf(pair), pair]));
    indexes.set(map, made);
    return made;
  };
  const entryOf = (node: Node | null, key: string | number): Entry | null => {
    if (isMap(node)) return pairEntry(indexOf(node).get(String(key)));
    const item: unknown = isSeq(node) ? node.items[Number(key)] : undefined;
    return item === undefined ? null : { key: null, value: item as Node };
  };
  const follow = (path: Path): Found => {
    let found: Found = { entry: { key: null, value: root }, isWhole: true };
    for (const key of path) {
      const entry = entryOf(found.entry.value, key);
      if (entry === null) return { ...found, isWhole: false };
      found = { entry, isWhole: true };
    }
    return found;
  };
  return {
    place: ({ severity, code, message, path, atKey, offset }): Issue => {
      const { entry, isWhole } = follow(path);
      const at = placeOf(text, entry, { atKey: atKey && isWhole, offset: isWhole ? offset : 0 });
      return { severity, code, message, path, ...positions(at) };
    },
    plainWord: (path) => {
      const { entry, isWhole } = follow(path);
      const { value } = entry;
      return isWhole && isScalar(value) && value.type === Scalar.PLAIN ? (value.source ?? null) : null;
    },
  };
}

interface Entry {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** The entry a path leads to, or the last on the way to it. */
interface Found {
  readonly entry: Entry;
  readonly isWhole: boolean;
}

function pairEntry(pair: Pair | undefined): Entry | null {
  return pair ? { key: pair.key as Node, value: pair.value as Node | null } : null;
}

function placeOf(
  text: string,
  { key, value }: Entry,
  { atKey, offset }: Pick<Problem, 'atKey' | 'offset'>,
): number {
  const isEmpty = value === null || (isScalar(value) && value.value === null && (value.source ?? '') === '');
  if (key !== null && (atKey || isEmpty)) return key.range?.[0] ?? 0;
  const start = value?.range?.[0] ?? 0;
  return start + (isScalar(value) && offset > 0 ? offsetInside(text, value, offset) : 0);
}

/** Where a character of a text stands, from the start of its scalar; 0 where folding or escapes hide it. */
function offsetInside(text: string, { type, value, range }: Scalar, offset: number): number {
  const written = text.slice(range?.[0] ?? 0, range?.[1] ?? 0);
  const before = String(value).slice(0, offset);
  if (type === Scalar.BLOCK_LITERAL) return offsetInLiteral(written, before);
  const mark = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE ? 1 : 0;
  return written.startsWith(before, mark) ? mark + offset : 0;
}

function offsetInLiteral(written: string, before: string): number {
  const [header = '', ...lines] = written.split('\n');
  const indent = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
  const above = before.split('\n');
  const column = indent + (above.pop() ?? '').length;
  const skipped = lines.slice(0, above.length).reduce((sum, line) => sum + line.length + 1, 0);
  return header.length + 1 + skipped + column;
}
