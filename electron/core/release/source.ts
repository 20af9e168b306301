/** The YAML of a release file: read into plain data, with the place of everything, and without the parts of YAML that surprise. */
import { Composer, type Document, isMap, isScalar, isSeq, LineCounter, type Node, type YAMLMap } from 'yaml';
import type { Issue } from './issue.ts';
import type { Problem } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';
import { createPlaces, keyOf, type Places, type Positions } from './source-place.ts';
import { tabIndent } from './tab-indent.ts';
import { MAX_DEPTH, type Refusal, readTokens } from './yaml-guard.ts';

export interface Source extends Places {
  /** Null when the text cannot be read as one YAML mapping. */
  readonly data: JsonObject | null;
  /** What is wrong with the YAML itself. */
  readonly issues: readonly Issue[];
  /** The node of the whole file, with the ranges of everything in the text; null where `data` is. */
  readonly root: Node | null;
}

/** Reads a text as one YAML mapping. */
export function readSource(text: string): Source {
  const positions = positionsOf(text);
  const { tokens, refusals } = readTokens(text);
  if (refusals.length > 0) return unreadable(refusals, positions);
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  const [document, second] = [...composer.compose(tokens)];
  const root = document?.contents ?? null;
  if (!document || (root === null && document.errors.length === 0))
    return unreadable([{ ...EMPTY, offset: 0 }], positions);
  if (second) return unreadable([{ ...SEVERAL, offset: second.range[0] }], positions);
  const tab = tabIndent(text, document.errors);
  if (tab !== null) return unreadable([tab], positions);
  const found = [...syntaxErrors(document), ...(root === null ? [] : findForbidden(root, positions))];
  if (found.length > 0) return unreadable(found, positions);
  if (!isMap(root)) return unreadable([{ ...NO_MAPPING, offset: root?.range[0] ?? 0 }], positions);
  return { data: toData(root) as JsonObject, issues: [], root, ...createPlaces(text, root, positions) };
}

const EMPTY = { code: 'empty', message: 'the file is empty; a release begins with "holdpoint: 1"' };
const SEVERAL = {
  code: 'several-documents',
  message: 'a release file holds one document; remove the "---"',
};
const NO_MAPPING = {
  code: 'not-a-mapping',
  message: 'a release file is a mapping that begins with "holdpoint: 1"',
};

function positionsOf(text: string): Positions {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
}

function unreadable(refusals: readonly Refusal[], positions: Positions): Source {
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

function syntaxErrors(document: Document.Parsed): readonly Refusal[] {
  return document.errors.map(({ message, pos }) => ({
    code: 'yaml-syntax',
    message: message.split('\n')[0] ?? message,
    offset: pos[0],
  }));
}

/** Merge keys, keys that are no text or stand twice, texts that are no Unicode, and what is nested too deeply. */
function findForbidden(root: Node, positions: Positions): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (node: Node, code: string, message: string): void => {
    refusals.push({ code, message, offset: node.range?.[0] ?? 0 });
  };
  const visit = (node: Node, depth: number): void => {
    if (depth > MAX_DEPTH + 1) refuse(node, 'too-deep', `more than ${MAX_DEPTH} levels are nested here`);
    else if (isMap(node)) visitMap(node, depth);
    else if (isSeq(node)) for (const item of node.items) visit(item as Node, depth + 1);
    else if (isHalfCharacter(node))
      refuse(node, 'not-text', 'this text holds half of a character (a lone surrogate); write it again');
  };
  const visitMap = (map: YAMLMap, depth: number): void => {
    const first = new Map<string, number>();
    for (const pair of map.items) {
      const key = pair.key as Node;
      const problem = isScalar(key) ? problemOfKey(keyOf(pair), first) : NO_WORD;
      if (problem !== null) refuse(key, problem.code, problem.message);
      first.set(keyOf(pair), positions(key.range?.[0] ?? 0).line);
      if (pair.value) visit(pair.value as Node, depth + 1);
    }
  };
  visit(root, 1);
  return refusals;
}

const NO_WORD = { code: 'key', message: 'a key is a plain word' };

function problemOfKey(key: string, first: ReadonlyMap<string, number>): typeof NO_WORD | null {
  if (key === '<<')
    return { code: 'merge-key', message: 'merge keys ("<<") are not allowed; write the entries out' };
  if (key === '') return NO_WORD;
  if (/\p{Surrogate}/u.test(key)) return { code: 'not-text', message: 'this key holds half of a character' };
  const line = first.get(key);
  if (line === undefined) return null;
  return {
    code: 'duplicate-key',
    message: `"${key}" stands twice in this mapping, first on line ${line}; keep one`,
  };
}

function isHalfCharacter(node: Node): boolean {
  return isScalar(node) && typeof node.value === 'string' && /\p{Surrogate}/u.test(node.value);
}

function toData(node: unknown): JsonValue {
  if (isMap(node)) return Object.fromEntries(node.items.map((pair) => [keyOf(pair), toData(pair.value)]));
  if (isSeq(node)) return node.items.map(toData);
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'bigint') return String(value);
  return value === undefined ? null : (value as JsonValue);
}
