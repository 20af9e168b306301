/**
 * Bytes that a host printed → rows that are safe to show. Linear in the bytes. Colour (SGR) is kept; every other control
 * sequence, control character, bidi mark, invisible character and invalid byte is spelled out, so nothing acts or hides.
 */
import { ROW_LENGTH, type Row, RowWriter, type StyledPiece } from './row-writer.ts';
import { applySgr, PLAIN, readSgr } from './sgr.ts';

export interface ReadOptions {
  /** Offset of the first byte in the stored output. */
  readonly from: number;
  /** Nothing is interpreted: colours and carriage returns are spelled out too. */
  readonly raw: boolean;
}

const ESCAPE = 0x1b;

/** Characters that act, reorder or cannot be seen: controls, formats, separators, private and unpaired ones, fillers. */
const HIDDEN =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: these are looked for one by one
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/u;

export function readRows(bytes: Uint8Array, options: ReadOptions): readonly Row[] {
  const page = new RowWriter(options.from);
  let at = 0;
  while (at < bytes.length) at = readOne(bytes, at, { page, raw: options.raw });
  page.finish();
  return page.rows;
}

/** The same rules for a text that is already decoded, such as a host name or a command. */
export function spellOut(text: string): readonly StyledPiece[] {
  if (text !== '' && text.length < ROW_LENGTH && !HIDDEN.test(text))
    return [{ text, style: PLAIN, escaped: false }];
  const page = new RowWriter(0);
  for (const char of text) {
    const hidden = HIDDEN.test(char);
    page.put(0, hidden ? spell(char) : char, hidden);
  }
  page.finish();
  return page.rows.flatMap((row) => row.pieces);
}

/** A text of several lines by the same rules, for places that take text only, such as a tooltip. */
export function spelledLines(text: string): string {
  if (!HIDDEN.test(text)) return text;
  return text
    .split('\n')
    .map((line) =>
      spellOut(line)
        .map((piece) => piece.text)
        .join(''),
    )
    .join('\n');
}

/** What is shown, as plain text. */
export function textOf(row: Row): string {
  return row.pieces.map((piece) => piece.text).join('');
}

interface RowReading {
  readonly page: RowWriter;
  readonly raw: boolean;
}

/** Reads one character or one sequence; returns where the next one begins. */
function readOne(bytes: Uint8Array, at: number, { page, raw }: RowReading): number {
  const byte = bytes[at] ?? 0;
  if (byte >= 0x20 && byte < 0x7f) {
    page.put(at, String.fromCharCode(byte), false);
    return at + 1;
  }
  if (byte === 0x0a) {
    page.endLine(at + 1);
    return at + 1;
  }
  if (byte === 0x09) {
    page.tab(at);
    return at + 1;
  }
  if (byte === 0x0d && !raw) {
    page.carriageReturn();
    return at + 1;
  }
  if (byte === ESCAPE && !raw) {
    const sgr = readSgr(bytes, at);
    if (sgr) {
      page.style = applySgr(page.style, sgr.params);
      return sgr.end;
    }
  }
  if (byte < 0x80) {
    page.put(at, spell(String.fromCharCode(byte)), true);
    return at + 1;
  }
  return readWide(bytes, at, page);
}

function readWide(bytes: Uint8Array, at: number, page: RowWriter): number {
  const wide = decodeWide(bytes, at);
  if (!wide) {
    page.put(at, `\\x${hex(bytes[at] ?? 0, 2)}`, true);
    return at + 1;
  }
  const char = String.fromCodePoint(wide.code);
  const hidden = HIDDEN.test(char);
  page.put(at, hidden ? spell(char) : char, hidden);
  return at + wide.length;
}

/** One character of two to four bytes of strict UTF-8; null where the bytes are not that. */
function decodeWide(
  bytes: Uint8Array,
  at: number,
): { readonly code: number; readonly length: number } | null {
  const first = bytes[at] ?? 0;
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first >= 0xf5) return null;
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i += 1) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return null;
    code = (code << 6) | (next & 0x3f);
  }
  const tooLong = (length === 3 && code < 0x800) || (length === 4 && code < 0x10000);
  const forbidden = code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return tooLong || forbidden ? null : { code, length };
}

const NAMED: Readonly<Record<string, string>> = {
  '\u001b': '\\e',
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
};

function spell(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return NAMED[char] ?? (code < 0x80 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
