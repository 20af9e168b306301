/** That a person is done with the run, for all forms of its report. */
import { keyOfPoint } from '#core/run/close-out.ts';
import { describeClosing, describePoint } from '#core/words/run/describe-close-out.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { type Html, html } from './html.ts';
import { mdTable, mdText } from './markdown.ts';
import type { RunReport } from './run-report-model.ts';
import { table } from './sheet.ts';

const HEADS = ['Open when it was closed', 'Closed all the same because'] as const;

/** Nothing of a run that nobody has closed. */
export function closeOutSection({ state: { closed } }: RunReport): Html | null {
  if (closed === null) return null;
  const rows = closed.accepted.map(({ point, because }) => [
    [describePoint(point), html`<br><span class="soft small">${keyOfPoint(point)}</span>`],
    because,
  ]);
  return html`<h2>Close-out</h2><p>${endSentence(describeClosing(closed))}</p>${rows.length === 0 ? null : table(HEADS, rows)}`;
}

export function closeOutMarkdown({ state: { closed } }: RunReport): string | null {
  if (closed === null) return null;
  const rows = closed.accepted.map(({ point, because }) => [
    `${describePoint(point)} (${keyOfPoint(point)})`,
    because,
  ]);
  const said = `## Close-out\n\n${mdText(endSentence(describeClosing(closed)))}`;
  return rows.length === 0 ? said : `${said}\n\n${mdTable(HEADS, rows)}`;
}
