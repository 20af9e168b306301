/** Where things stand in the text of a YAML file: lines, indentation, and what belongs to an entry. */
import type { Path } from '../problems.ts';
import { isEmptyScalar, keyOf, type ListNode, type MapNode, type YamlNode } from './yaml-node.ts';

/** From the first to behind the last character. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One entry of a mapping (with its key) or of a list. */
export interface Entry {
  readonly parent: MapNode | ListNode;
  readonly index: number;
  readonly key: YamlNode | null;
  readonly value: YamlNode | null;
  /** Inside brackets or braces. */
  readonly isFlow: boolean;
}

/** The entry at the path, or null. */
export function findEntry(root: YamlNode, path: Path): Entry | null {
  let node: YamlNode | null = root;
  let entry: Entry | null = null;
  let isFlow = false;
  for (const key of path) {
    if (node === null || node.kind === 'scalar') return null;
    isFlow ||= node.isFlow;
    entry = entryOf(node, key, isFlow);
    if (entry === null) return null;
    node = entry.value;
  }
  return entry;
}

export function entryAt(parent: MapNode | ListNode, index: number, isFlow: boolean): Entry | null {
  if (parent.kind === 'list') {
    const value = parent.items[index];
    return value === undefined ? null : { parent, index, key: null, value, isFlow };
  }
  const entry = parent.entries[index];
  return entry === undefined ? null : { parent, index, ...entry, isFlow };
}

function entryOf(parent: MapNode | ListNode, key: string | number, isFlow: boolean): Entry | null {
  if (parent.kind === 'list') return typeof key === 'number' ? entryAt(parent, key, isFlow) : null;
  const index = parent.entries.findIndex((entry) => entry.key?.kind === 'scalar' && keyOf(entry) === key);
  return entryAt(parent, index, isFlow);
}

export function countEntries(parent: MapNode | ListNode): number {
  return parent.kind === 'list' ? parent.items.length : parent.entries.length;
}

/** Start of the key, or of the dash of a list's entry; inside brackets of the value. */
export function startOfEntry(text: string, { key, value, isFlow }: Entry): number {
  const start = (key ?? value)?.from ?? 0;
  return key !== null || isFlow ? start : text.lastIndexOf('-', start - 1);
}

/** Behind the colon or dash of an entry that stands outside of brackets. */
export function endOfMark(text: string, entry: Entry): number {
  if (entry.key === null) return startOfEntry(text, entry) + 1;
  return text.indexOf(':', entry.key.to) + 1;
}

/** Behind the last character of the value, without a comment after it. */
export function endOfEntry(text: string, entry: Entry): number {
  const { value } = entry;
  if (value === null || isEmptyScalar(value))
    return entry.isFlow ? ((entry.key ?? value)?.to ?? 0) : endOfMark(text, entry);
  return endOfNode(text, value);
}

function endOfNode(text: string, node: YamlNode): number {
  if (node.kind !== 'scalar' && !node.isFlow) {
    const last = entryAt(node, countEntries(node) - 1, false);
    if (last !== null) return endOfEntry(text, last);
  }
  return isBlockScalar(node) ? endOfBlockText(text, node) : node.to;
}

export function isBlockScalar(node: YamlNode | null): boolean {
  return node?.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded');
}

/** Empty lines below a block text are not part of it, unless its header keeps them with `+`. */
function endOfBlockText(text: string, { from, to }: YamlNode): number {
  if (/^[|>]\d?\+/.test(text.slice(from, from + 3))) return to;
  const written = text.slice(from, to).trimEnd();
  return from + written.length;
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
  if (before === null)
    return { from: isFirstOfLines(text, entry) ? startWithComments(text, start, 0) : start, to };
  return { from: startWithComments(text, start, endOfLine(text, endOfEntry(text, before))), to };
}

/** The first entry of a list has its comments above it too, where its dash begins a line. */
function isFirstOfLines(text: string, entry: Entry): boolean {
  const start = startOfEntry(text, entry);
  return entry.key === null && !entry.isFlow && text.slice(startOfLine(text, start), start).trim() === '';
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
