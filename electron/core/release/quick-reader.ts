/** The reader behind `quick-yaml.ts`, for texts whose lines end in one character. */
import { QuickFlow } from './quick-flow.ts';
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
import type { ListNode, MapEntry, MapNode, ScalarNode, YamlNode } from './yaml-node.ts';

/** Null for a text that is left to the library. */
export function readLines(text: string): MapNode | null {
  try {
    return new QuickReader(text).read();
  } catch (error) {
    if (error === UNUSUAL) return null;
    throw error;
  }
}

/** YAML allows 1,024. */
const LONGEST_KEY = 1000;

class QuickReader {
  readonly #text: QuickText;
  readonly #words: QuickWords;
  readonly #flow: QuickFlow;
  /** Where reading stands: between two values, at the first character of the next. */
  #at = 0;
  /** Of that character in its line; -1 at the end of the text. */
  #column = -1;

  constructor(text: string) {
    this.#text = new QuickText(text);
    this.#words = new QuickWords(this.#text);
    this.#flow = new QuickFlow(this.#text, this.#words);
  }

  read(): MapNode {
    this.#startLine(this.#text.text.startsWith('---\n') ? 4 : 0);
    if (this.#column !== 0) throw UNUSUAL;
    const root = this.#map(1);
    if (this.#column >= 0) throw UNUSUAL;
    return root;
  }

  /** Goes to the first character of a value, from this line on; comments and empty lines are passed. */
  #startLine(from: number): void {
    let line = from;
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

  #map(level: number): MapNode {
    if (level > MOST_LEVELS) throw UNUSUAL;
    const from = this.#at;
    const column = this.#column;
    const entries: MapEntry[] = [];
    while (this.#column === column) {
      const key = this.#key();
      if (key === null) throw UNUSUAL;
      this.#at = this.#colonAfter(key) + 1;
      entries.push({ key, value: this.#value({ column, level, isInMap: true }) });
    }
    if (this.#column > column) throw UNUSUAL;
    return { kind: 'map', isFlow: false, entries, from, to: entries.at(-1)?.value?.to ?? from };
  }

  #list(level: number): ListNode {
    if (level > MOST_LEVELS) throw UNUSUAL;
    const from = this.#at;
    const column = this.#column;
    const items: YamlNode[] = [];
    while (this.#column === column && this.#isAtDash()) {
      this.#at += 1;
      items.push(this.#value({ column, level, isInMap: false }));
    }
    if (this.#column > column) throw UNUSUAL;
    return { kind: 'list', isFlow: false, items, from, to: items.at(-1)?.to ?? from };
  }

  #isAtDash(): boolean {
    return this.#text.code(this.#at) === DASH && this.#text.isBlank(this.#at + 1);
  }

  /** The value behind a colon or dash. */
  #value(place: Place): YamlNode {
    const { column, level, isInMap } = place;
    const mark = this.#at;
    const at = this.#text.afterSpaces(mark);
    const code = this.#text.code(at);
    if (code !== BREAK && code !== HASH && code !== -1) {
      if (isInMap) return this.#inline(at, column);
      this.#column += at - mark + 1;
      this.#at = at;
      return this.#block(column, level + 1);
    }
    this.#startLine(this.#text.nextLine(at));
    if (this.#column > column) return this.#block(column, level + 1);
    if (isInMap && this.#column === column && this.#isAtDash()) return this.#list(level + 1);
    return { kind: 'scalar', style: 'plain', value: null, source: '', from: at, to: at };
  }

  /** A value that begins where reading stands, deeper than `outer`. */
  #block(outer: number, level: number): YamlNode {
    if (this.#isAtDash()) return this.#list(level);
    return this.#key() === null ? this.#inline(this.#at, outer) : this.#map(level);
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
        const node = this.#flow.read(at, 1);
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

interface Place {
  /** Of the key or dash that the value belongs to. */
  readonly column: number;
  readonly level: number;
  readonly isInMap: boolean;
}
