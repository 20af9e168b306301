/** The report of a run as a printable document. */

import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { markOfMode } from '#core/words/run/label-run.ts';
import { CONTENTS } from './contents.ts';
import { TICK } from './drawings.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { DEFAULT_PAPER, type PaperSize } from './paper-size.ts';
import { isByPeople, provenanceOf } from './provenance.ts';
import { runTitle } from './run-document.ts';
import {
  describeDecided,
  NOT_DECIDED,
  SUCCESS_WHEN,
  toldExceptions,
  UNKNOWN_MEANS,
} from './run-report-attempts.ts';
import { closeOutSection } from './run-report-close-out.ts';
import { decisionLines, NOBODY_DECIDED } from './run-report-decisions.ts';
import { defectsSection } from './run-report-defects.ts';
import { evidenceBox, lossesSection, unsoundBox } from './run-report-evidence.ts';
import { factsOfRun, REVISION } from './run-report-facts.ts';
import { gateSection } from './run-report-gate.ts';
import { messagesSection } from './run-report-messages.ts';
import {
  cleaningCommand,
  LEFT_ON_HOSTS,
  type RunReport,
  resultOf,
  verificationOf,
  whatStays,
} from './run-report-model.ts';
import { preflightSection } from './run-report-preflight.ts';
import { stepReport } from './run-report-step.ts';
import { attemptWord, summaryTables } from './run-report-summary.ts';
import { bulletList, type Document, factList, nameCell, renderSheet, table } from './sheet.ts';
import { stateLead, statePageSections } from './state-page.ts';
import { type StatePage, statePage } from './state-page-model.ts';
import { groupedHash, shortCode } from './words.ts';

/** The report as self-contained HTML. Pure: the same arguments give the same bytes. */
export function renderRunReport(report: RunReport, paper: PaperSize = DEFAULT_PAPER): Document {
  const { state } = report;
  const page = statePage(report);
  const body = [
    cover(report, page),
    html`<h2>Steps and hosts</h2>`,
    summaryTables(state),
    attention(report),
    closeOutSection(report),
    defectsSection(report),
    messagesSection(report),
    verification(report),
    gateSection(report),
    decisions(report),
    preflightSection(report),
    lossesSection(report),
    notUndone(report),
    leftOnHosts(report),
    html`<h2>What was done, step by step</h2>
<p class="soft small">Commands stand as they were sent. Secrets are never part of a command. Output is shown as text; colour codes are left out, and characters that cannot be seen stand as code points. Sizes and SHA-256 are those of the stored bytes.</p>`,
    state.plan.steps.map((step, i) => stepReport(report, step, i + 1)),
  ];
  const { releaseName, version, environment, run } = state.header;
  const head = { of: `${releaseName} ${version} · ${environment} · ${run}`, qr: report.qr };
  return renderSheet({
    title: runTitle('report', report),
    paper,
    mark: markOfMode(state.header.mode),
    body,
    head,
  });
}

/** What a person must see first; of an open run that is how it stands. */
function cover(report: RunReport, page: StatePage | null): HtmlValue {
  const { header } = report.state;
  const { word, sentence } = resultOf(report);
  const open = page === null ? '' : ` · ${header.run} · printed ${formatZonedTime(report.printedAt)}`;
  return [
    html`<p class="kicker">${page === null ? 'Run report' : 'State of an open run'}</p>
<h1>${header.releaseName} ${header.version}</h1>
<p class="lead">${header.plan} on ${header.environment}, ${header.mode}${open}</p>
${unsoundBox(report)}
<div class="result"><b>${word}</b>${sentence}${page === null ? null : stateLead(page)}</div>`,
    page === null ? null : [statePageSections(report, page), html`<h2>The run</h2>`],
    runFacts(report),
    evidenceBox(report),
    CONTENTS,
  ];
}

export function runFacts(report: RunReport): Html {
  const { revision } = report.state.header;
  return factList(
    factsOfRun(report).map(([name, value]) =>
      name === REVISION
        ? [
            name,
            html`<b class="mono">${shortCode(revision)}</b><br><span class="mono small">${groupedHash(revision)}</span>`,
          ]
        : [name, value],
    ),
  );
}

export function attention(report: RunReport): Html | null {
  const { state } = report;
  const told = toldExceptions(report);
  if (told.length === 0) return null;
  const rows = told.map(({ unit, last, title, why, known }) => ({
    cells: [
      html`<b>${title}</b> <span class="soft">${unit.ref.step}</span>`,
      nameCell(unit.ref.host),
      attemptWord(state, unit, last),
      why,
    ],
    notes: known,
  }));
  const unknown = told.some(({ unit }) => unit.state === 'unknown');
  return html`<h2>Not as planned</h2>
${unknown ? html`<p><b>Unknown</b> ${UNKNOWN_MEANS}</p>` : null}
${told.some(({ unit }) => isByPeople(provenanceOf(state, unit))) ? html`<p>What is <span class="people">framed</span> was not seen by Holdpoint: people say so, or the host’s record or the step’s own check does.</p>` : null}
${table(['Step', 'Host', 'State', 'Why'], rows)}`;
}

export function decisions(report: RunReport): Html {
  const lines = decisionLines(report);
  if (lines.length === 0) return html`<h2>Decisions</h2><p>${NOBODY_DECIDED}</p>`;
  const rows = lines.map((line) => [
    line.seq,
    html`<span class="nowrap">${formatZonedTime(line.at)}</span>`,
    nameCell(line.by),
    html`<b>${line.what}</b>`,
    [nameCell(line.about), line.items.map((item) => html`<br>${TICK}${item}`)],
    line.note ?? '',
  ]);
  return html`<h2>Decisions</h2>${table(['#Event', 'Time', 'Person', 'Decision', 'About', 'Note'], rows)}`;
}

function notUndone(report: RunReport): Html | null {
  const stays = whatStays(report);
  if (stays === null) return null;
  const { points, lines, undoable, rest } = stays;
  const passed = points.map(
    ({ title, where, because }) =>
      html`<p class="noreturn">Point of no return passed: ${title} <span>${where}</span> <span>${because}</span></p>`,
  );
  const rows = lines.map(({ title, where, word, because }) => [html`<b>${title}</b>`, where, word, because]);
  return html`<h2>What can and cannot be undone</h2>
${passed}
<p>${undoable}</p>
${rows.length === 0 ? html`<p>${rest}</p>` : table(['Ran', 'Where', 'Undo', 'Because'], rows)}`;
}

function verification(report: RunReport): Html | null {
  const found = verificationOf(report);
  if (found === null) return null;
  return html`<h2>Decision on the verification</h2>
<p>${SUCCESS_WHEN}</p>${bulletList(found.criteria)}
<p>${found.decided === null ? html`<span class="bad">${NOT_DECIDED}</span>` : html`<b>${found.decided.what}</b>, ${describeDecided(found.decided)}`}</p>`;
}

export function leftOnHosts(report: RunReport): Html | null {
  const left = report.state.recordsLeft;
  if (left.length === 0) return null;
  return html`<h2>Left on the hosts</h2>
<p>${LEFT_ON_HOSTS} <code>${cleaningCommand(report)}</code></p>
${table(
  ['Host', 'Why'],
  left.map(({ host, reason }) => [html`<b>${nameCell(host)}</b>`, describeReason(reason)]),
)}`;
}
