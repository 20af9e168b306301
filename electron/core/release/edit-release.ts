/**
 * Changes to a release's text, place by place. Comments, order and the look of everything else stay as they are, so the
 * text remains the one source, whether it is typed or changed by a form.
 */
import { type Document, isCollection, isMap, isScalar, isSeq, parseDocument, type ParsedNode, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Path } from './problems.ts';
import type { JsonValue } from './revision.ts';
import { refuseText } from './yaml-guard.ts';

export type Edit =
  /** Puts a value in place; missing parents are made. */
  | { readonly op: 'set'; readonly path: Path; readonly value: JsonValue }
  /** Takes a value away; a list or mapping that is empty then goes with it. */
  | { readonly op: 'remove'; readonly path: Path }
  /** Puts an item into a list, which is made where it is missing. */
  | { readonly op: 'insert'; readonly path: Path; readonly index: number; readonly value: JsonValue }
  /** Moves an item within a list. */
  | { readonly op: 'move'; readonly path: Path; readonly from: number; readonly to: number }
  /** Gives a key of a mapping another name; its value and place stay. */
  | { readonly op: 'rename'; readonly path: Path; readonly to: string };

export type Edited = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

type Doc = Document<ParsedNode>;

/** All edits, or none: where one cannot be done the text is left alone and the message says why. */
export function editRelease(text: string, edits: readonly Edit[]): Edited {
  const refusal = refuseText(text);
  if (refusal) return { ok: false, message: refusal.message };
  let edited = text;
  for (const edit of edits) {
    const document = parseDocument(edited, { version: '1.2', schema: 'core', merge: false, prettyErrors: false, logLevel: 'silent' }) as unknown as Doc;
    if (document.errors.length > 0) return { ok: false, message: 'The source has an error that must be mended there first' };
    const before = write(document);
    const problem = apply(document, edit);
    if (problem !== null) return { ok: false, message: problem };
    edited = spliceLines(edited, before, write(document));
  }
  return { ok: true, text: edited };
}

function write(document: Doc): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/**
 * Writing a document anew evens out white space everywhere. Only the lines that the edit itself changed are taken from
 * what was written; the rest stays as the author wrote it, wherever lines still correspond one to one.
 */
function spliceLines(text: string, before: string, after: string): string {
  const [own, old, now] = [text, before, after].map((each) => each.split(/\r?\n/)) as [string[], string[], string[]];
  const squeeze = (line: string | undefined): string => (line ?? '').replaceAll(/\s+/g, '');
  if (own.length !== old.length || own.some((line, i) => squeeze(line) !== squeeze(old[i]))) return after;
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return [...own.slice(0, head), ...now.slice(head, now.length - tail), ...own.slice(own.length - tail)].join(lineEnd);
}

function apply(document: Doc, edit: Edit): string | null {
  switch (edit.op) {
    case 'set':
      return setValue(document, edit.path, edit.value);
    case 'remove':
      return removeValue(document, edit.path);
    case 'insert':
      return insertItem(document, edit);
    case 'move':
      return moveItem(document, edit);
    case 'rename':
      return renameKey(document, edit);
  }
}

function setValue(document: Doc, path: Path, value: JsonValue): string | null {
  const present = document.getIn(path, true);
  if (isScalar(present) && !isStructure(value)) {
    present.value = value;
    const style = styleFor(value, present.type);
    if (style === undefined) delete present.type;
    else present.type = style;
    return null;
  }
  const node = nodeFor(document, value, path);
  if (isCollection(present) && isCollection(node) && present.items.length > 0) node.flow = present.flow ?? false;
  return inParents(document, path, () => document.setIn(path, node));
}

function isStructure(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

/** A text of several lines is written as a block; one that YAML would read as something else is quoted by the library. */
function styleFor(value: JsonValue, before: Scalar.Type | undefined): Scalar.Type | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.includes('\n')) return Scalar.BLOCK_LITERAL;
  return before === Scalar.BLOCK_LITERAL || before === Scalar.BLOCK_FOLDED ? undefined : before === Scalar.PLAIN ? undefined : before;
}

function nodeFor(document: Doc, value: JsonValue, path: Path): ReturnType<Doc['createNode']> {
  const node = document.createNode(value);
  quoteLookalikes(node);
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isCollection(parent)) return node;
  if (parent.items.length === 0) parent.flow = false;
  else if (isCollection(node) && parent.flow) node.flow = true;
  return node;
}

/** Versions and the like, which other readers of YAML would take for dates, are written in quotes. */
function quoteLookalikes(node: unknown): void {
  if (isMap(node)) for (const pair of node.items) quoteLookalikes(pair.value);
  else if (isSeq(node)) for (const item of node.items) quoteLookalikes(item);
  else if (isScalar(node) && typeof node.value === 'string') {
    if (node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    else if (/^[\d.+-]/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
  }
}

/** Names the place when a parent is no mapping or list. */
function inParents(document: Doc, path: Path, work: () => void): string | null {
  for (let length = 1; length < path.length; length += 1) {
    const parent = document.getIn(path.slice(0, length), true);
    if (isScalar(parent) && parent.value === null) document.deleteIn(path.slice(0, length));
    else if (isScalar(parent)) return `${path.slice(0, length).join('.')} holds a plain value, so nothing can be put inside`;
  }
  work();
  return null;
}

function removeValue(document: Doc, path: Path): string | null {
  if (!document.hasIn(path)) return `${path.join('.')} is not there`;
  document.deleteIn(path);
  for (let parent = path.slice(0, -1); parent.length > 0; parent = parent.slice(0, -1)) {
    const node = document.getIn(parent, true);
    if (!isCollection(node) || node.items.length > 0) break;
    document.deleteIn(parent);
  }
  return null;
}

function listAt(document: Doc, path: Path): YAMLSeq | null {
  const node = document.getIn(path, true);
  return isSeq(node) ? node : null;
}

function insertItem(document: Doc, { path, index, value }: Extract<Edit, { op: 'insert' }>): string | null {
  const list = listAt(document, path);
  if (!list) {
    const problem = setValue(document, path, [value]);
    if (problem === null) (document.getIn(path, true) as YAMLSeq).flow = false;
    return problem;
  }
  const node = nodeFor(document, value, [...path, index]);
  const neighbour = list.items[Math.min(index, list.items.length - 1)];
  if (isCollection(node) && isCollection(neighbour)) node.flow = neighbour.flow ?? false;
  list.items.splice(Math.max(0, Math.min(index, list.items.length)), 0, node);
  return null;
}

function moveItem(document: Doc, { path, from, to }: Extract<Edit, { op: 'move' }>): string | null {
  const list = listAt(document, path);
  if (list?.items[from] === undefined) return `${path.join('.')} has no item ${from + 1}`;
  const [item] = list.items.splice(from, 1);
  list.items.splice(Math.max(0, Math.min(to, list.items.length)), 0, item);
  return null;
}

function renameKey(document: Doc, { path, to }: Extract<Edit, { op: 'rename' }>): string | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return `${path.slice(0, -1).join('.')} is no mapping`;
  if (parent.has(to)) return `"${to}" is there already`;
  const pair = (parent as YAMLMap).items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
  if (!pair || !isScalar(pair.key)) return `${path.join('.')} is not there`;
  pair.key.value = to;
  return null;
}
