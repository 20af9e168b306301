/** The reader behind `quick-yaml.ts`, for texts whose lines end in one character. */
import { QuickFlow } from './quick-flow.ts';
import { endsOfPiece, isUnclear, LONGEST_PIECE, type Open, type Piece, readPiece } from './quick-piece.ts';
import { plainValue } from './quick-scalars.ts';
import {
  BAR,
  BREAK,
  COLON,
  DASH,
  DOUBLE_QUOTE,
  GREATER,
  HASH,
  MOST_LEVELS,
  OPEN_LIST,
  OPEN_MAP,
  QuickText,
  SINGLE_QUOTE,
  TAB,
  UNUSUAL,
} from './quick-text.ts';
import { QuickWords } from './quick-words.ts';
import type { YamlReading } from './yaml-library.ts';
import {
  isEmptyScalar,
  type ListNode,
  type MapEntry,
  type MapNode,
  type ScalarNode,
  type YamlNode,
} from './yaml-node.ts';

/** Null for a text that is left to the library as a whole. */
export function readLines(text: string): YamlReading | null {
  const reader = new QuickReader(text);
  try {
    return readingOf(reader.read(), reader.pieces);
  } catch (error) {
    if (error === UNUSUAL || error === HOPELESS) return null;
    if (error === STOPPED) return readingOf(null, reader.pieces);
    throw error;
  }
}

function readingOf(root: MapNode | null, pieces: readonly Piece[]): YamlReading {
  return {
    root,
    refusals: pieces.flatMap(({ refusals }) => refusals),
    errors: pieces.flatMap(({ errors }) => errors),
    second: pieces.find(({ second }) => second !== null)?.second ?? null,
  };
}

/** YAML allows 1,024. */
const LONGEST_KEY = 1000;
/** After so many nothing more is read. */
const MOST_FAULTS = 1000;
/** Thrown where pieces would take longer than the whole. */
const HOPELESS = new Error('left to the YAML library as a whole');
/** Thrown where nothing that follows is read. */
const STOPPED = new Error('nothing after this is read');

class QuickReader {
  readonly #text: QuickText;
  readonly #words: QuickWords;
  readonly #flow: QuickFlow;
  /** Where reading stands: between two values, at the first character of the next. */
  #at = 0;
  /** The first line after what was read before. */
  #line = 0;
  /** Of that character in its line; -1 at the end of the text. */
  #column = -1;
  /** What reading is inside of, outermost first. */
  readonly #open: Open[] = [];
  /** What the library read. */
  readonly pieces: Piece[] = [];
  #faults = 0;
  /** So many characters may still be given to the library. */
  #left: number;

  constructor(text: string) {
    this.#text = new QuickText(text);
    this.#words = new QuickWords(this.#text);
    this.#flow = new QuickFlow(this.#text, this.#words);
    this.#left = text.length / 2 + LONGEST_PIECE;
  }

  read(): MapNode {
    this.#startLine(this.#text.text.startsWith('---\n') ? 4 : 0);
    if (this.#column !== 0) throw UNUSUAL;
    const root = this.#text.code(this.#at) === OPEN_MAP ? this.#braces() : this.#map(1, false);
    if (this.#column >= 0) throw UNUSUAL;
    return root;
  }

  /** A text that is one mapping in braces, as JSON is. */
  #braces(): MapNode {
    const node = this.#inline(this.#at, -1);
    if (node.kind !== 'map') throw UNUSUAL;
    return node;
  }

  /** Goes to the first character of a value, from this line on; comments and empty lines are passed. */
  #startLine(from: number): void {
    let line = from;
    this.#line = from;
    while (line < this.#text.text.length) {
      const at = this.#text.afterSpaces(line);
      const code = this.#text.code(at);
      if (code === TAB || this.#text.isDocumentMark(line)) throw UNUSUAL;
      if (code !== BREAK && code !== HASH && code !== -1) {
        this.#at = at;
        this.#column = at - line;
        return;
      }
      line = this.#text.nextLine(at);
    }
    this.#at = this.#text.text.length;
    this.#column = -1;
  }

  /** Nothing but a comment may follow on the line. */
  #finishLine(from: number): void {
    const at = this.#text.afterSpaces(from);
    const code = this.#text.code(at);
    if (code !== BREAK && code !== -1 && !(code === HASH && at > from)) throw UNUSUAL;
    this.#startLine(this.#text.nextLine(at));
  }

  #map(level: number, isOnDash: boolean): MapNode {
    const from = this.#at;
    const entries = this.#collect('map', level, isOnDash);
    return { kind: 'map', isFlow: false, entries, from, to: endOfLast(entries) ?? from };
  }

  #list(level: number, isOnDash: boolean): ListNode {
    const from = this.#at;
    const entries = this.#collect('list', level, isOnDash);
    const items = entries.map(({ value }) => value);
    return { kind: 'list', isFlow: false, items, from, to: endOfLast(entries) ?? from };
  }

  /** The entries of a collection from here on. Those that only the library can read it reads, one by one. */
  #collect(kind: Open['kind'], level: number, isOnDash: boolean): readonly MapEntry[] {
    if (level > MOST_LEVELS) throw UNUSUAL;
    const open: Open = { kind, column: this.#column, isOnDash, entries: [], added: [] };
    const depth = this.#open.push(open);
    let last = this.#mark(open);
    while (this.#isIn(open) || this.#isAstray()) {
      const mark = this.#mark(open);
      const isAstray = !this.#isIn(open);
      try {
        if (isAstray) throw UNUSUAL;
        open.entries.push(this.#entry(kind, level));
        last = mark;
      } catch (error) {
        if (error !== UNUSUAL) throw error;
        this.#open.length = depth;
        if (!isAstray && !isLastEmpty(open)) last = mark;
        this.#handOver(open, last, mark.at);
      }
      open.entries.push(...open.added.splice(0));
    }
    this.#open.pop();
    return open.entries;
  }

  #mark({ entries, isOnDash }: Open): Mark {
    const isInLine = isOnDash && entries.length === 0;
    return {
      start: isInLine ? this.#at : this.#line,
      at: this.#at,
      entries: entries.length,
      pieces: this.pieces.length,
    };
  }

  #isIn({ kind, column }: Open): boolean {
    return this.#column === column && (kind === 'list') === this.#isAtDash();
  }

  /** At a line that begins where no open collection has its entries. */
  #isAstray(): boolean {
    return this.#column >= 0 && !this.#open.some((open) => this.#isIn(open));
  }

  #entry(kind: Open['kind'], level: number): MapEntry {
    const column = this.#column;
    if (kind === 'list') {
      this.#at += 1;
      return { key: null, value: this.#value({ column, level, isInMap: false }) };
    }
    const key = this.#key();
    if (key === null) throw UNUSUAL;
    this.#at = this.#colonAfter(key) + 1;
    return { key, value: this.#value({ column, level, isInMap: true }) };
  }

  /** The library reads the innermost collection on, from the mark to a line where this reader can take over again. */
  #handOver(open: Open, mark: Mark, at: number): void {
    open.entries.length = mark.entries;
    this.pieces.length = mark.pieces;
    if (isUnclear(this.#text, mark.at)) throw HOPELESS;
    for (const end of endsOfPiece(this.#text, this.#open, { start: mark.start, at })) {
      this.#left -= end.at - mark.start;
      if (this.#left < 0) throw HOPELESS;
      const piece = readPiece(this.#text, this.#open, { start: mark.start, end });
      if (piece === null) continue;
      this.#takeOver(piece, end.at);
      return;
    }
    throw UNUSUAL;
  }

  #takeOver(piece: Piece, end: number): void {
    this.pieces.push(piece);
    this.#faults += piece.refusals.length || piece.errors.length;
    const isEnough = this.#faults > MOST_FAULTS && end < this.#text.text.length;
    if (isEnough) this.pieces.push(stopAt(end, piece));
    if (piece.added === null || isEnough) throw STOPPED;
    this.#open.forEach((open, index) => {
      open.added.push(...(piece.added?.[index] ?? []));
    });
    this.#startLine(end);
  }

  #isAtDash(): boolean {
    return this.#text.code(this.#at) === DASH && this.#text.isBlank(this.#at + 1);
  }

  /** The value behind a colon or dash. */
  #value(place: ValuePlace): YamlNode {
    const { column, level, isInMap } = place;
    const mark = this.#at;
    const at = this.#text.afterSpaces(mark);
    const code = this.#text.code(at);
    if (code !== BREAK && code !== HASH && code !== -1) {
      if (isInMap) return this.#inline(at, column);
      this.#column += at - mark + 1;
      this.#at = at;
      return this.#block(column, level + 1, true);
    }
    const below = this.#text.nextLine(at);
    this.#startLine(below);
    if (this.#column > column) return this.#blockBelow(below, place);
    if (isInMap && this.#column === column && this.#isAtDash()) return this.#list(level + 1, false);
    return { kind: 'scalar', style: 'plain', value: null, source: '', from: at, to: at };
  }

  /** A value on a line below that of its key or dash. Of a text below an empty line and a comment the library makes something of its own. */
  #blockBelow(below: number, { column, level }: ValuePlace): YamlNode {
    const gap = this.#text.text.slice(below, this.#at);
    const isOdd = /^ *\n/m.test(gap) && gap.includes('#');
    if (isOdd && !this.#isAtDash() && this.#key() === null) throw HOPELESS;
    return this.#block(column, level + 1, false);
  }

  /** A value that begins where reading stands, deeper than `outer`. */
  #block(outer: number, level: number, isOnDash: boolean): YamlNode {
    if (this.#isAtDash()) return this.#list(level, isOnDash);
    return this.#key() === null ? this.#inline(this.#at, outer) : this.#map(level, isOnDash);
  }

  /** The key of a mapping where reading stands; null where something else stands there. */
  #key(): ScalarNode | null {
    const from = this.#at;
    const mark = this.#text.code(from);
    if (mark === DOUBLE_QUOTE || mark === SINGLE_QUOTE) {
      const end = this.#words.endOfQuote(from);
      return this.#text.code(end) === COLON ? this.#words.quotedOnLine(from, end) : null;
    }
    if (!this.#words.startsPlain(from)) return null;
    const { end, stop } = this.#words.plainLine(from);
    if (stop !== COLON) return null;
    if (end - from > LONGEST_KEY || this.#text.code(end) !== COLON) throw UNUSUAL;
    return this.#words.plain(from, end);
  }

  #colonAfter({ to }: ScalarNode): number {
    if (!this.#text.isBlank(to + 1)) throw UNUSUAL;
    return to;
  }

  #inline(at: number, outer: number): YamlNode {
    switch (this.#text.code(at)) {
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        return this.#quoted(at, outer);
      case BAR:
      case GREATER:
        return this.#blockText(at, outer);
      case OPEN_LIST:
      case OPEN_MAP: {
        const node = this.#flow.read(at, outer);
        this.#finishLine(node.to);
        return node;
      }
      default:
        return this.#plainText(at, outer);
    }
  }

  /** It continues in lines that are indented deeper than what it belongs to. */
  #plainText(from: number, outer: number): ScalarNode {
    if (!this.#words.startsPlain(from)) throw UNUSUAL;
    let { end, stop } = this.#words.plainLine(from);
    let source = this.#text.text.slice(from, end);
    while (stop === BREAK) {
      const before = end;
      this.#startLine(this.#text.nextLine(before));
      if (this.#column <= outer || this.#hasCommentBefore(before)) break;
      ({ end, stop } = this.#words.plainLine(this.#at));
      source += this.#fold(before) + this.#text.text.slice(this.#at, end);
    }
    if (stop === COLON) throw UNUSUAL;
    if (stop === HASH) this.#startLine(this.#text.nextLine(end));
    if (this.#column > outer) throw UNUSUAL;
    return { kind: 'scalar', style: 'plain', value: plainValue(source), source, from, to: end };
  }

  /** What the line breaks since then become. */
  #fold(from: number): string {
    const breaks = this.#text.text.slice(from, this.#at).split('\n').length - 1;
    return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
  }

  /** Whether a line of comment was passed since. */
  #hasCommentBefore(from: number): boolean {
    return this.#text.text.slice(from, this.#at).includes('#');
  }

  #quoted(from: number, outer: number): ScalarNode {
    const to = this.#words.endOfQuote(from);
    for (let line = this.#text.nextLine(from); line < to; line = this.#text.nextLine(line)) {
      const at = this.#text.afterSpaces(line);
      const code = this.#text.code(at);
      if (code === TAB || (code !== BREAK && at - line <= outer)) throw UNUSUAL;
    }
    const node = this.#words.quotedText(from, to);
    this.#finishLine(to);
    return node;
  }

  /** Behind `|`, `|-`, `>` or `>-`. */
  #blockText(at: number, outer: number): ScalarNode {
    const node = this.#words.blockText(at, outer);
    this.#startLine(node.to);
    if (this.#column > outer) throw UNUSUAL;
    return node;
  }
}

interface ValuePlace {
  /** Of the key or dash that the value belongs to. */
  readonly column: number;
  readonly level: number;
  readonly isInMap: boolean;
}

/** Where an entry begins, and what had been read before it. */
interface Mark {
  /** Of the line after what was before it, or its first character where it stands behind a dash. */
  readonly start: number;
  /** Its first character. */
  readonly at: number;
  readonly entries: number;
  readonly pieces: number;
}

function endOfLast(entries: readonly MapEntry[]): number | undefined {
  const last = entries.at(-1);
  return (last?.value ?? last?.key)?.to;
}

/** What follows may be its value. */
function isLastEmpty({ entries }: Open): boolean {
  const last = entries.at(-1);
  return last !== undefined && isEmptyScalar(last.value);
}

/** Says why nothing after this place is read. */
function stopAt(at: number, { refusals }: Piece): Piece {
  const code = 'yaml-syntax';
  const message = `more than ${MOST_FAULTS} things are wrong with the YAML up to here; what follows is not read`;
  const isRefused = refusals.length > 0;
  return {
    added: null,
    refusals: isRefused ? [{ code, message, offset: at }] : [],
    errors: isRefused ? [] : [{ code, message, pos: [at, at] }],
    second: null,
  };
}
