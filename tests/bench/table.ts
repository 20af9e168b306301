/** The figures as text. */
import type { Figure, Target } from './measure.ts';

const HEADINGS = ['what', 'ours', 'reference', 'ratio', 'target', ''];

export function renderTable(figures: readonly Figure[]): string {
  const rows = [HEADINGS, HEADINGS.map(() => '---'), ...figures.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) => `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}

/** Null where nothing was promised. */
export function isMet({ ratio, ours, target }: Figure): boolean | null {
  if (target === null) return null;
  if ('at' in target) return ours <= target.value;
  if (ratio === null) return null;
  return 'ratioAtMost' in target ? ratio <= target.ratioAtMost : ratio >= target.ratioAtLeast;
}

function cells(figure: Figure): string[] {
  const { what, ours, unit, reference, ratio, target } = figure;
  const met = isMet(figure);
  return [
    what,
    amount(ours, unit),
    reference === null ? '–' : `${reference.name} ${amount(reference.value, unit)}`,
    ratio === null ? '–' : ratio.toFixed(2),
    target === null ? '–' : targetText(target, unit),
    met === null ? '' : met ? 'met' : 'MISSED',
  ];
}

function targetText(target: Target, unit: Figure['unit']): string {
  if ('at' in target) return `≤ ${amount(target.value, unit)}`;
  return 'ratioAtMost' in target ? `≤ ${target.ratioAtMost}` : `≥ ${target.ratioAtLeast}`;
}

function amount(value: number, unit: Figure['unit']): string {
  if (unit !== 'ms') return `${value.toFixed(0)} ${unit}`.trim();
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

/** Cells of the rule under the headings are filled up with dashes. */
function pad(cell: string, width: number): string {
  return cell === '---' ? '-'.repeat(width) : cell.padEnd(width);
}
