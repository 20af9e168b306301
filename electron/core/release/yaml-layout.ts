/** Where things stand in the text of a YAML file: lines, indentation, and what belongs to an entry. */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Path } from './problems.ts';

/** From the first to behind the last character. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One entry of a mapping (with its key) or of a list. */
export interface Entry {
  readonly parent: YAMLMap | YAMLSeq;
  readonly index: number;
  readonly key: Node | null;
  readonly value: Node | null;
  /** Inside brackets or braces. */
  readonly isFlow: boolean;
}

/** The entry at the path, or null. */
export function findEntry(root: Node, path: Path): Entry | null {
  let node: Node | null = root;
  let entry: Entry | null = null;
  let isFlow = false;
  for (const key of path) {
    if (!isMap(node) && !isSeq(node)) return null;
    isFlow ||= node.flow === true;
    entry = entryOf(node, key, isFlow);
    if (entry === null) return null;
    node = entry.value;
  }
  return entry;
}

export function entryAt(parent: YAMLMap | YAMLSeq, index: number, isFlow: boolean): Entry | null {
  const item: unknown = parent.items[index];
  if (item === undefined) return null;
  if (isSeq(parent)) return { parent, index, key: null, value: item as Node, isFlow };
  const { key, value } = item as Pair<Node, Node | null>;
  return { parent, index, key, value, isFlow };
}

function entryOf(parent: YAMLMap | YAMLSeq, key: string | number, isFlow: boolean): Entry | null {
  if (isSeq(parent)) return typeof key === 'number' ? entryAt(parent, key, isFlow) : null;
  const index = parent.items.findIndex(
    (pair) => isScalar(pair.key) && (pair.key.source ?? String(pair.key.value)) === key,
  );
  return entryAt(parent, index, isFlow);
}

/** Start of the key, or of the dash of a list's entry; inside brackets of the value. */
export function startOfEntry(text: string, { key, value, isFlow }: Entry): number {
  const start = (key ?? value)?.range?.[0] ?? 0;
  return key !== null || isFlow ? start : text.lastIndexOf('-', start - 1);
}

/** Behind the colon or dash of an entry that stands outside of brackets. */
export function endOfMark(text: string, entry: Entry): number {
  if (entry.key === null) return startOfEntry(text, entry) + 1;
  return text.indexOf(':', entry.key.range?.[1] ?? 0) + 1;
}

/** Behind the last character of the value, without a comment after it. */
export function endOfEntry(text: string, entry: Entry): number {
  const { value } = entry;
  if (value === null || isEmptyScalar(value))
    return entry.isFlow ? ((entry.key ?? value)?.range?.[1] ?? 0) : endOfMark(text, entry);
  return endOfNode(text, value);
}

export function isEmptyScalar(node: Node | null): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}

function endOfNode(text: string, node: Node): number {
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const last = entryAt(node, node.items.length - 1, false);
    if (last !== null) return endOfEntry(text, last);
  }
  const end = node.range?.[1] ?? 0;
  return isBlockScalar(node) ? endOfBlockText(text, node, end) : end;
}

export function isBlockScalar(node: Node | null): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

/** Empty lines below a block text are not part of it, unless its header keeps them with `+`. */
function endOfBlockText(text: string, node: Node, end: number): number {
  const start = node.range?.[0] ?? 0;
  if (/^[|>]\d?\+/.test(text.slice(start, start + 3))) return end;
  const written = text.slice(start, end).trimEnd();
  return start + written.length;
}

export function startOfLine(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Behind the line break of the line, or the end of the text. */
export function endOfLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found + 1;
}

/** The spaces that something at this place is indented by; dashes before it count as spaces. */
export function indentAt(text: string, at: number): string {
  return ' '.repeat(at - startOfLine(text, at));
}

/** The lines of an entry outside of brackets, from its first character: comments right above it belong to it. */
export function linesOfEntry(text: string, entry: Entry): Span {
  const start = startOfEntry(text, entry);
  const to = endOfLine(text, endOfEntry(text, entry));
  const before = entryAt(entry.parent, entry.index - 1, entry.isFlow);
  if (before === null) return { from: start, to };
  return { from: startWithComments(text, start, endOfLine(text, endOfEntry(text, before))), to };
}

function startWithComments(text: string, start: number, notBefore: number): number {
  const indent = indentAt(text, start);
  let from = startOfLine(text, start);
  let found = start;
  while (from > notBefore) {
    const above = startOfLine(text, from - 1);
    if (above < notBefore || !text.startsWith(`${indent}#`, above)) break;
    from = above;
    found = above + indent.length;
  }
  return found;
}
