/** Edits of a release file that leave comments, order and layout of everything else as they are. */
import { isMap, isSeq, Pair, parseDocument, type Scalar } from 'yaml';
import {
  type Edit,
  editData,
  isBetweenLists,
  isMapping,
  isSameData,
  type PlainEdit,
  plainEdits,
  UnfitEdit,
  valueAt,
  withinList,
} from './edit-data.ts';
import { smallestEdits } from './edit-steps.ts';
import { addKeys, editText, putWritten, writtenEntry, type YamlText } from './edit-text.ts';
import { lineBreakOf, unframe, withLineBreaks } from './line-breaks.ts';
import type { JsonObject } from './revision.ts';
import { readSource } from './source.ts';
import { countEntries, entryAt, isBlockScalar } from './yaml/yaml-layout.ts';
import type { YamlNode } from './yaml/yaml-node.ts';

export type { Edit } from './edit-data.ts';

export type Edited =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** All edits in order, or none: where one cannot be done the message says why. */
export function editRelease(text: string, edits: readonly Edit[]): Edited {
  const { inside, around } = unframe(text);
  try {
    let edited = readable(inside);
    for (let at = 0; at < edits.length; ) {
      const together = newSiblings(edited.data, edits, at);
      const added = together.length > 1 ? addedTogether(edited, together) : null;
      const edit = edits[at];
      if (added === null && edit !== undefined)
        for (const plain of asWritten(edited, fittingEdit(edited.data, edit)))
          for (const step of smallestEdits(edited.data, plain)) edited = applied(edited, step);
      edited = added ?? edited;
      at += added === null ? 1 : together.length;
    }
    return { ok: true, text: around(withSameEnd(inside, edited)) };
  } catch (error) {
    if (error instanceof UnfitEdit) return { ok: false, message: error.message };
    throw error;
  }
}

type SetEdit = Extract<Edit, { kind: 'set' }>;

/** The edits from a place on that each write a new key of the same mapping, such as many hosts of one environment. */
function newSiblings(data: JsonObject, edits: readonly Edit[], from: number): readonly SetEdit[] {
  const [first] = edits.slice(from, from + 1);
  const parent = first?.path.slice(0, -1) ?? [];
  const there = valueAt(data, parent);
  if (!isMapping(there) || parent.length === 0) return [];
  const keys = new Set<unknown>(['__proto__']);
  const found: SetEdit[] = [];
  for (let at = from; at < edits.length; at++) {
    const edit = edits[at];
    const key = edit?.path.at(-1);
    if (edit?.kind !== 'set' || edit.path.length !== parent.length + 1) break;
    if (typeof key !== 'string' || keys.has(key) || Object.hasOwn(there, key)) break;
    if (!parent.every((each, i) => each === edit.path[i])) break;
    keys.add(key);
    found.push(edit);
  }
  return found;
}

/** All at once, so that the text is read once; null where they can only be written one after the other. */
function addedTogether(yaml: Readable, edits: readonly SetEdit[]): Readable | null {
  const path = edits[0]?.path.slice(0, -1) ?? [];
  const added = Object.fromEntries(edits.map((edit) => [String(edit.path.at(-1)), edit.value]));
  if (HALF_CHARACTER.test(JSON.stringify(added))) return null;
  const text = addKeys(yaml, path, added);
  const read = text === null ? null : readSource(text);
  if (text === null || !read?.data || !read.root) return null;
  const there = valueAt(yaml.data, path);
  const value = { ...(isMapping(there) ? there : {}), ...added };
  const wanted = editData(yaml.data, { kind: 'set', path, value });
  return isSameData(read.data, wanted) ? { text, data: read.data, root: read.root } : null;
}

/** An entry that goes to another list is written there as it was, with its comments. */
function asWritten(yaml: Readable, edit: Edit): readonly PlainEdit[] {
  const edits = plainEdits(yaml.data, edit);
  if (!isBetweenLists(edit)) return edits;
  const written = writtenEntry(yaml, [...edit.path, edit.from]);
  return edits.map((each) => (each.kind === 'insert' && written !== null ? { ...each, written } : each));
}

/** The entry of a list as it is written, with the comments right above it; null where nothing is there or it stands in brackets. */
export function entryText(text: string, path: Edit['path']): string | null {
  const { root, data } = readSource(unframe(text).inside);
  return root && data && writtenEntry({ text: unframe(text).inside, root }, path);
}

/** A last line without a break keeps none, unless it is of a block text, which would say something else without it. */
function withSameEnd(before: string, { text, root }: Readable): string {
  if (before.endsWith('\n')) return text.endsWith('\n') ? text : `${text}${lineBreakOf(text)}`;
  return endsInBlockText(root) ? text : text.replace(/(\r?\n)+$/, '');
}

function endsInBlockText(node: YamlNode | null): boolean {
  if (node === null || node.kind === 'scalar') return isBlockScalar(node);
  return !node.isFlow && endsInBlockText(entryAt(node, countEntries(node) - 1, false)?.value ?? null);
}

interface Readable extends YamlText {
  readonly data: JsonObject;
}

function readable(text: string): Readable {
  const { data, root, issues } = readSource(text);
  if (data !== null && root !== null) return { text, data, root };
  const [first] = issues;
  throw new UnfitEdit(
    `the source has an error that must be fixed there first: line ${first?.line ?? 1}: ${first?.message ?? ''}`,
  );
}

/** The edit with its places inside the list, if it fits the data and can be written as UTF-8. */
function fittingEdit(data: JsonObject, wanted: Edit): Edit {
  const edit = withinList(data, wanted);
  if (HALF_CHARACTER.test(JSON.stringify(edit))) throw new UnfitEdit('the text holds half of a character');
  editData(data, edit);
  return edit;
}

/** A lone surrogate, as JSON escapes it. */
const HALF_CHARACTER = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** The text is edited in place; where that does not come to the data wanted, the YAML library writes it anew. */
function applied(yaml: Readable, edit: PlainEdit): Readable {
  const wanted = editData(yaml.data, edit);
  for (const write of [putWritten, editText, rewrite]) {
    const text = write(yaml, edit);
    const read = text === null ? null : readSource(text);
    if (text !== null && read?.data && read.root && comesTo(read.data, wanted, edit))
      return { text, data: read.data, root: read.root };
  }
  throw new UnfitEdit('this part of the file can be changed only as text');
}

function comesTo(data: JsonObject, wanted: JsonObject, { kind, path }: PlainEdit): boolean {
  if (!isSameData(data, wanted)) return false;
  return kind !== 'move' || isSameData(keysAt(data, path), keysAt(wanted, path));
}

function keysAt(data: JsonObject, path: Edit['path']): readonly string[] {
  return Object.keys(valueAt(data, path) ?? {});
}

/** Keeps comments and order, but not every space. */
function rewrite({ text }: YamlText, edit: PlainEdit): string {
  const document = parseDocument(text, { version: '1.2', schema: 'core', merge: false, logLevel: 'silent' });
  const node = document.getIn(edit.path, true);
  if (edit.kind === 'set')
    document.setIn(edit.path, document.createNode(edit.value, { aliasDuplicateObjects: false }));
  else if (edit.kind === 'remove') document.deleteIn(edit.path);
  else if (edit.kind === 'rename') renameKey(document.getIn(edit.path.slice(0, -1), true), edit);
  else if (isSeq(node) && edit.kind === 'insert')
    node.items.splice(edit.index, 0, document.createNode(edit.value, { aliasDuplicateObjects: false }));
  else if ((isSeq(node) || isMap(node)) && edit.kind === 'move')
    node.items.splice(edit.to, 0, ...node.items.splice(edit.from, 1));
  return withLineBreaks(document.toString({ lineWidth: 0 }), lineBreakOf(text));
}

function renameKey(map: unknown, { path, to }: Extract<Edit, { kind: 'rename' }>): void {
  if (!isMap(map)) return;
  const pair = map.items.find((item) => item instanceof Pair && (item.key as Scalar).value === path.at(-1));
  if (pair) pair.key = to;
}
