/** Finds the places of data in the text it was read from. */
import { LineCounter } from 'yaml';
import type { Issue } from './issue.ts';
import type { Path, Problem } from './problems.ts';
import {
  isEmptyScalar,
  keyOf,
  type MapEntry,
  type MapNode,
  type ScalarNode,
  type YamlNode,
} from './yaml/yaml-node.ts';

/** 1-based. */
export type Positions = (offset: number) => { readonly line: number; readonly column: number };

export function positionsOf(text: string): Positions {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
}

/** Where everything stands in a file. */
export interface SourcePlaces {
  /** The place of a problem in the file. */
  place(problem: Problem): Issue;
  /** How the value was written, when it is a plain word: `1.10`, `2026-12-05`. */
  plainWord(path: Path): string | null;
}

/** A mapping of more entries is indexed, once. */
const FEW_ENTRIES = 24;

/** Looks things up by path. */
export function createPlaces(text: string, root: YamlNode, positions: Positions): SourcePlaces {
  const indexes = new WeakMap<MapNode, ReadonlyMap<string, MapEntry>>();
  const indexOf = (map: MapNode): ReadonlyMap<string, MapEntry> => {
    const known = indexes.get(map);
    if (known) return known;
    const made = new Map(map.entries.map((entry) => [keyOf(entry), entry]));
    indexes.set(map, made);
    return made;
  };
  const inMap = (map: MapNode, key: string): MapEntry | null =>
    (map.entries.length > FEW_ENTRIES
      ? indexOf(map).get(key)
      : map.entries.findLast((entry) => keyOf(entry) === key)) ?? null;
  const entryOf = (node: YamlNode | null, key: string | number): MapEntry | null => {
    if (node?.kind === 'map') return inMap(node, String(key));
    const item = node?.kind === 'list' ? node.items[Number(key)] : undefined;
    return item === undefined ? null : { key: null, value: item };
  };
  const follow = (path: Path): EntryOnPath => {
    let found: EntryOnPath = { entry: { key: null, value: root }, isWhole: true };
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
      return isWhole && value?.kind === 'scalar' && value.style === 'plain' ? value.source : null;
    },
  };
}

/** The entry a path leads to, or the last on the way to it. */
interface EntryOnPath {
  readonly entry: MapEntry;
  readonly isWhole: boolean;
}

function placeOf(
  text: string,
  { key, value }: MapEntry,
  { atKey, offset }: Pick<Problem, 'atKey' | 'offset'>,
): number {
  if (key !== null && (atKey || value === null || isEmptyScalar(value))) return key.from;
  const start = value?.from ?? 0;
  return start + (value?.kind === 'scalar' && offset > 0 ? offsetInside(text, value, offset) : 0);
}

/** Where a character of a text stands, from the start of its scalar; 0 where folding or escapes hide it. */
function offsetInside(text: string, { style, value, from, to }: ScalarNode, offset: number): number {
  const written = text.slice(from, to);
  const before = String(value).slice(0, offset);
  if (style === 'literal') return offsetInLiteral(written, before);
  const mark = style === 'double' || style === 'single' ? 1 : 0;
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
