/** The YAML of a release file: read into plain data, with the place of everything, and without the parts of YAML that surprise. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { Issue } from './issue.ts';
import type { Path, Problem } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';
import { MAX_DEPTH, refuseText } from './yaml-guard.ts';

export interface Source {
  /** Null when the text cannot be read as one YAML mapping. */
  readonly data: JsonObject | null;
  /** What is wrong with the YAML itself. */
  readonly issues: readonly Issue[];
  /** The node of the whole file, with the ranges of everything in the text; null where `data` is. */
  readonly root: Node | null;
  /** The place of a problem in the file. */
  place(problem: Problem): Issue;
  /** How the value was written, when it is a plain word: `1.10`, `2026-12-05`. */
  plainWord(path: Path): string | null;
}

export function readSource(text: string): Source {
  const refusal = refuseText(text);
  if (refusal) {
    const before = text.slice(0, refusal.offset).split('\n');
    return unreadable([
      issueAt({ line: before.length, col: (before.at(-1)?.length ?? 0) + 1 }, refusal.code, refusal.message),
    ]);
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const at = (offset: number) => lines.linePos(offset);
  if (!Array.isArray(documents) || documents.length === 0)
    return unreadable([issueAt(at(0), 'empty', 'the file is empty; a release begins with "holdpoint: 1"')]);
  const [document, second] = documents as Document.Parsed[];
  if (!document) return unreadable([]);
  if (second)
    return unreadable([
      issueAt(
        at(second.range[0]),
        'several-documents',
        'a release file holds one document; remove the "---"',
      ),
    ]);
  return readDocument(document, at);
}

type At = (offset: number) => { line: number; col: number };

function readDocument(document: Document.Parsed, at: At): Source {
  const syntax = document.errors.map((error) =>
    issueAt(at(error.pos[0]), codeOfYaml(error.code), firstLine(error.message)),
  );
  const tagged = document.warnings.map((warning) =>
    issueAt(at(warning.pos[0]), 'tag', firstLine(warning.message)),
  );
  const forbidden = document.contents === null ? [] : findForbidden(document.contents, at);
  const issues = [
    ...syntax,
    ...(forbidden.some((issue) => issue.code === 'tag') ? [] : tagged),
    ...forbidden,
  ].sort((a, b) => a.line - b.line || a.column - b.column);
  if (issues.length === 0 && !isMap(document.contents))
    issues.push(
      issueAt(
        at(document.contents?.range?.[0] ?? 0),
        'not-a-mapping',
        'a release file is a mapping that begins with "holdpoint: 1"',
      ),
    );
  const data = issues.length === 0 ? (toData(document.contents) as JsonObject) : null;
  return {
    data,
    issues,
    root: issues.length === 0 ? document.contents : null,
    place: (problem) => placeProblem(document.contents, problem, at),
    plainWord: (path) => plainWordAt(document.contents, path),
  };
}

function unreadable(issues: readonly Issue[]): Source {
  return {
    data: null,
    issues,
    root: null,
    place: (problem) => issueAt({ line: 1, col: 1 }, problem.code, problem.message),
    plainWord: () => null,
  };
}

function issueAt(position: { line: number; col: number }, code: string, message: string): Issue {
  return {
    severity: 'error',
    code,
    message,
    path: [],
    line: Math.max(1, position.line),
    column: Math.max(1, position.col),
  };
}

function codeOfYaml(code: string): string {
  return code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml-syntax';
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

/** Anchors, aliases, tags, merge keys, keys that are no text, and what is nested too deeply. */
function findForbidden(root: Node, at: At): Issue[] {
  const issues: Issue[] = [];
  const report = (node: Node, code: string, message: string): void => {
    issues.push(issueAt(at(node.range?.[0] ?? 0), code, message));
  };
  const visit = (node: Node, depth: number): void => {
    if (isAlias(node))
      return report(node, 'alias', `the alias "*${node.source}" is not allowed; write the text again`);
    if (depth > MAX_DEPTH) return report(node, 'too-deep', `more than ${MAX_DEPTH} levels are nested here`);
    if ('anchor' in node && node.anchor)
      report(
        node,
        'anchor',
        `the anchor "&${node.anchor}" is not allowed; write the text where it is needed`,
      );
    if (node.tag !== undefined && node.tag !== null && isExplicitTag(node))
      report(node, 'tag', `the tag "${node.tag}" is not allowed; quote a text, leave out the rest`);
    if (isMap(node)) for (const pair of node.items) visitPair(pair as Pair<Node, Node | null>, depth);
    else if (isSeq(node)) for (const item of node.items) visit(item as Node, depth + 1);
  };
  const visitPair = ({ key, value }: Pair<Node, Node | null>, depth: number): void => {
    if (isScalar(key) && key.value === '<<')
      report(key, 'merge-key', 'merge keys ("<<") are not allowed; write the entries out');
    else if (isScalar(key) && key.anchor) report(key, 'anchor', 'anchors are not allowed on keys');
    else if (!isScalar(key)) return report(key, 'key', 'a key is a plain word');
    if (value) visit(value, depth + 1);
  };
  visit(root, 1);
  return issues;
}

const IMPLIED_TAGS: ReadonlySet<string> = new Set([
  'tag:yaml.org,2002:map',
  'tag:yaml.org,2002:seq',
  'tag:yaml.org,2002:str',
]);

/** The parser names the tag of a plain node only where one was written. */
function isExplicitTag(node: Node): boolean {
  return isCollection(node) || isScalar(node)
    ? typeof node.tag === 'string' &&
        (node.tag.startsWith('!') || IMPLIED_TAGS.has(node.tag) || node.tag.startsWith('tag:'))
    : false;
}

function toData(node: unknown): JsonValue {
  if (isMap(node)) {
    const entries = node.items.map((pair) => [keyOf(pair), toData(pair.value)] as const);
    return Object.fromEntries(entries);
  }
  if (isSeq(node)) return node.items.map(toData);
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'bigint') return String(value);
  return value === undefined ? null : (value as JsonValue);
}

function keyOf(pair: Pair): string {
  if (!isScalar(pair.key)) return '';
  return pair.key.source ?? String(pair.key.value);
}

function findPair(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.find((pair) => keyOf(pair) === key);
}

function nodeAt(root: unknown, path: Path): unknown {
  let node = root;
  for (const key of path) {
    if (isMap(node)) node = findPair(node, key)?.value;
    else if (isSeq(node)) node = node.items[Number(key)];
    else return undefined;
  }
  return node;
}

function plainWordAt(root: unknown, path: Path): string | null {
  const node = nodeAt(root, path);
  return isScalar(node) && node.type === Scalar.PLAIN ? (node.source ?? null) : null;
}

/** Walks as far as the path leads; a key that is missing is reported at the mapping that lacks it. */
function placeProblem(root: unknown, problem: Problem, at: At): Issue {
  const { severity, code, message, path } = problem;
  const { line, col } = at(offsetOf(root, problem));
  return { severity, code, message, path, line: Math.max(1, line), column: Math.max(1, col) };
}

function offsetOf(root: unknown, { path, atKey, offset }: Problem): number {
  let node: unknown = root;
  let found = startOf(root);
  for (const [i, key] of path.entries()) {
    const next: unknown = isMap(node)
      ? findPair(node, key)
      : isSeq(node)
        ? node.items[Number(key)]
        : undefined;
    if (next === undefined) return found;
    const isLast = i === path.length - 1;
    found =
      isPair(next) && ((isLast && atKey) || next.value === null || startOf(next.value) < 0)
        ? startOf(next.key)
        : startOf(isPair(next) ? next.value : next);
    node = isPair(next) ? next.value : next;
  }
  return atKey ? found : found + offsetInside(node, offset);
}

/** Where a character of a text stands in the file; exact for plain, quoted and one-line texts, else the line's start. */
function offsetInside(node: unknown, offset: number): number {
  if (!isScalar(node) || offset === 0) return 0;
  if (node.type === Scalar.PLAIN) return offset;
  return node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE ? offset + 1 : 0;
}

function startOf(node: unknown): number {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? (node.range?.[0] ?? -1) : -1;
}
