/** The reader behind `quick-yaml.ts`, for texts whose lines end in one character. */
import { foldedBlockValue, foldedValue, literalValue, plainValue } from './quick-scalars.ts';
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

const UNUSUAL = new Error('left to the YAML library');

/** Fewer than may be nested: what is nested too deeply is found elsewhere. */
const MOST_LEVELS = 30;
/** YAML allows 1,024. */
const LONGEST_KEY = 1000;

const TAB = 9;
const BREAK = 10;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const GREATER = 62;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const BAR = 124;
const CLOSE_MAP = 125;
/** No text without quotes begins with one of these, or with `-` before a space. */
const MARKS = new Set([...'?:,[]{}#&*!|>\'"%@`\t'].map((mark) => mark.charCodeAt(0)));

class QuickReader {
  readonly #text: string;
  /** Where reading stands: between two values, at the first character of the next. */
  #at = 0;
  /** Of that character in its line; -1 at the end of the text. */
  #column = -1;

  constructor(text: string) {
    this.#text = text;
  }

  read(): MapNode {
    this.#startLine(this.#text.startsWith('---\n') ? 4 : 0);
    if (this.#column !== 0) throw UNUSUAL;
    const root = this.#map(1);
    if (this.#column >= 0) throw UNUSUAL;
    return root;
  }

  #code(at: number): number {
    return at < this.#text.length ? this.#text.charCodeAt(at) : -1;
  }

  /** A space, a line break, or the end of the text. */
  #isBlank(at: number): boolean {
    const code = this.#code(at);
    if (code === TAB) throw UNUSUAL;
    return code === SPACE || code === BREAK || code === -1;
  }

  /** Goes to the first character of a value, from this line on; comments and empty lines are passed. */
  #startLine(from: number): void {
    let line = from;
    while (line < this.#text.length) {
      const at = this.#afterSpaces(line);
      const code = this.#code(at);
      if (code === TAB || this.#isDocumentMark(line)) throw UNUSUAL;
      if (code !== BREAK && code !== HASH && code !== -1) {
        this.#at = at;
        this.#column = at - line;
        return;
      }
      line = this.#nextLine(at);
    }
    this.#at = this.#text.length;
    this.#column = -1;
  }

  #isDocumentMark(line: number): boolean {
    const code = this.#code(line);
    return (
      (code === DASH && this.#text.startsWith('---', line)) ||
      (code === 46 && this.#text.startsWith('...', line))
    );
  }

  #afterSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  #endOfLine(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }

  #nextLine(from: number): number {
    return Math.min(this.#endOfLine(from) + 1, this.#text.length);
  }

  /** Nothing but a comment may follow on the line. */
  #finishLine(from: number): void {
    const at = this.#afterSpaces(from);
    const code = this.#code(at);
    if (code !== BREAK && code !== -1 && !(code === HASH && at > from)) throw UNUSUAL;
    this.#startLine(this.#nextLine(at));
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
    return this.#code(this.#at) === DASH && this.#isBlank(this.#at + 1);
  }

  /** The value behind a colon or dash. */
  #value(place: Place): YamlNode {
    const { column, level, isInMap } = place;
    const mark = this.#at;
    const at = this.#afterSpaces(mark);
    const code = this.#code(at);
    if (code !== BREAK && code !== HASH && code !== -1) {
      if (isInMap) return this.#inline(at, column);
      this.#column += at - mark + 1;
      this.#at = at;
      return this.#block(column, level + 1);
    }
    this.#startLine(this.#nextLine(at));
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
    const mark = this.#code(from);
    if (mark === DOUBLE_QUOTE || mark === SINGLE_QUOTE) {
      const end = this.#endOfQuote(from);
      return this.#code(end) === COLON ? this.#quotedOnLine(from, end) : null;
    }
    if (!this.#startsPlain(from)) return null;
    const { end, stop } = this.#plainLine(from);
    if (stop !== COLON) return null;
    if (end - from > LONGEST_KEY || this.#code(end) !== COLON) throw UNUSUAL;
    return this.#plain(from, end);
  }

  #colonAfter({ to }: ScalarNode): number {
    if (!this.#isBlank(to + 1)) throw UNUSUAL;
    return to;
  }

  #inline(at: number, outer: number): YamlNode {
    switch (this.#code(at)) {
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        return this.#quoted(at, outer);
      case BAR:
      case GREATER:
        return this.#blockText(at, outer);
      case OPEN_LIST:
      case OPEN_MAP: {
        const node = this.#flow(at, 1);
        this.#finishLine(node.to);
        return node;
      }
      default:
        return this.#plainText(at, outer);
    }
  }

  #startsPlain(at: number): boolean {
    const code = this.#code(at);
    return code === DASH ? !this.#isBlank(at + 1) : !MARKS.has(code);
  }

  /** Of a text without quotes: behind its last character on this line, and what ended it. */
  #plainLine(from: number): { readonly end: number; readonly stop: number } {
    const text = this.#text;
    let end = from;
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === BREAK) return { end, stop: BREAK };
      if (code === COLON && this.#isBlank(at + 1)) return { end, stop: COLON };
      if (code === HASH && at > end) return { end, stop: HASH };
      if (code === TAB) throw UNUSUAL;
      if (code !== SPACE) end = at + 1;
    }
    return { end, stop: BREAK };
  }

  #plain(from: number, to: number): ScalarNode {
    const source = this.#text.slice(from, to);
    return { kind: 'scalar', style: 'plain', value: plainValue(source), source, from, to };
  }

  /** It goes on in lines that are indented deeper than what it belongs to. */
  #plainText(from: number, outer: number): ScalarNode {
    if (!this.#startsPlain(from)) throw UNUSUAL;
    let { end, stop } = this.#plainLine(from);
    let isFolded = false;
    while (stop === BREAK) {
      this.#startLine(this.#nextLine(end));
      if (this.#column <= outer || this.#hasCommentBefore(end)) break;
      isFolded = true;
      ({ end, stop } = this.#plainLine(this.#at));
    }
    if (stop === COLON) throw UNUSUAL;
    if (stop === HASH) this.#startLine(this.#nextLine(end));
    if (this.#column > outer) throw UNUSUAL;
    if (!isFolded) return this.#plain(from, end);
    const source = foldedValue({ type: 'scalar', source: this.#text.slice(from, end) });
    if (source === null) throw UNUSUAL;
    return { kind: 'scalar', style: 'plain', value: plainValue(source), source, from, to: end };
  }

  /** Whether a line of comment was passed since. */
  #hasCommentBefore(from: number): boolean {
    return this.#text.slice(from, this.#at).includes('#');
  }

  /** Behind the closing quote. */
  #endOfQuote(from: number): number {
    const quote = this.#text[from] ?? '';
    let end = this.#text.indexOf(quote, from + 1);
    while (end >= 0 && (quote === "'" ? this.#text[end + 1] === quote : this.#isEscaped(end)))
      end = this.#text.indexOf(quote, end + (quote === "'" ? 2 : 1));
    if (end < 0) throw UNUSUAL;
    return end + 1;
  }

  #isEscaped(at: number): boolean {
    let before = at - 1;
    while (this.#text.charCodeAt(before) === BACKSLASH) before -= 1;
    return (at - before) % 2 === 0;
  }

  #quotedOnLine(from: number, to: number): ScalarNode {
    if (this.#endOfLine(from) < to) throw UNUSUAL;
    return this.#quotedText(from, to);
  }

  #quotedText(from: number, to: number): ScalarNode {
    const isDouble = this.#code(from) === DOUBLE_QUOTE;
    const written = this.#text.slice(from, to);
    const inner = written.slice(1, -1);
    const isPlain = !inner.includes('\n') && !inner.includes(isDouble ? '\\' : "'");
    const source = isPlain
      ? inner
      : foldedValue({ type: `${isDouble ? 'double' : 'single'}-quoted-scalar`, source: written });
    if (source === null) throw UNUSUAL;
    return { kind: 'scalar', style: isDouble ? 'double' : 'single', value: source, source, from, to };
  }

  #quoted(from: number, outer: number): ScalarNode {
    const to = this.#endOfQuote(from);
    for (let line = this.#nextLine(from); line < to; line = this.#nextLine(line)) {
      const at = this.#afterSpaces(line);
      const code = this.#code(at);
      if (code === TAB || (code !== BREAK && at - line <= outer)) throw UNUSUAL;
    }
    const node = this.#quotedText(from, to);
    this.#finishLine(to);
    return node;
  }

  /** Behind `|`, `|-`, `>` or `>-`. */
  #blockText(from: number, outer: number): ScalarNode {
    const head = this.#endOfLine(from);
    const header = this.#text.slice(from, head);
    if (!/^[|>]-?$/.test(header)) throw UNUSUAL;
    const body = head + 1;
    const indent = this.#afterSpaces(body) - body;
    if (indent <= outer || this.#isBlank(body + indent)) throw UNUSUAL;
    const to = this.#endOfBlockText(body, indent);
    this.#startLine(to);
    if (this.#column > outer) throw UNUSUAL;
    const isFolded = header.startsWith('>');
    const written = this.#text.slice(body, to);
    const source = isFolded ? foldedBlockValue(header, written) : literalValue(header, written, indent);
    if (source === null) throw UNUSUAL;
    return { kind: 'scalar', style: isFolded ? 'folded' : 'literal', value: source, source, from, to };
  }

  /** Behind the last line that is indented as far as the first; lines of spaces may stand between. */
  #endOfBlockText(body: number, indent: number): number {
    let to = body;
    let longestGap = 0;
    for (let line = body; line < this.#text.length; line = this.#nextLine(line)) {
      const at = this.#afterSpaces(line);
      const code = this.#code(at);
      const isGap = code === BREAK || code === -1;
      if (code === TAB && (at - line < indent || this.#isTabsOnly(at))) throw UNUSUAL;
      if (!isGap && at - line < indent) break;
      longestGap = isGap ? Math.max(longestGap, at - line) : 0;
      if (!isGap) to = this.#nextLine(at);
    }
    if (longestGap > indent) throw UNUSUAL;
    return to;
  }

  #isTabsOnly(at: number): boolean {
    return this.#text.slice(at, this.#endOfLine(at)).trim() === '';
  }

  /** A list or mapping in brackets that ends on its line. */
  #flow(from: number, level: number): YamlNode {
    if (level > MOST_LEVELS) throw UNUSUAL;
    const isMap = this.#code(from) === OPEN_MAP;
    const close = isMap ? CLOSE_MAP : CLOSE_LIST;
    const entries: MapEntry[] = [];
    const items: YamlNode[] = [];
    let at = this.#afterSpaces(from + 1);
    let isOver = this.#code(at) === close;
    while (!isOver) {
      const key = isMap ? this.#flowKey(at) : null;
      const value = this.#flowValue(key === null ? at : this.#afterSpaces(key.to + 1), level);
      if (key === null) items.push(value);
      else entries.push({ key, value });
      at = this.#afterSpaces(value.to);
      isOver = this.#code(at) === close;
      if (!isOver && this.#code(at) !== COMMA) throw UNUSUAL;
      if (!isOver) at = this.#afterSpaces(at + 1);
    }
    const place = { isFlow: true, from, to: at + 1 };
    return isMap ? { kind: 'map', entries, ...place } : { kind: 'list', items, ...place };
  }

  #flowKey(at: number): ScalarNode {
    const key = this.#flowScalar(at);
    if (this.#code(key.to) !== COLON || !this.#isBlank(key.to + 1)) throw UNUSUAL;
    return key;
  }

  #flowValue(at: number, level: number): YamlNode {
    const code = this.#code(at);
    return code === OPEN_LIST || code === OPEN_MAP ? this.#flow(at, level + 1) : this.#flowScalar(at);
  }

  #flowScalar(from: number): ScalarNode {
    const mark = this.#code(from);
    if (mark === DOUBLE_QUOTE || mark === SINGLE_QUOTE)
      return this.#quotedOnLine(from, this.#endOfQuote(from));
    if (mark === DASH || MARKS.has(mark)) throw UNUSUAL;
    let end = from;
    for (let at = from; !this.#endsFlowText(at, end); at += 1) if (this.#code(at) !== SPACE) end = at + 1;
    if (end === from) throw UNUSUAL;
    return this.#plain(from, end);
  }

  #endsFlowText(at: number, end: number): boolean {
    const code = this.#code(at);
    if (code === -1 || code === BREAK || code === TAB || (code === HASH && at > end)) throw UNUSUAL;
    if (code === COLON) return this.#isBlank(at + 1) || FLOW_MARKS.has(this.#code(at + 1));
    return FLOW_MARKS.has(code);
  }
}

const FLOW_MARKS = new Set([COMMA, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP]);

interface Place {
  /** Of the key or dash that the value belongs to. */
  readonly column: number;
  readonly level: number;
  readonly isInMap: boolean;
}
