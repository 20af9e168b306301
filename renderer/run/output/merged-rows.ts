/** Lines of several hosts as rows, each with whose it is beside it. */
import type { MergedLine } from '#core/run/merged-output.ts';
import { formatLineOrigin } from '#core/words/figures/format-line-origin.ts';
import { formatTimeOfDay } from '#core/words/figures/format-time.ts';
import { readRows, spelledLines } from '#ui/output/output-text.ts';
import { bytesFromBase64 } from '#ui/output/output-window.ts';
import { ourRow, type Row } from '#ui/output/row-writer.ts';

/** Rows stand in order of their offsets, which count rows. All margins are of one width. */
export function mergedRows(lines: readonly MergedLine[], withTimes: boolean): readonly Row[] {
  const margins = lines.map((line) => marginOf(line, withTimes));
  const width = margins.reduce((most, { length }) => Math.max(most, length), 0);
  let offset = 0;
  return lines.flatMap((line, at) =>
    rowsOfLine(line).map((row, index) => {
      const margin = (index === 0 ? (margins[at] ?? '') : '').padEnd(width);
      return { ...row, offset: offset++, margin, line: at };
    }),
  );
}

/** An empty line is a row as well. */
function rowsOfLine({ bytes, ours }: MergedLine): readonly Row[] {
  if (ours !== null) return [ourRow(0, ours)];
  const rows = readRows(bytesFromBase64(bytes), { from: 0, raw: false });
  return rows.length === 0 ? [{ offset: 0, pieces: [], continues: false, overwritten: 0 }] : rows;
}

function marginOf(line: MergedLine, withTimes: boolean): string {
  const origin = spelledLines(formatLineOrigin(line));
  return withTimes ? `${formatTimeOfDay(line.at)} ${origin}` : origin;
}
