/** Comma-separated values that a spreadsheet opens without carrying anything out. */

import { visible } from './html.ts';

export type CsvCell = string | number | null;

/** RFC 4180 with CRLF; the first row holds the column names. */
export function renderCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * What could hide or act on a terminal is spelled out. A text that a spreadsheet would take for a formula gets an apostrophe in front, which the spreadsheet shows as text.
 * Numbers made here stay numbers.
 */
function csvCell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const shown = visible(value);
  const begins = shown.replace(/^[\s\p{Cc}]+/u, '');
  const safe = /^[=+\-@＝＋－＠]/.test(begins) || /^\t/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n;\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
