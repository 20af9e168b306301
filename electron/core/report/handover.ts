/** The sheet with which one shift hands a run to the next: how it stands, what is open, whom to call, and two signatures. */
import { markOfMode } from '#core/words/run/label-run.ts';
import { type Html, html } from './html.ts';
import type { PaperSize } from './paper-size.ts';
import { runTitle } from './run-document.ts';
import { attention, decisions, leftOnHosts, runFacts } from './run-report.ts';
import { defectsSection } from './run-report-defects.ts';
import { evidenceBox, lossesSection, unsoundBox } from './run-report-evidence.ts';
import { messagesSection } from './run-report-messages.ts';
import { type RunReport, resultOf } from './run-report-model.ts';
import { escalationSection, peopleTable } from './runbook-cover.ts';
import { signatureBox } from './runbook-step.ts';
import { type Document, renderSheet } from './sheet.ts';
import { stateLead, statePageSections } from './state-page.ts';
import { statePage } from './state-page-model.ts';

/** What those who sign it say by that. */
export const HANDOVER_MEANS =
  'Both have read this sheet together, on the screen or on paper. From the time below whoever takes over decides, and answers in their own name.';

/** Who signs. */
export const HANDOVER_SIGNED_BY = ['Handed over by', 'Taken over by'] as const;

/** What no program knows. */
export const HANDOVER_UNSAID = 'What else the next shift has to know';

/** As self-contained HTML. Pure: the same arguments give the same bytes. */
export function renderHandover(report: RunReport, paper: PaperSize): Document {
  const { header } = report.state;
  const page = statePage(report);
  const { word, sentence } = resultOf(report);
  const body = [
    html`<p class="kicker">Shift handover</p>
<h1>${header.releaseName} ${header.version}</h1>
<p class="lead">${header.plan} on ${header.environment}, ${header.mode}</p>
${unsoundBox(report)}
<div class="result"><b>${word}</b>${sentence}${page === null ? null : stateLead(page)}</div>`,
    page === null ? null : statePageSections(report, page),
    attention(report),
    defectsSection(report),
    messagesSection(report),
    leftOnHosts(report),
    lossesSection(report),
    decisions(report),
    report.info === null ? null : [peopleTable(report.info.people), escalationSection(report.info)],
    html`<h2>The run</h2>`,
    runFacts(report),
    evidenceBox(report),
    signing(),
  ];
  const head = {
    of: `${header.releaseName} ${header.version} · ${header.environment} · ${header.run}`,
    qr: report.qr,
  };
  return renderSheet({
    title: runTitle('handover', report),
    paper,
    mark: markOfMode(header.mode),
    body,
    head,
  });
}

const LINES_TO_WRITE = 6;

function signing(): Html {
  const lines: readonly Html[] = Array.from(
    { length: LINES_TO_WRITE },
    () => html`<div class="toWrite"></div>`,
  );
  return html`<section class="whole"><h2>${HANDOVER_UNSAID}</h2>${lines}
<h2>Signatures</h2><p>${HANDOVER_MEANS}</p>${HANDOVER_SIGNED_BY.map((who) => signatureBox(who))}</section>`;
}
