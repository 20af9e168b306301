/** What was looked at before a live run on production, rule by rule, for both forms of the report. */
import { describeRule, STANDINGS } from '#core/words/release/describe-gate.ts';
import { type Html, html } from './html.ts';
import { mdTable } from './markdown.ts';
import type { RunReport } from './run-report-model.ts';
import { table } from './sheet.ts';

const TITLE = 'Before the run';

export function gateSection(report: RunReport): Html | null {
  const rows = rowsOf(report);
  return rows.length === 0 ? null : html`<h2>${TITLE}</h2>${table(COLUMNS, rows)}`;
}

export function gateMarkdown(report: RunReport): string | null {
  const rows = rowsOf(report);
  return rows.length === 0 ? null : `## ${TITLE}\n\n${mdTable(COLUMNS, rows)}`;
}

const COLUMNS = ['Rule', 'Found', 'Standing', 'Overridden'];

/** Nothing of a run without a gate, and of one whose release named nothing. */
function rowsOf({ state }: RunReport): readonly (readonly string[])[] {
  return (state.header.gate ?? []).map((rule) => [
    rule.key,
    describeRule(rule),
    STANDINGS[rule.standing],
    rule.override === undefined ? '' : `${rule.override.by}: ${rule.override.reason}`,
  ]);
}
