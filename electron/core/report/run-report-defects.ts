/** What people found wrong in a run, for all forms of its report. */

import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeDefectState, describeDefects, placeOfDefect } from '#core/words/run/describe-defect.ts';
import type { CsvCell } from './csv.ts';
import { type Html, html } from './html.ts';
import { mdTable } from './markdown.ts';
import type { RunReport } from './run-report-model.ts';
import { table } from './sheet.ts';

/** Nothing of a run without defects. */
export function defectsSection({ state: { defects } }: RunReport): Html | null {
  const rows = defects.map((defect) => [
    defect.number,
    html`<b>${defect.severity}</b>`,
    [defect.text, html`<br><span class="soft small">${loggedBy(defect)}</span>`],
    placeOfDefect(defect) ?? 'the run',
    describeDefectState(defect),
  ]);
  if (rows.length === 0) return null;
  return html`<h2>Defects</h2><p>${describeDefects(defects)}.</p>${table(['#', 'Severity', 'What is wrong', 'About', 'State'], rows)}`;
}

export function defectsMarkdown({ state: { defects } }: RunReport): string | null {
  const rows = defects.map((defect) => [
    String(defect.number),
    defect.severity,
    defect.text,
    loggedBy(defect),
    placeOfDefect(defect) ?? 'the run',
    describeDefectState(defect),
  ]);
  if (rows.length === 0) return null;
  return `## Defects\n\n${describeDefects(defects)}.\n\n${mdTable(['Number', 'Severity', 'What is wrong', 'Logged', 'About', 'State'], rows)}`;
}

function loggedBy({ by, at }: { readonly by: string; readonly at: string }): string {
  return `logged by ${by}, ${formatZonedTime(at)}`;
}

/** Columns of the report as CSV that rows of defects fill besides `run`, `mode`, `step` and `host`. */
export const DEFECT_COLUMNS = [
  'defect',
  'defectSeverity',
  'defectText',
  'defectLoggedBy',
  'defectLoggedAt',
  'defectClosedBy',
  'defectClosedAt',
  'defectClosedNote',
] as const;

export type DefectCells = Readonly<Record<(typeof DEFECT_COLUMNS)[number] | 'step' | 'host', CsvCell>>;

/** One row for each defect, by column. */
export function defectRows({ state: { defects } }: Pick<RunReport, 'state'>): readonly DefectCells[] {
  return defects.map(({ number, severity, text, by, at, closed, step, host }) => ({
    step,
    host,
    defect: number,
    defectSeverity: severity,
    defectText: text,
    defectLoggedBy: by,
    defectLoggedAt: at,
    defectClosedBy: closed?.by ?? null,
    defectClosedAt: closed?.at ?? null,
    defectClosedNote: closed?.note ?? null,
  }));
}
