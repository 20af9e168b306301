/**
 * A piece of a text that only the YAML library can read, or say what is wrong with: it is given the piece with as little
 * around it as shows the library where in the text it stands.
 */
import { BREAK, HASH, type QuickText } from './quick-text.ts';
import type { TextRefusal } from './yaml-guard.ts';
import { readByLibrary, type YamlError } from './yaml-library.ts';
import { type MapEntry, moveNode, type YamlNode } from './yaml-node.ts';

/** A collection that reading is inside of. */
export interface Open {
  readonly kind: 'map' | 'list';
  readonly column: number;
  /** Its first entry stands on the line of the dash before it. */
  readonly isOnDash: boolean;
  /** Those that were read, those of a list without keys. */
  readonly entries: MapEntry[];
  /** What comes after the entry that is being read. */
  readonly added: MapEntry[];
}

export interface Piece {
  /** What it adds to each of the open collections; null where nothing after it is read. */
  readonly added: readonly (readonly MapEntry[])[] | null;
  readonly refusals: readonly TextRefusal[];
  readonly errors: readonly YamlError[];
  readonly second: number | null;
}

/** From the start of an entry. */
export interface PieceSpan {
  readonly start: number;
  readonly end: PieceEnd;
}

/** The start of a line on which one of the open collections has an entry; the end of the text where there is none. */
export interface PieceEnd {
  readonly at: number;
  readonly open: Open | null;
}

/** So much of a text around one fault is given to the library, in characters. */
export const LONGEST_PIECE = 256 * 1024;

/** Where a piece around a place may end, the nearest first; each further one makes the piece twice as long. */
export function* endsOfPiece(
  text: QuickText,
  open: readonly Open[],
  { start, at }: { readonly start: number; readonly at: number },
): Generator<PieceEnd> {
  let least = at;
  for (let line = text.nextLine(start); line < text.text.length; line = text.nextLine(line)) {
    if (line - start > LONGEST_PIECE) return;
    if (text.isDocumentMark(line)) break;
    const of = line > least ? collectionAt(text, open, line) : null;
    if (of === null) continue;
    yield { at: line, open: of };
    least = line + (line - start);
  }
  if (text.text.length - start <= LONGEST_PIECE) yield { at: text.text.length, open: null };
}

/**
 * Behind a character that stands alone the library goes by how far the lines before it were indented, which no piece
 * shows. A dash is no such character.
 */
export function isUnclear(text: QuickText, at: number): boolean {
  const isAlone = /^[^-](?:[ \t\n]|$)/.test(text.text.slice(at, at + 2));
  return (
    isAlone && (/[:?]/.test(text.text[at] ?? '') || text.afterBlank(text.endOfLine(at)) < text.text.length)
  );
}

function collectionAt(text: QuickText, open: readonly Open[], line: number): Open | null {
  const at = text.afterSpaces(line);
  if (isUnclear(text, at)) return null;
  const code = text.code(at);
  if (code === BREAK || code === -1 || code === HASH || CLOSING.has(code)) return null;
  const kind = /^-[ \n]/.test(text.text.slice(at, at + 2)) ? 'list' : 'map';
  return open.findLast((each) => each.column === at - line && each.kind === kind) ?? null;
}

const CLOSING = new Set([...']},\t'].map((mark) => mark.charCodeAt(0)));

/** Null where the library does not get from the open collections to this end. */
export function readPiece(text: QuickText, open: readonly Open[], { start, end }: PieceSpan): Piece | null {
  const before = frameBefore(open);
  const between = before.length + end.at - start;
  const reading = readByLibrary(before + text.text.slice(start, end.at) + frameAfter(text, end));
  const last = between + (end.open?.column ?? 0);
  const isOfPiece = ({ code, pos: [at] }: YamlError) =>
    code !== 'IMPOSSIBLE' && at >= before.length && (end.open === null || at < between);
  if (!reading.errors.every(isOfPiece)) return null;
  const placeOf = (at: number) => at - before.length + start;
  const added = reading.isStopped
    ? null
    : addedTo(open, reading.root, end.open && { open: end.open, at: last });
  if (added === null && !reading.isStopped) return null;
  return {
    added: added?.map((entries) => entries.map((entry) => moveEntry(entry, placeOf))) ?? null,
    refusals: reading.refusals.map((refusal) => ({ ...refusal, offset: placeOf(refusal.offset) })),
    errors: reading.errors.map(({ code, message, pos: [from, to] }) => ({
      code,
      message,
      pos: [placeOf(from), placeOf(to)],
    })),
    second: reading.second === null ? null : placeOf(reading.second),
  };
}

function moveEntry({ key, value }: MapEntry, placeOf: (at: number) => number): MapEntry {
  return { key: key && moveNode(key, placeOf), value: value && moveNode(value, placeOf) };
}

/** Opens the collections where they are open; one that has entries has one. */
function frameBefore(open: readonly Open[]): string {
  let frame = '';
  open.forEach((each, index) => {
    const next = open[index + 1];
    const isFirst = next === undefined && each.entries.length === 0;
    if (each.isOnDash) frame += ' '.repeat(each.column - (open[index - 1]?.column ?? 0) - 1);
    else if (!isFirst) frame += ' '.repeat(each.column);
    if (isFirst) return;
    frame += each.kind === 'map' ? 'k:' : '-';
    if (next === undefined) frame += ` ${FILLER}\n`;
    else if (!next.isOnDash) frame += '\n';
  });
  return frame;
}

const FILLER = '0';

/** An entry where the next one stands. A quote that is not closed ends otherwise if another follows anywhere. */
function frameAfter(text: QuickText, { at, open }: PieceEnd): string {
  if (open === null) return '';
  const quotes = (['"', "'"] as const).filter((quote) => text.isClosedAfter(at, quote)).join('');
  const indent = ' '.repeat(open.column);
  const entry = `k: ${FILLER}${quotes}\n`;
  const [mark, more] = open.kind === 'map' ? ['', ''] : ['- ', '  '];
  return `${indent}${mark}${entry}${indent}${more}${entry}`;
}

/** What the library read in each open collection. Null where one of them is not, or the next entry is not the one expected. */
function addedTo(
  open: readonly Open[],
  root: YamlNode | null,
  next: { readonly open: Open; readonly at: number } | null,
): readonly (readonly MapEntry[])[] | null {
  const added: (readonly MapEntry[])[] = [];
  let node = root;
  for (const [index, each] of open.entries()) {
    const entries = entriesOf(node, each.kind);
    const isInnermost = index === open.length - 1;
    const [first] = entries ?? [];
    if (entries === null || (isInnermost && each.entries.length > 0 && !isFiller(first))) return null;
    const found = entries.slice(isInnermost && each.entries.length === 0 ? 0 : 1);
    const own = next?.open === each ? withoutNext(found, each, next.at) : found;
    if (own === null) return null;
    added.push(own);
    node = first?.value ?? null;
  }
  return added;
}

function entriesOf(node: YamlNode | null, kind: Open['kind']): readonly MapEntry[] | null {
  if (node === null || node.kind !== kind || node.isFlow) return null;
  return node.kind === 'map' ? node.entries : node.items.map((value) => ({ key: null, value }));
}

function isFiller(entry: MapEntry | undefined): boolean {
  return entry?.value?.kind === 'scalar' && entry.value.source.startsWith(FILLER);
}

/** Takes away what stands behind a piece; null where that is not there. */
function withoutNext(found: readonly MapEntry[], { kind }: Open, at: number): readonly MapEntry[] | null {
  const own = found.slice(0, kind === 'map' ? -2 : -1);
  const [last] = found.slice(own.length);
  const item = last?.value;
  const entries = kind === 'map' ? found.slice(-2) : item?.kind === 'map' ? item.entries : [];
  const from = kind === 'map' ? last?.key?.from : (item?.from ?? 0) - 2;
  return entries.length === 2 && entries.every(isFiller) && from === at ? own : null;
}
