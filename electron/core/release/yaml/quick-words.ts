/** Texts of every style at a place of the text: without quotes, in quotes, behind `|` and `>`. */
import { foldedBlockValue, foldedValue, literalValue, plainValue } from './quick-scalars.ts';
import {
  BACKSLASH,
  BREAK,
  COLON,
  DASH,
  DOUBLE_QUOTE,
  HASH,
  type QuickText,
  SPACE,
  TAB,
  UNUSUAL,
} from './quick-text.ts';
import type { ScalarNode } from './yaml-node.ts';

/** No text without quotes begins with one of these, or with `-` before a space. */
export const MARKS = new Set([...'?:,[]{}#&*!|>\'"%@`\t'].map((mark) => mark.charCodeAt(0)));

export class QuickWords {
  readonly #text: QuickText;

  constructor(text: QuickText) {
    this.#text = text;
  }

  startsPlain(at: number): boolean {
    const code = this.#text.code(at);
    return code === DASH ? !this.#text.isBlank(at + 1) : !MARKS.has(code);
  }

  /** Of a text without quotes: behind its last character on this line, and what ended it. */
  plainLine(from: number): { readonly end: number; readonly stop: number } {
    const text = this.#text.text;
    let end = from;
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === BREAK) return { end, stop: BREAK };
      if (code === COLON && this.#text.isBlank(at + 1)) return { end, stop: COLON };
      if (code === HASH && at > end) return { end, stop: HASH };
      if (code === TAB) throw UNUSUAL;
      if (code !== SPACE) end = at + 1;
    }
    return { end, stop: BREAK };
  }

  plain(from: number, to: number): ScalarNode {
    const source = this.#text.text.slice(from, to);
    return { kind: 'scalar', style: 'plain', value: plainValue(source), source, from, to };
  }

  /** Behind the closing quote. */
  endOfQuote(from: number): number {
    const quote = this.#text.text[from] ?? '';
    let end = this.#text.text.indexOf(quote, from + 1);
    while (end >= 0 && (quote === "'" ? this.#text.text[end + 1] === quote : this.#isEscaped(end)))
      end = this.#text.text.indexOf(quote, end + (quote === "'" ? 2 : 1));
    if (end < 0) throw UNUSUAL;
    return end + 1;
  }

  #isEscaped(at: number): boolean {
    let before = at - 1;
    while (this.#text.text.charCodeAt(before) === BACKSLASH) before -= 1;
    return (at - before) % 2 === 0;
  }

  quotedOnLine(from: number, to: number): ScalarNode {
    if (this.#text.text.slice(from, to).includes('\n')) throw UNUSUAL;
    return this.quotedText(from, to);
  }

  quotedText(from: number, to: number): ScalarNode {
    const isDouble = this.#text.code(from) === DOUBLE_QUOTE;
    const written = this.#text.text.slice(from, to);
    const inner = written.slice(1, -1);
    const isPlain = !inner.includes('\n') && !inner.includes(isDouble ? '\\' : "'");
    const source = isPlain
      ? inner
      : foldedValue({ type: `${isDouble ? 'double' : 'single'}-quoted-scalar`, source: written });
    if (source === null) throw UNUSUAL;
    return { kind: 'scalar', style: isDouble ? 'double' : 'single', value: source, source, from, to };
  }

  /** Behind `|`, `|-`, `>` or `>-`. */
  blockText(from: number, outer: number): ScalarNode {
    const head = this.#text.endOfLine(from);
    const header = this.#text.text.slice(from, head);
    if (!/^[|>]-?$/.test(header)) throw UNUSUAL;
    const body = head + 1;
    const indent = this.#text.afterSpaces(body) - body;
    if (indent <= outer || this.#text.isBlank(body + indent)) throw UNUSUAL;
    const to = this.#endOfBlockText(body, indent);
    const isFolded = header.startsWith('>');
    const written = this.#text.text.slice(body, to);
    const source = isFolded ? foldedBlockValue(header, written) : literalValue(header, written, indent);
    if (source === null) throw UNUSUAL;
    return { kind: 'scalar', style: isFolded ? 'folded' : 'literal', value: source, source, from, to };
  }

  /** Behind the last line that is indented as far as the first; lines of spaces may stand between. */
  #endOfBlockText(body: number, indent: number): number {
    let to = body;
    let longestGap = 0;
    for (let line = body; line < this.#text.text.length; line = this.#text.nextLine(line)) {
      const at = this.#text.afterSpaces(line);
      const code = this.#text.code(at);
      const isGap = code === BREAK || code === -1;
      if (code === TAB && (at - line < indent || this.#isTabsOnly(at))) throw UNUSUAL;
      if (!isGap && at - line < indent) break;
      longestGap = isGap ? Math.max(longestGap, at - line) : 0;
      if (!isGap) to = this.#text.nextLine(at);
    }
    if (longestGap > indent) throw UNUSUAL;
    return to;
  }

  #isTabsOnly(at: number): boolean {
    return this.#text.text.slice(at, this.#text.endOfLine(at)).trim() === '';
  }
}
