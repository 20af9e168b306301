/** Lists and mappings in brackets, on one line or on many. */
import {
  BREAK,
  CLOSE_LIST,
  CLOSE_MAP,
  COLON,
  COMMA,
  DASH,
  DOUBLE_QUOTE,
  HASH,
  MOST_LEVELS,
  OPEN_LIST,
  OPEN_MAP,
  type QuickText,
  SINGLE_QUOTE,
  SPACE,
  TAB,
  UNUSUAL,
} from './quick-text.ts';
import { MARKS, type QuickWords } from './quick-words.ts';
import type { MapEntry, ScalarNode, YamlNode } from './yaml-node.ts';

const FLOW_MARKS = new Set([COMMA, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP]);

export class QuickFlow {
  readonly #text: QuickText;
  readonly #words: QuickWords;
  #outer = -1;

  constructor(text: QuickText, words: QuickWords) {
    this.#text = text;
    this.#words = words;
  }

  /** A list or mapping in brackets. Its further lines are indented deeper than `outer`, the column of what it belongs to. */
  read(from: number, outer: number): YamlNode {
    this.#outer = outer;
    return this.#collection(from, 1);
  }

  #collection(from: number, level: number): YamlNode {
    if (level > MOST_LEVELS) throw UNUSUAL;
    const isMap = this.#text.code(from) === OPEN_MAP;
    const close = isMap ? CLOSE_MAP : CLOSE_LIST;
    const entries: MapEntry[] = [];
    const items: YamlNode[] = [];
    let at = this.#next(from + 1, level);
    let isOver = this.#text.code(at) === close;
    while (!isOver) {
      const key = isMap ? this.#scalar(at, level) : null;
      const value = this.#value(key === null ? at : this.#next(this.#afterColon(key), level), level);
      if (key === null) items.push(value);
      else entries.push({ key, value });
      at = this.#next(value.to, level);
      isOver = this.#text.code(at) === close;
      if (!isOver && this.#text.code(at) !== COMMA) throw UNUSUAL;
      if (!isOver) at = this.#next(at + 1, level);
      // A comma may stand behind the last.
      isOver ||= this.#text.code(at) === close;
    }
    const place = { isFlow: true, from, to: at + 1 };
    return isMap ? { kind: 'map', entries, ...place } : { kind: 'list', items, ...place };
  }

  /** The next character that is no blank and of no comment, on this line or one that follows. */
  #next(from: number, level: number): number {
    let at = this.#afterComment(this.#text.afterSpaces(from));
    while (this.#text.code(at) === BREAK) {
      const line = at + 1;
      const first = this.#text.afterSpaces(line);
      at = this.#afterComment(first);
      if (this.#text.code(at) !== BREAK && !this.#isIndented(line, first, level)) throw UNUSUAL;
    }
    return at;
  }

  /** The end of the line where a comment stands here, behind a blank. */
  #afterComment(at: number): number {
    if (this.#text.code(at) !== HASH) return at;
    const before = this.#text.code(at - 1);
    return before === SPACE || before === BREAK ? this.#text.endOfLine(at) : at;
  }

  /** The outermost bracket may close in the column of what it belongs to. */
  #isIndented(line: number, at: number, level: number): boolean {
    if (this.#text.isDocumentMark(line)) return false;
    const column = at - line;
    return column > this.#outer || (column === this.#outer && level === 1 && this.#isClosing(at));
  }

  #isClosing(at: number): boolean {
    const code = this.#text.code(at);
    return code === CLOSE_LIST || code === CLOSE_MAP;
  }

  /** Behind the colon after a key; it may follow a quote directly, as JSON has it. */
  #afterColon({ to, style }: ScalarNode): number {
    const colon = this.#text.afterSpaces(to);
    if (this.#text.code(colon) !== COLON) throw UNUSUAL;
    if (style === 'plain' && !this.#text.isBlank(colon + 1)) throw UNUSUAL;
    return colon + 1;
  }

  #value(at: number, level: number): YamlNode {
    const code = this.#text.code(at);
    return code === OPEN_LIST || code === OPEN_MAP
      ? this.#collection(at, level + 1)
      : this.#scalar(at, level);
  }

  #scalar(from: number, level: number): ScalarNode {
    const mark = this.#text.code(from);
    if (mark === DOUBLE_QUOTE || mark === SINGLE_QUOTE)
      return this.#words.quotedOnLine(from, this.#words.endOfQuote(from));
    if (mark === DASH || MARKS.has(mark)) throw UNUSUAL;
    let end = from;
    for (let at = from; !this.#endsText(at, end, level); at += 1)
      if (this.#text.code(at) !== SPACE) end = at + 1;
    if (end === from) throw UNUSUAL;
    return this.#words.plain(from, end);
  }

  #endsText(at: number, end: number, level: number): boolean {
    const code = this.#text.code(at);
    if (code === BREAK || (code === HASH && at > end)) return this.#endsAtBreak(at, level);
    if (code === -1 || code === TAB) throw UNUSUAL;
    if (code === COLON) return this.#text.isBlank(at + 1) || FLOW_MARKS.has(this.#text.code(at + 1));
    return FLOW_MARKS.has(code);
  }

  /** A text that goes on in the next line is left to the library, and one behind which a line begins with a comment. */
  #endsAtBreak(at: number, level: number): true {
    const next = this.#next(at, level);
    if (this.#text.text.slice(at, next).includes('\n#')) throw UNUSUAL;
    if (this.#text.code(next) !== COMMA && !this.#isClosing(next)) throw UNUSUAL;
    return true;
  }
}
