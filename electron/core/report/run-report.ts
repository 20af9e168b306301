/** The report of a run as a printable document. */
import { computeBackout, pointsPassed } from '#core/run/backout.ts';
import { stepOf } from '#core/run/state.ts';
import { drawQr, TICK } from './drawings.ts';
import { type Html, html } from './html.ts';
import {
  decisionLines,
  exceptions,
  place,
  type RunReport,
  reportTitle,
  verdictOf,
} from './run-report-model.ts';
import { stepReport } from './run-report-step.ts';
import { summaryTables } from './run-report-summary.ts';
import { type Document, factList, renderSheet, table } from './sheet.ts';
import {
  groupedHash,
  MODE_MARK,
  plural,
  STATE_WORDS,
  shortCode,
  showBytes,
  showElapsed,
  showEnvironment,
  showSpan,
  showTime,
} from './words.ts';

/** The report as self-contained HTML. Pure: the same arguments give the same bytes. */
export function renderRunReport(report: RunReport): Document {
  const { state } = report;
  const body = [
    cover(report),
    html`<h2>Steps and hosts</h2>`,
    summaryTables(state),
    attention(report),
    decisions(report),
    preflight(report),
    notUndone(report),
    html`<h2>What was done, step by step</h2>
<p class="soft small">Commands stand as they were sent. Secrets are never part of a command. Output is shown as text; colour codes are left out, and characters that cannot be seen stand as code points. Sizes and SHA-256 are those of the stored bytes.</p>`,
    state.plan.steps.map((step, i) => stepReport(report, step, i + 1)),
  ];
  return renderSheet({ title: reportTitle(report), mark: MODE_MARK[state.header.mode], body });
}

function cover(report: RunReport): Html {
  const { header } = report.state;
  const verdict = verdictOf(report);
  return html`<p class="kicker">Run report</p>
<h1>${header.releaseName} ${header.version}</h1>
<p class="lead">${header.plan} on ${header.environment}, ${header.mode}</p>
<div class="result"><b>${verdict.word}</b>${verdict.sentence}</div>
${runFacts(report)}
${evidence(report)}`;
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
      `${showEnvironment(header.environment, header.environmentKind)}, ${plural(hostCount(report), 'host')}`,
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
    ['Started', started === null ? 'It did not start' : showTime(started)],
    ['Ended', ended(report)],
    ['Backs out', header.undoes],
    ['Backed out by', report.backouts.length === 0 ? null : report.backouts.join(', ')],
    ['Holdpoint', header.app],
    ['Printed', showTime(report.printedAt)],
  ]);
}

function hostCount({ state }: RunReport): number {
  return new Set(state.plan.steps.flatMap((step) => step.units.flatMap((unit) => unit.host ?? []))).size;
}

function ended({ state, held }: RunReport): string {
  if (state.finishedAt === null)
    return held ? 'Still under way when this was printed' : 'It was interrupted; no end is recorded';
  const since = state.startedAt === null ? null : Date.parse(state.finishedAt) - Date.parse(state.startedAt);
  return since === null
    ? showTime(state.finishedAt)
    : `${showTime(state.finishedAt)}, after ${showElapsed(since)}`;
}

function evidence({ state, head, qr }: RunReport): Html {
  return html`<div class="evidence">${qr === null ? null : drawQr(qr)}<div>
<p class="label">Head of the log when this was printed (event ${state.seq})</p>
<p class="code">${shortCode(head)}</p>
<p class="mono small">${groupedHash(head)}</p>
<p class="small soft">Every event of the run is chained to the one before it. Whoever holds this page can tell later whether the log was changed: <code>holdpoint verify ${state.header.run}</code> walks the chain, and its head at event ${state.seq} must be this one.</p>
</div></div>`;
}

function attention({ state }: RunReport): Html | null {
  const units = exceptions(state);
  if (units.length === 0) return null;
  const rows = units.map((unit) => [
    html`<b>${stepOf(state.plan, unit.ref.step).title}</b> <span class="soft">${unit.ref.step}</span>`,
    unit.ref.host ?? '–',
    html`<span class="bad">${STATE_WORDS[unit.state]}</span>`,
    unit.reason ?? '',
  ]);
  const unknown = units.some((unit) => unit.state === 'unknown');
  return html`<h2>Not as planned</h2>
${unknown ? html`<p><b>Unknown</b> means that the step may have run in whole, in part or not at all: its outcome was not seen. It is not counted as done.</p>` : null}
${table(['Step', 'Host', 'State', 'Why'], rows)}`;
}

function decisions(report: RunReport): Html {
  const lines = decisionLines(report);
  if (lines.length === 0)
    return html`<h2>Decisions</h2><p>No person was asked anything, and nobody noted anything.</p>`;
  const rows = lines.map((line) => [
    line.seq,
    html`<span class="nowrap">${showTime(line.at)}</span>`,
    line.by,
    html`<b>${line.what}</b>`,
    [line.about, line.items.map((item) => html`<br>${TICK}${item}`)],
    line.note ?? '',
  ]);
  return html`<h2>Decisions</h2>${table(['#Event', 'Time', 'Person', 'Decision', 'About', 'Note'], rows)}`;
}

function preflight({ state }: RunReport): Html {
  const found = state.preflight;
  if (found === null) return html`<h2>Preflight</h2><p>No preflight is recorded.</p>`;
  const rows = found.hosts.map((host) => [
    html`<b>${host.host}</b>${host.hostname === null || host.hostname === host.host ? null : html`<br>${host.hostname}`}`,
    html`<span class="mono">${host.hostKey ?? 'not seen'}</span>`,
    showOffset(host.clockOffsetMs),
    host.freeBytes === null ? '–' : showBytes(host.freeBytes),
    host.problems.length === 0
      ? 'fit to run'
      : html`<span class="bad">${host.problems.map((p) => p.message).join('; ')}</span>`,
  ]);
  return html`<h2>Preflight</h2>
<p>${found.passed ? 'Passed' : 'Not passed'}, ${showTime(found.at)}.</p>
${
  found.problems.length === 0
    ? null
    : table(
        ['Problem', ''],
        found.problems.map((p) => [p.code, p.message]),
      )
}
${rows.length === 0 ? null : table(['Host', 'Host key', '#Clock', '#Free', 'Finding'], rows)}`;
}

function showOffset(ms: number | null): string {
  return ms === null ? '–' : `${ms < 0 ? '−' : '+'}${showElapsed(Math.abs(ms))}`;
}

function notUndone({ state }: RunReport): Html | null {
  if (state.header.mode === 'check') return null;
  const backout = computeBackout(state);
  const passed = pointsPassed(state).map((id) => stepOf(state.plan, id).title);
  if (backout.notUndone.length === 0 && backout.units.length === 0) return null;
  const rows = backout.notUndone.map((line) => [
    html`<b>${line.title}</b>`,
    place(line.step, line.host),
    line.because,
  ]);
  return html`<h2>What can and cannot be taken back</h2>
<p>${plural(backout.units.length, 'unit')} that ran or may have run can be taken back, by the estimates in ${showSpan(backout.estimate.ms)}${backout.estimate.unestimated === 0 ? '' : ` and ${plural(backout.estimate.unestimated, 'step')} without an estimate`}.</p>
${passed.length === 0 ? null : html`<p class="noreturn">Points of no return that were passed: <span>${passed.join('; ')}</span></p>`}
${rows.length === 0 ? html`<p>Nothing that ran is without an undo.</p>` : table(['Cannot be taken back', 'Where', 'Because'], rows)}`;
}
