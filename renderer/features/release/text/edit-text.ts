/** Path-based edits of a release's text that keep comments and order. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Path } from './raw.ts';

export type Edit =
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: Path }
  /** Into the list at `path`, before `index`; the list is made when it is not there. */
  | { readonly kind: 'insert'; readonly path: Path; readonly index: number; readonly value: unknown }
  /** Moves an item of the list, or an entry of the mapping, at `path`. */
  | { readonly kind: 'move'; readonly path: Path; readonly from: number; readonly to: number }
  | { readonly kind: 'rename'; readonly path: Path; readonly to: string };

export function editText(text: string, edits: readonly Edit[]): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  for (const edit of edits) apply(document, edit);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function apply(document: Document, edit: Edit): void {
  switch (edit.kind) {
    case 'set':
      document.setIn(edit.path, document.createNode(edit.value));
      break;
    case 'remove':
      document.deleteIn(edit.path);
      break;
    case 'insert':
      insert(document, edit);
      break;
    case 'move':
      move(document, edit);
      break;
    case 'rename':
      rename(document, edit);
      break;
  }
}

function insert(document: Document, { path, index, value }: Extract<Edit, { kind: 'insert' }>): void {
  const list = document.getIn(path);
  if (isSeq(list)) list.items.splice(index, 0, document.createNode(value));
  else document.setIn(path, document.createNode([value]));
}

function move(document: Document, { path, from, to }: Extract<Edit, { kind: 'move' }>): void {
  const holder = document.getIn(path);
  if (!isSeq(holder) && !isMap(holder)) return;
  const items: unknown[] = (holder as YAMLSeq | YAMLMap).items;
  const [item] = items.splice(from, 1);
  if (item !== undefined) items.splice(to, 0, item);
}

function rename(document: Document, { path, to }: Extract<Edit, { kind: 'rename' }>): void {
  const holder = document.getIn(path.slice(0, -1));
  if (!isMap(holder)) return;
  const pair = holder.items.find((each) => String(each.key) === String(path.at(-1)));
  if (pair) pair.key = document.createNode(to);
}
