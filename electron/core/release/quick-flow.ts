/** Lists and mappings in brackets, on one line. */
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

  constructor(text: QuickText, words: QuickWords) {
    this.#text = text;
    this.#words = words;
  }

  /** A list or mapping in brackets that ends on its line. */
  read(from: number, level: number): YamlNode {
    if (level > MOST_LEVELS) throw UNUSUAL;
    const isMap = this.#text.code(from) === OPEN_MAP;
    const close = isMap ? CLOSE_MAP : CLOSE_LIST;
    const entries: MapEntry[] = [];
    const items: YamlNode[] = [];
    let at = this.#text.afterSpaces(from + 1);
    let isOver = this.#text.code(at) === close;
    while (!isOver) {
      const key = isMap ? this.#key(at) : null;
      const value = this.#value(key === null ? at : this.#text.afterSpaces(key.to + 1), level);
      if (key === null) items.push(value);
      else entries.push({ key, value });
      at = this.#text.afterSpaces(value.to);
      isOver = this.#text.code(at) === close;
      if (!isOver && this.#text.code(at) !== COMMA) throw UNUSUAL;
      if (!isOver) at = this.#text.afterSpaces(at + 1);
    }
    const place = { isFlow: true, from, to: at + 1 };
    return isMap ? { kind: 'map', entries, ...place } : { kind: 'list', items, ...place };
  }

  #key(at: number): ScalarNode {
    const key = this.#scalar(at);
    if (this.#text.code(key.to) !== COLON || !this.#text.isBlank(key.to + 1)) throw UNUSUAL;
    return key;
  }

  #value(at: number, level: number): YamlNode {
    const code = this.#text.code(at);
    return code === OPEN_LIST || code === OPEN_MAP ? this.read(at, level + 1) : this.#scalar(at);
  }

  #scalar(from: number): ScalarNode {
    const mark = this.#text.code(from);
    if (mark === DOUBLE_QUOTE || mark === SINGLE_QUOTE)
      return this.#words.quotedOnLine(from, this.#words.endOfQuote(from));
    if (mark === DASH || MARKS.has(mark)) throw UNUSUAL;
    let end = from;
    for (let at = from; !this.#endsText(at, end); at += 1) if (this.#text.code(at) !== SPACE) end = at + 1;
    if (end === from) throw UNUSUAL;
    return this.#words.plain(from, end);
  }

  #endsText(at: number, end: number): boolean {
    const code = this.#text.code(at);
    if (code === -1 || code === BREAK || code === TAB || (code === HASH && at > end)) throw UNUSUAL;
    if (code === COLON) return this.#text.isBlank(at + 1) || FLOW_MARKS.has(this.#text.code(at + 1));
    return FLOW_MARKS.has(code);
  }
}
