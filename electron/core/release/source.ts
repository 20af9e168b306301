/** The YAML of a release file: read into plain data, with the place of everything, and without the parts of YAML that surprise. */
import type { Issue } from './issue.ts';
import type { Problem } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';
import { createPlaces, type Positions, positionsOf, type SourcePlaces } from './source-place.ts';
import { MAX_DEPTH, type TextRefusal } from './yaml/yaml-guard.ts';
import { keyOf, type MapEntry, type MapNode, type ScalarNode, type YamlNode } from './yaml/yaml-node.ts';
import { type Root, readRoot } from './yaml/yaml-root.ts';

export interface Source extends SourcePlaces {
  /** Null when the text cannot be read as one YAML mapping. */
  readonly data: JsonObject | null;
  /** What is wrong with the YAML itself. */
  readonly issues: readonly Issue[];
  /** The node of the whole file, with the ranges of everything in the text; null where `data` is. */
  readonly root: MapNode | null;
}

/** Reads a text as one YAML mapping. */
export function readSource(text: string): Source {
  return sourceFrom(text, readRoot(text));
}

/** What a text holds, of which this has been read. */
export function sourceFrom(text: string, { root, refusals }: Root): Source {
  const positions = positionsOf(text);
  const read = readData(root, positions);
  const found = [...refusals, ...read.refusals];
  if (found.length > 0) return unreadable(found, positions);
  if (root?.kind !== 'map') return unreadable([{ ...NO_MAPPING, offset: root?.from ?? 0 }], positions);
  return { data: read.data as JsonObject, issues: [], root, ...createPlaces(text, root, positions) };
}

const NO_MAPPING = {
  code: 'not-a-mapping',
  message: 'a release file is a mapping that begins with "holdpoint: 1"',
};

function unreadable(refusals: readonly TextRefusal[], positions: Positions): Source {
  const issues = refusals
    .map(
      ({ code, message, offset }): Issue => ({
        severity: 'error',
        code,
        message,
        path: [],
        ...positions(offset),
      }),
    )
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const place = ({ severity, code, message, path }: Problem): Issue => ({
    severity,
    code,
    message,
    path,
    line: 1,
    column: 1,
  });
  return { data: null, issues, root: null, place, plainWord: () => null };
}

interface ReadData {
  readonly data: JsonValue;
  readonly refusals: readonly TextRefusal[];
}

/** The data of a node. Refused are merge keys, keys that are no text or stand twice, texts that are no Unicode, and what is nested too deeply. */
function readData(root: YamlNode | null, positions: Positions): ReadData {
  const refusals: TextRefusal[] = [];
  const refuse = (offset: number, code: string, message: string): null => {
    refusals.push({ code, message, offset });
    return null;
  };
  const read = (node: YamlNode | null, depth: number): JsonValue => {
    if (node === null) return null;
    if (depth > MAX_DEPTH + 1)
      return refuse(node.from, 'too-deep', `more than ${MAX_DEPTH} levels are nested here`);
    if (node.kind === 'map') return readMap(node, depth);
    if (node.kind === 'list') return node.items.map((item) => read(item, depth + 1));
    if (isHalfCharacter(node))
      refuse(node.from, 'not-text', 'this text holds half of a character (a lone surrogate); write it again');
    return node.value;
  };
  const readMap = ({ entries }: MapNode, depth: number): JsonObject => {
    const data: Record<string, JsonValue> = {};
    let places: Map<string, number> | null = null;
    for (const entry of entries) {
      const key = keyOf(entry);
      const at = entry.key?.from ?? 0;
      if (Object.hasOwn(data, key)) places ??= placesBefore(entry, entries);
      const before = places?.get(key);
      const problem =
        entry.key?.kind === 'scalar'
          ? problemOfKey(key, before === undefined ? null : positions(before).line)
          : NO_WORD;
      if (problem !== null) refuse(at, problem.code, problem.message);
      places?.set(key, at);
      setOwn(data, key, read(entry.value, depth + 1));
    }
    return data;
  };
  return { data: read(root, 1), refusals };
}

/** Of each key before an entry. */
function placesBefore(entry: MapEntry, entries: readonly MapEntry[]): Map<string, number> {
  const before = entries.slice(0, entries.indexOf(entry));
  return new Map(before.map((each) => [keyOf(each), each.key?.from ?? 0]));
}

const NO_WORD = { code: 'key', message: 'a key is a plain word' };

/** `first`: the line on which the key stands already. */
function problemOfKey(key: string, first: number | null): typeof NO_WORD | null {
  if (key === '<<')
    return { code: 'merge-key', message: 'merge keys ("<<") are not allowed; write the entries out' };
  if (key === '') return NO_WORD;
  if (/\p{Surrogate}/u.test(key)) return { code: 'not-text', message: 'this key holds half of a character' };
  if (first === null) return null;
  return {
    code: 'duplicate-key',
    message: `"${key}" is twice in this mapping, first on line ${first}; keep one`,
  };
}

function isHalfCharacter({ value }: ScalarNode): boolean {
  return typeof value === 'string' && /\p{Surrogate}/u.test(value);
}

/** A name that means something to every object is one like any other. */
function setOwn(data: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') data[key] = value;
  else Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}
