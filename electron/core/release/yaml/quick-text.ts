/** The characters of a text whose lines end in one, for the quick reader: each method looks from the place it is given. */

/** Thrown where a text has to be left to the YAML library. */
export const UNUSUAL = new Error('left to the YAML library');

/** Fewer than may be nested: what is nested too deeply is found elsewhere. */
export const MOST_LEVELS = 30;

export const TAB = 9;
export const BREAK = 10;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const GREATER = 62;
export const OPEN_LIST = 91;
export const BACKSLASH = 92;
export const CLOSE_LIST = 93;
export const OPEN_MAP = 123;
export const BAR = 124;
export const CLOSE_MAP = 125;
const DOT = 46;

export class QuickText {
  readonly text: string;
  /** Of each kind of quote: where the last stands that can end a text. */
  readonly #lastQuotes = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  code(at: number): number {
    return at < this.text.length ? this.text.charCodeAt(at) : -1;
  }

  /** A space, a line break, or the end of the text. */
  isBlank(at: number): boolean {
    const code = this.code(at);
    if (code === TAB) throw UNUSUAL;
    return code === SPACE || code === BREAK || code === -1;
  }

  isDocumentMark(line: number): boolean {
    const code = this.code(line);
    return (
      (code === DASH && this.text.startsWith('---', line)) ||
      (code === DOT && this.text.startsWith('...', line))
    );
  }

  afterSpaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  /** Spaces and empty lines. */
  afterBlank(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE || this.text.charCodeAt(at) === BREAK) at += 1;
    return at;
  }

  endOfLine(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
  }

  nextLine(from: number): number {
    return Math.min(this.endOfLine(from) + 1, this.text.length);
  }

  /** Whether a quote that is open here is closed anywhere. */
  isClosedAfter(at: number, quote: '"' | "'"): boolean {
    const known = this.#lastQuotes.get(quote);
    const last = known ?? lastQuote(this.text, quote);
    if (known === undefined) this.#lastQuotes.set(quote, last);
    return last >= at;
  }
}

/** -1 where there is none. A single quote that stands twice, and a double one behind a backslash, end no text. */
function lastQuote(text: string, quote: '"' | "'"): number {
  const skip = quote === "'" ? quote : '\\';
  for (let at = text.lastIndexOf(quote); at >= 0; ) {
    let before = at - 1;
    while (text[before] === skip) before -= 1;
    if ((at - before) % 2 === 1) return at;
    at = before < 0 ? -1 : text.lastIndexOf(quote, before);
  }
  return -1;
}
