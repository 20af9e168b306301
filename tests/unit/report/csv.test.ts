import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv } from '#core/report/csv.ts';
import { visible } from '#core/report/html.ts';

describe('renderCsv', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|x', '＝1'])('defuses the formula %j', (text) => {
    const [row] = parseCsv(renderCsv([[text]]));
    expect(row?.[0]).toBe(`'${text}`);
  });

  it.each([
    ['\r=1', '‹U+000D›=1'],
    ['\u0000=1', '‹U+0000›=1'],
    ['a\u001b[2J\u202eb', 'a‹U+001B›[2J‹U+202E›b'],
    ['\u001b[31m=1\u001b[0m', "'=1"],
  ])('spells out what hides or acts in %j', (text, shown) => {
    expect(parseCsv(renderCsv([[text]]))).toEqual([[shown]]);
  });

  it('keeps numbers as numbers', () => {
    expect(renderCsv([[-5, 0, null, 1.5]])).toBe('-5,0,,1.5\r\n');
  });

  it('gives back every text as paper shows it, but for the apostrophe', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        (rows) => {
          const shown = rows.map((row) => row.map(visible));
          const back = parseCsv(renderCsv(rows)).map((row, y) =>
            row.map((cell, x) => (cell === `'${shown[y]?.[x]}` ? shown[y]?.[x] : cell)),
          );
          expect(back).toEqual(shown);
        },
      ),
    );
  });
});

/** RFC 4180, as strictly as a spreadsheet reads it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: string[] = [];
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
