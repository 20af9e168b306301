/** The report of a run as a printable document. */

import type { Backout } from '#core/backout/backout.ts';
import { lastAttempt, stepOf } from '#core/run/state.ts';
import { describeEstimate } from '#core/words/describe-estimate.ts';
import { describeReason, describeWhy } from '#core/words/describe-reason.ts';
import { formatCount, formatUnitCount } from '#core/words/format-count.ts';
import { formatBetween } from '#core/words/format-duration.ts';
import { formatZone, formatZonedTime } from '#core/words/format-time.ts';
import { markOfMode } from '#core/words/label-run.ts';
import { describeProvenance } from './describe-provenance.ts';
import { TICK } from './drawings.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { DEFAULT_PAPER, type PaperSize } from './paper-size.ts';
import { isByPeople, provenanceOf } from './provenance.ts';
import { decisionLines } from './run-report-decisions.ts';
import { evidenceBox, lossesSection, unsoundBox } from './run-report-evidence.ts';
import {
  cleaningCommand,
  describeBackedOutShort,
  exceptions,
  type RunReport,
  reportTitle,
  resultOf,
  verificationOf,
  whatStays,
  whyOf,
} from './run-report-model.ts';
import { preflightSection } from './run-report-preflight.ts';
import { stepReport } from './run-report-step.ts';
import { attemptWord, summaryTables } from './run-report-summary.ts';
import { bulletList, type Document, factList, nameCell, renderSheet, table } from './sheet.ts';
import { stateLead, statePageSections } from './state-page.ts';
import { type StatePage, statePage } from './state-page-model.ts';
import { groupedHash, labelEnvironment, shortCode } from './words.ts';

/** The report as self-contained HTML. Pure: the same arguments give the same bytes. */
export function renderRunReport(report: RunReport, paper: PaperSize = DEFAULT_PAPER): Document {
  const { state } = report;
  const page = statePage(report);
  const body = [
    cover(report, page),
    html`<h2>Steps and hosts</h2>`,
    summaryTables(state),
    attention(report),
    verification(report),
    decisions(report),
    preflightSection(report),
    lossesSection(report),
    notUndone(report),
    leftOnHosts(report),
    html`<h2>What was done, step by step</h2>
<p class="soft small">Commands stand as they were sent. Secrets are never part of a command. Output is shown as text; colour codes are left out, and characters that cannot be seen stand as code points. Sizes and SHA-256 are those of the stored bytes.</p>`,
    state.plan.steps.map((step, i) => stepReport(report, step, i + 1)),
  ];
  return renderSheet({ title: reportTitle(report), paper, mark: markOfMode(state.header.mode), body });
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
  ];
}

function runFacts(report: RunReport): Html {
  const { state, info } = report;
  const { header } = state;
  const started = state.startedAt;
  return factList([
    ['Run', header.run],
    ['Release', `${header.releaseName} ${header.version} (${header.releaseId})`],
    ['Baseline', info?.baseline ?? null],
    [
      'Revision',
      html`<b class="mono">${shortCode(header.revision)}</b><br><span class="mono small">${groupedHash(header.revision)}</span>`,
    ],
    ['Plan', header.plan],
    [
      'Environment',
      `${labelEnvironment(header.environment, header.environmentKind)}, ${formatCount(hostCount(report), 'host')}`,
    ],
    ['Limited to', header.limit],
    [
      'Values',
      Object.entries(header.vars)
        .map(([name, value]) => `${name} = ${value}`)
        .join('\n'),
    ],
    ['Mode', header.mode],
    ['Operator', header.operator],
    ['Started', started === null ? 'It did not start' : formatZonedTime(started)],
    ['Ended', ended(report)],
    ['Backs out', header.undoes],
    ['Backout', describeBackedOutShort(report)],
    ['Holdpoint', header.app],
    ['Printed', formatZonedTime(report.printedAt)],
    [
      'Clock times',
      `${formatZone(started ?? report.printedAt)} where no other is named, the zone of the workstation that printed this`,
    ],
  ]);
}

function hostCount({ state }: RunReport): number {
  return new Set(state.plan.steps.flatMap((step) => step.units.flatMap((unit) => unit.host ?? []))).size;
}

function ended({ state, carriedOut }: RunReport): string {
  if (state.finishedAt === null)
    return carriedOut ? 'Not at its end when this was printed' : 'No end is recorded: it is open';
  if (state.startedAt === null) return formatZonedTime(state.finishedAt);
  const since = formatBetween(state.startedAt, state.finishedAt);
  return since === null
    ? `${formatZonedTime(state.finishedAt)}; the clock of the workstation was set back in between`
    : `${formatZonedTime(state.finishedAt)}, after ${since}`;
}

function attention(report: RunReport): Html | null {
  const { state } = report;
  const units = exceptions(state);
  if (units.length === 0) return null;
  const rows = units.map((unit) => {
    const last = lastAttempt(unit);
    const cells = [
      html`<b>${stepOf(state.plan, unit.ref.step).title}</b> <span class="soft">${unit.ref.step}</span>`,
      nameCell(unit.ref.host),
      attemptWord(state, unit, last),
      last === null ? describeWhy(unit.reason) : whyOf(unit, last),
    ];
    return { cells, notes: unit.attempts.flatMap((attempt) => describeProvenance(report, unit, attempt)) };
  });
  const unknown = units.some((unit) => unit.state === 'unknown');
  return html`<h2>Not as planned</h2>
${unknown ? html`<p><b>Unknown</b> means that the step may have run in whole, in part or not at all: its outcome was not seen. It is not counted as done.</p>` : null}
${units.some((unit) => isByPeople(provenanceOf(state, unit))) ? html`<p>What is <span class="people">framed</span> was not seen by Holdpoint: people say so, or the host’s record or the step’s own check does.</p>` : null}
${table(['Step', 'Host', 'State', 'Why'], rows)}`;
}

function decisions(report: RunReport): Html {
  const lines = decisionLines(report);
  if (lines.length === 0) return html`<h2>Decisions</h2><p>No person decided or noted anything.</p>`;
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
  const { backout, points, lines } = stays;
  if (backout.notUndone.length === 0 && backout.units.length === 0) return null;
  const passed = points.map(
    ({ title, where, because }) =>
      html`<p class="noreturn">Point of no return passed: ${title} <span>${where}</span> <span>${because}</span></p>`,
  );
  const rows = lines.map(({ title, where, word, because }) => [html`<b>${title}</b>`, where, word, because]);
  return html`<h2>What can and cannot be undone</h2>
${passed}
<p>${describeUndoable(backout)}</p>
${rows.length === 0 ? html`<p>Nothing else that ran is without an undo.</p>` : table(['Ran', 'Where', 'Undo', 'Because'], rows)}`;
}

function describeUndoable({ units, estimate }: Backout): string {
  if (units.length === 0) return 'Nothing that ran is undone by a backout.';
  return `${formatUnitCount(units.length)} that ran or may have run can be undone. A backout takes ${describeEstimate(estimate)}.`;
}

function verification(report: RunReport): Html | null {
  const found = verificationOf(report);
  if (found === null) return null;
  return html`<h2>Decision on the verification</h2>
<p>It is a success when all of this is so:</p>${bulletList(found.criteria)}
<p>${found.decided === null ? html`<span class="bad">Not decided.</span>` : html`<b>${found.decided.what}</b>, decided by ${found.decided.by}, ${formatZonedTime(found.decided.at)}${found.decided.note === null ? null : html`: ${found.decided.note}`}.`}</p>`;
}

function leftOnHosts(report: RunReport): Html | null {
  const left = report.state.recordsLeft;
  if (left.length === 0) return null;
  return html`<h2>Left on the hosts</h2>
<p>At the end of the run its records could not be removed from these hosts. Once nothing of it runs there any more, this command removes them, with the file of the release: <code>${cleaningCommand(report)}</code></p>
${table(
  ['Host', 'Why'],
  left.map(({ host, reason }) => [html`<b>${nameCell(host)}</b>`, describeReason(reason)]),
)}`;
}
