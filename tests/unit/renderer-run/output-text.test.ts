import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows, spellOut, textOf } from '#ui/output/output-text.ts';
import { ROW_LENGTH } from '#ui/output/row-writer.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const shown = (text: string | Uint8Array, raw = false): string[] =>
  readRows(typeof text === 'string' ? encode(text) : text, { from: 0, raw }).map(textOf);

/** Everything that could act, reorder or hide when it reached the page. */
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;

describe('readRows', () => {
  it('splits lines and keeps an unfinished last one', () => {
    expect(shown('one\ntwo\r\n\nlast')).toEqual(['one', 'two', '', 'last']);
  });

  it('keeps colours as style and takes them out of the text', () => {
    const [row] = readRows(encode('\u001b[1;31mred\u001b[0m plain'), { from: 0, raw: false });
    expect(row?.pieces.map(({ text, style }) => [text, style.colour, style.bold])).toEqual([
      ['red', 1, true],
      [' plain', null, false],
    ]);
  });

  it('turns wide colours into the nearest named one', () => {
    const [row] = readRows(encode('\u001b[38;2;255;80;80ma\u001b[38;5;46mb'), { from: 0, raw: false });
    expect(row?.pieces.map((piece) => piece.style.colour)).toEqual([9, 2]);
  });

  it('spells out every other sequence: title, link, clipboard, cursor, queries', () => {
    for (const sequence of [
      '\u001b]0;x\u0007',
      '\u001b]8;;http://x\u001b\\',
      '\u001b]52;c;eA==\u0007',
      '\u001b[2A',
      '\u001bP$qm\u001b\\',
      '\u009b31m',
    ]) {
      const [text = ''] = shown(`a${sequence}b`);
      expect(text).toMatch(/\\e|\\u\{009b\}/);
      expect(text).not.toMatch(DANGEROUS);
    }
  });

  it('spells out bidi marks, invisible characters and bytes that are no UTF-8', () => {
    expect(shown('rm\u202e -rf\u200b')).toEqual(['rm\\u{202e} -rf\\u{200b}']);
    expect(shown(new Uint8Array([0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]))).toEqual([
      'a\\xff\\xc3(\\xed\\xa0\\x80',
    ]);
  });

  it('shows characters of other scripts as they are', () => {
    expect(shown('Größe 名前 🚀')).toEqual(['Größe 名前 🚀']);
  });

  it('shows only the last writing of a progress line, and says how often it was written over', () => {
    const [row] = readRows(encode('10%\r50%\r100%\r\nnext'), { from: 0, raw: false });
    expect(row && [textOf(row), row.overwritten]).toEqual(['100%', 2]);
    expect(shown('10%\r')).toEqual(['10%']);
  });

  it('interprets nothing in raw mode', () => {
    expect(shown('10%\r\u001b[31mred', true)).toEqual(['10%\\r\\e[31mred']);
  });

  it('cuts a long line into rows that say where they begin', () => {
    const rows = readRows(encode(`${'x'.repeat(ROW_LENGTH * 2 + 5)}\nnext`), { from: 100, raw: false });
    expect(rows.map((row) => [row.offset, row.continues, textOf(row).length])).toEqual([
      [100, false, ROW_LENGTH],
      [100 + ROW_LENGTH, true, ROW_LENGTH],
      [100 + ROW_LENGTH * 2, true, 5],
      [100 + ROW_LENGTH * 2 + 6, false, 4],
    ]);
  });

  it('never lets a dangerous character through, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), fc.boolean(), (bytes, raw) => {
        for (const text of shown(bytes, raw)) expect(text).not.toMatch(DANGEROUS);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        for (const row of shown(text)) expect(row).not.toMatch(DANGEROUS);
      }),
    );
  });

  it('shows printable text unchanged', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~\n]{0,400}$/), (text) => {
        const rows = shown(text);
        expect(rows).toEqual(text === '' ? [] : text.replace(/\n$/, '').split('\n'));
      }),
    );
  });

  it('ends for many unfinished sequences', () => {
    for (const unit of ['\u001b[', ';', '\u001b[0;', '\r', '\u001b]0;', 'x\r']) {
      const bytes = encode(`\u001b[${unit.repeat(200_000 / unit.length)}`);
      expect(readRows(bytes, { from: 0, raw: false })).toBeDefined();
    }
  });
});

describe('spellOut', () => {
  it('marks what it had to spell out', () => {
    expect(spellOut('a\u202eb').map(({ text, escaped }) => [text, escaped])).toEqual([
      ['a', false],
      ['\\u{202e}', true],
      ['b', false],
    ]);
  });
});
