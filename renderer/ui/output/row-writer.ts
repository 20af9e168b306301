import { PLAIN, type TextStyle } from './sgr.ts';

export interface StyledPiece {
  readonly text: string;
  readonly style: TextStyle;
  /** Spelled out by us: not what the host printed letter by letter. */
  readonly escaped: boolean;
}

export interface Row {
  /** Of the row's first byte, counted from the start of the stored output. */
  readonly offset: number;
  readonly pieces: readonly StyledPiece[];
  /** The line continues from the row before; lines are cut at `ROW_LENGTH` characters. */
  readonly continues: boolean;
  /** How many times the line was written over by carriage returns; only the last writing is shown. */
  readonly overwritten: number;
  /** Our own words beside the line, such as whose it is; missing where all lines are of one host. */
  readonly margin?: string;
  /** Which of several hosts' lines it is part of, counted from 0; missing where all lines are of one host. */
  readonly line?: number;
}

/** A row of our own words between those of a host. */
export function ourRow(offset: number, text: string): Row {
  return { offset, pieces: [{ text, style: PLAIN, escaped: true }], continues: false, overwritten: 0 };
}

/** Longest row in characters; a longer line is shown as several rows. */
export const ROW_LENGTH = 2000;
const TAB_STOP = 8;

/** Collects characters into pieces and rows. Positions count from the first byte read, which is byte `from` of the output. */
export class RowWriter {
  readonly rows: Row[] = [];
  style: TextStyle = PLAIN;
  readonly #from: number;
  #pieces: StyledPiece[] = [];
  #text = '';
  #textStyle: TextStyle = PLAIN;
  #textEscaped = false;
  #length = 0;
  #rowStart = 0;
  #firstRowOfLine = 0;
  #overwritten = 0;
  #returned = false;

  constructor(from: number) {
    this.#from = from;
  }

  put(at: number, text: string, escaped: boolean): void {
    if (this.#returned) this.#writeOver(at);
    if (this.#length >= ROW_LENGTH) this.#endRow(at);
    if (escaped !== this.#textEscaped || this.style !== this.#textStyle) this.#endPiece();
    this.#textEscaped = escaped;
    this.#textStyle = this.style;
    this.#text += text;
    this.#length += text.length;
  }

  tab(at: number): void {
    this.put(at, ' '.repeat(TAB_STOP - (this.#length % TAB_STOP)), false);
  }

  /** What follows on this line writes over what stands there; a line end right after it does not. */
  carriageReturn(): void {
    this.#returned = true;
  }

  endLine(next: number): void {
    this.#endRow(next);
    this.#firstRowOfLine = this.rows.length;
    this.#overwritten = 0;
    this.#returned = false;
  }

  finish(): void {
    if (this.#length > 0) this.#endRow(0);
  }

  #endPiece(): void {
    if (this.#text !== '')
      this.#pieces.push({ text: this.#text, style: this.#textStyle, escaped: this.#textEscaped });
    this.#text = '';
  }

  #endRow(next: number): void {
    this.#endPiece();
    const continues = this.rows.length > this.#firstRowOfLine;
    this.rows.push({
      offset: this.#from + this.#rowStart,
      pieces: this.#pieces,
      continues,
      overwritten: this.#overwritten,
    });
    this.#pieces = [];
    this.#length = 0;
    this.#rowStart = next;
  }

  #writeOver(at: number): void {
    this.#returned = false;
    if (this.#length === 0 && this.rows.length === this.#firstRowOfLine) return;
    this.#overwritten += 1;
    this.rows.length = this.#firstRowOfLine;
    this.#pieces = [];
    this.#text = '';
    this.#length = 0;
    this.#rowStart = at;
  }
}
