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

  endOfLine(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
  }

  nextLine(from: number): number {
    return Math.min(this.endOfLine(from) + 1, this.text.length);
  }
}
