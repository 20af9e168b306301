/** Small edits of the text of a YAML file: only the characters concerned are replaced. */
import type { PlainEdit as Edit } from './edit-data.ts';
import type { Path } from './problems.ts';
import {
  type QuoteStyle,
  renderAfterColon,
  renderAfterDash,
  renderEntry,
  renderFlow,
  renderInline,
  renderItem,
  renderKey,
} from './render-yaml.ts';
import type { JsonObject, JsonValue } from './revision.ts';
import * as layout from './yaml/yaml-layout.ts';
import { isEmptyScalar, type ListNode, type MapNode, type YamlNode } from './yaml/yaml-node.ts';

/** A text with its nodes. */
export interface YamlText {
  readonly text: string;
  readonly root: MapNode;
}

/** The text after the edit; null where the text is written in a way that this cannot edit. */
export function editText(yaml: YamlText, edit: Edit): string | null {
  switch (edit.kind) {
    case 'set':
      return setAt(yaml, edit.path, edit.value);
    case 'remove':
      return removeAt(yaml, edit.path);
    case 'insert':
      return insertAt(yaml, edit);
    case 'move':
      return moveAt(yaml, edit);
    case 'rename':
      return renameAt(yaml, edit.path, edit.to);
  }
}

function splice(text: string, { from, to }: layout.Span, put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}

function setAt(yaml: YamlText, path: Path, value: JsonValue): string | null {
  const entry = layout.findEntry(yaml.root, path);
  if (entry !== null) return entry.isFlow ? replaceInFlow(yaml, entry, value) : replace(yaml, entry, value);
  const parent = path.slice(0, -1);
  const key = path.at(-1);
  if (key === undefined) return null;
  const container = nodeAt(yaml.root, parent);
  if (container?.kind === 'list' && typeof key === 'number')
    return insertAt(yaml, { path: parent, index: key, value });
  if (container?.kind === 'map' && typeof key === 'string')
    return addKey(yaml, { path: parent, container, key }, value);
  return parent.length === 0
    ? null
    : setAt(yaml, parent, typeof key === 'number' ? [value] : { [key]: value });
}

function nodeAt(root: YamlNode, path: Path): YamlNode | null {
  return path.length === 0 ? root : (layout.findEntry(root, path)?.value ?? null);
}

function replaceInFlow({ text }: YamlText, { value: old }: layout.Entry, value: JsonValue): string | null {
  if (old === null || isEmptyScalar(old)) return null;
  return splice(text, old, renderFlow(value, styleOf(old)));
}

function replace(yaml: YamlText, entry: layout.Entry, value: JsonValue): string | null {
  const { text } = yaml;
  const old = entry.value;
  const inline = renderInline(value, styleOf(old));
  const isOneLine = old !== null && !isEmptyScalar(old) && !isBlock(old);
  if (inline !== null && isOneLine && !isListMapping(entry, value)) return splice(text, old, inline);
  const indent = layout.indentAt(text, layout.startOfEntry(text, entry));
  const mark = layout.endOfMark(text, entry);
  const end = layout.endOfEntry(text, entry);
  const rendered =
    entry.key === null ? ` ${renderAfterDash(value, indent)}` : renderAfterColon(value, indent);
  const lineEnd = end + (/^[^\r\n]*/.exec(text.slice(end))?.[0].length ?? 0);
  const comment = text.slice(end, lineEnd);
  const [first = '', ...below] = rendered.split('\n');
  const isAfterDash = entry.key === null && below.length > 0 && comment.trim() !== '';
  if (isAfterDash) return null;
  return splice(text, { from: mark, to: lineEnd }, [`${first}${comment}`, ...below].join(eolOf(text)));
}

function isListMapping(entry: layout.Entry, value: JsonValue): boolean {
  return (
    entry.key === null &&
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  );
}

function isBlock(node: YamlNode): boolean {
  return node.kind === 'scalar' ? layout.isBlockScalar(node) : !node.isFlow;
}

function styleOf(node: YamlNode | null): QuoteStyle {
  if (node?.kind !== 'scalar') return 'plain';
  return node.style === 'double' || node.style === 'single' ? node.style : 'plain';
}

interface KeyPlace {
  readonly path: Path;
  readonly container: MapNode;
  readonly key: string;
}

function addKey(yaml: YamlText, { path, container, key }: KeyPlace, value: JsonValue): string | null {
  const { text, root } = yaml;
  const isFlow = container.isFlow;
  const last = layout.entryAt(container, container.entries.length - 1, isFlow);
  if (last === null) return path.length === 0 ? null : setAt(yaml, path, { [key]: value });
  if (isFlow) {
    const inBlock = layout.findEntry(root, path)?.isFlow === false;
    const added = `, ${renderKey(key)}: ${renderFlow(value)}`;
    const isLong = inBlock && renderInline(value) === null;
    const end = layout.endOfEntry(text, last);
    return isLong ? null : splice(text, { from: end, to: end }, added);
  }
  const first = layout.entryAt(container, 0, false) ?? last;
  const indent = layout.indentAt(text, layout.startOfEntry(text, first));
  return putLines(
    text,
    layout.endOfLine(text, layout.endOfEntry(text, last)),
    indent + renderEntry(key, value, indent),
  );
}

/** New keys at the end of a mapping that is not in brackets; null where it is, or holds nothing yet. */
export function addKeys({ text, root }: YamlText, path: Path, added: JsonObject): string | null {
  const container = nodeAt(root, path);
  if (container?.kind !== 'map' || container.isFlow) return null;
  const [first, last] = [0, container.entries.length - 1].map((at) => layout.entryAt(container, at, false));
  if (!first || !last) return null;
  const indent = layout.indentAt(text, layout.startOfEntry(text, first));
  const lines = Object.entries(added).map(([key, value]) => indent + renderEntry(key, value, indent));
  return putLines(text, layout.endOfLine(text, layout.endOfEntry(text, last)), lines.join('\n'));
}

/** Puts whole lines at the start of a line, or at the end of a text that may lack its last line break. */
function putLines(text: string, at: number, lines: string): string {
  const eol = eolOf(text);
  const put = `${lines.replaceAll('\n', eol)}${eol}`;
  const isAfterBreak = at === 0 || text[at - 1] === '\n';
  return splice(text, { from: at, to: at }, isAfterBreak ? put : eol + put);
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function removeAt({ text, root }: YamlText, path: Path): string | null {
  const entry = layout.findEntry(root, path);
  if (entry === null) return null;
  const next = layout.entryAt(entry.parent, entry.index + 1, entry.isFlow);
  const before = layout.entryAt(entry.parent, entry.index - 1, entry.isFlow);
  if (before === null && next === null) return null;
  if (entry.isFlow || !startsLine(text, entry)) return removeInLine(text, entry, { before, next });
  const { from, to } = layout.linesOfEntry(text, entry);
  return splice(text, { from: layout.startOfLine(text, from), to }, '');
}

function startsLine(text: string, entry: layout.Entry): boolean {
  const start = layout.startOfEntry(text, entry);
  return text.slice(layout.startOfLine(text, start), start).trim() === '';
}

interface Neighbours {
  readonly before: layout.Entry | null;
  readonly next: layout.Entry | null;
}

function removeInLine(text: string, entry: layout.Entry, { before, next }: Neighbours): string | null {
  const from = layout.startOfEntry(text, entry);
  if (next !== null) return splice(text, { from, to: layout.startOfEntry(text, next) }, '');
  return (
    before && splice(text, { from: layout.endOfEntry(text, before), to: layout.endOfEntry(text, entry) }, '')
  );
}

interface Insertion {
  readonly path: Path;
  readonly index: number;
  readonly value: JsonValue;
}

function insertAt(yaml: YamlText, { path, index, value }: Insertion): string | null {
  const { text, root } = yaml;
  const list = nodeAt(root, path);
  if (list?.kind !== 'list') return null;
  if (list.items.length === 0) return setAt(yaml, path, [value]);
  const isFlow = list.isFlow;
  const at = layout.entryAt(list, index, isFlow);
  const before = layout.entryAt(list, index - 1, isFlow);
  if (isFlow) return insertInFlow(text, { at, before }, value);
  return putItem(text, { list, index }, (indent) => indent + renderItem(value, indent));
}

interface ItemPlace {
  readonly list: ListNode;
  readonly index: number;
}

/** Puts the lines of an item into a list that is not in brackets. */
function putItem(
  text: string,
  { list, index }: ItemPlace,
  linesAt: (indent: string) => string,
): string | null {
  const first = layout.entryAt(list, 0, false);
  const at = layout.entryAt(list, index, false);
  const before = layout.entryAt(list, index - 1, false);
  if (first === null || (at !== null && !startsLine(text, at))) return null;
  const item = linesAt(layout.indentAt(text, layout.startOfEntry(text, first)));
  const gap = hasGaps(text, list) ? '\n' : '';
  if (at === null)
    return before && putLines(text, layout.endOfLine(text, layout.endOfEntry(text, before)), gap + item);
  return putLines(text, layout.startOfLine(text, layout.linesOfEntry(text, at).from), item + gap);
}

/** Inserts an entry in the words that it was written in; null where it has none, or they do not fit in there. */
export function putWritten({ text, root }: YamlText, edit: Edit): string | null {
  if (edit.kind !== 'insert' || edit.written === undefined) return null;
  const { path, index, written } = edit;
  const entry = path.length === 0 ? null : layout.findEntry(root, path);
  const list = entry?.value;
  if (list?.kind !== 'list' || list.isFlow || entry?.isFlow) return null;
  const lines = written.split('\n');
  return putItem(text, { list, index }, (indent) =>
    lines.map((line) => (line === '' ? '' : indent + line)).join('\n'),
  );
}

/** The entry of a list as it is written, with the comments right above it, its dash at the start of a line; null where it stands in brackets. */
export function writtenEntry({ text, root }: YamlText, path: Path): string | null {
  const entry = layout.findEntry(root, path);
  if (entry === null || entry.key !== null || entry.isFlow || !startsLine(text, entry)) return null;
  const { length } = layout.indentAt(text, layout.startOfEntry(text, entry));
  const { from, to } = withoutBreak(text, layout.linesOfEntry(text, entry));
  const lines = text.slice(layout.startOfLine(text, from), to).split(/\r?\n/);
  return lines.map((line) => line.slice(Math.min(length, line.search(/\S|$/)))).join('\n');
}

function insertInFlow(
  text: string,
  { at, before }: { at: layout.Entry | null; before: layout.Entry | null },
  value: JsonValue,
): string | null {
  const rendered = renderFlow(value);
  if (at !== null) {
    const start = layout.startOfEntry(text, at);
    return splice(text, { from: start, to: start }, `${rendered}, `);
  }
  const end = before && layout.endOfEntry(text, before);
  return end === null ? null : splice(text, { from: end, to: end }, `, ${rendered}`);
}

/** Whether the entries of a list stand apart, with an empty line between the first two. */
function hasGaps(text: string, list: ListNode): boolean {
  const [first, second] = [layout.entryAt(list, 0, false), layout.entryAt(list, 1, false)];
  if (first === null || second === null) return false;
  return (
    /^[ \t]*\r?$/m.test(
      text.slice(
        layout.endOfLine(text, layout.endOfEntry(text, first)),
        layout.startOfLine(text, layout.linesOfEntry(text, second).from) - 1,
      ),
    ) &&
    layout.endOfLine(text, layout.endOfEntry(text, first)) <
      layout.startOfLine(text, layout.linesOfEntry(text, second).from)
  );
}

function moveAt(
  { text, root }: YamlText,
  { path, from, to }: { path: Path; from: number; to: number },
): string | null {
  const container = nodeAt(root, path);
  if (container === null || container.kind === 'scalar') return null;
  const { isFlow } = container;
  const count = layout.countEntries(container);
  const entries = Array.from({ length: count }, (_, index) =>
    layout.entryAt(container, index, isFlow),
  ).filter((entry) => entry !== null);
  const slots = entries.map((entry) =>
    isFlow
      ? { from: layout.startOfEntry(text, entry), to: layout.endOfEntry(text, entry) }
      : withoutBreak(text, layout.linesOfEntry(text, entry)),
  );
  const written = slots.map((slot) => text.slice(slot.from, slot.to));
  const [item] = written.splice(from, 1);
  if (item === undefined) return null;
  written.splice(to, 0, item);
  let moved = '';
  let at = 0;
  for (const [index, slot] of slots.entries()) {
    moved += text.slice(at, slot.from) + written[index];
    at = slot.to;
  }
  return moved + text.slice(at);
}

function withoutBreak(text: string, { from, to }: layout.Span): layout.Span {
  return { from, to: from + text.slice(from, to).replace(/\r?\n$/, '').length };
}

function renameAt({ text, root }: YamlText, path: Path, to: string): string | null {
  const key = layout.findEntry(root, path)?.key;
  return key ? splice(text, key, renderKey(to)) : null;
}
