/** The report of a run as Markdown. */

import type { PlannedStep } from '#core/plan/model.ts';
import { type Attempt, lastAttempt, stepOf, type Unit } from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { describeOutput } from '#core/words/describe-output.ts';
import { formatClockOffset } from '#core/words/describe-preflight.ts';
import { describeReason, describeWhy } from '#core/words/describe-reason.ts';
import { formatBytes } from '#core/words/format-count.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import { formatZonedTime } from '#core/words/format-time.ts';
import { markOfMode } from '#core/words/label-run.ts';
import { describeProvenance, labelGuarantee } from './describe-provenance.ts';
import { mdBlocks, mdCode, mdFacts, mdTable, mdText } from './markdown.ts';
import { attemptText, unitText } from './provenance.ts';
import { decisionLines } from './run-report-decisions.ts';
import { defectsMarkdown } from './run-report-defects.ts';
import { headFacts, lossesMarkdown, unsoundMarkdown } from './run-report-evidence.ts';
import { factsOfRun } from './run-report-facts.ts';
import { gateMarkdown } from './run-report-gate.ts';
import {
  cleaningCommand,
  EXCERPT_LINES,
  exceptions,
  LEFT_ON_HOSTS,
  lastLines,
  plannedCommand,
  type RunReport,
  reportTitle,
  resultOf,
  sentCommand,
  unitsOf,
  verificationOf,
  whatStays,
  whyOf,
} from './run-report-model.ts';
import {
  causeRows,
  describeHostFinding,
  describeResult,
  describeTracking,
  noticesOf,
  preflightOf,
  sharedRows,
  uncoveredSecrets,
} from './run-report-preflight.ts';
import { statePageMarkdown } from './state-page-text.ts';

export function renderRunReportMarkdown(report: RunReport): string {
  const { state } = report;
  const result = resultOf(report);
  const page = statePageMarkdown(report);
  const mark = markOfMode(state.header.mode);
  return mdBlocks(
    `# ${mdText(reportTitle(report))}`,
    mark === null ? null : `> **${mark.words}**`,
    unsoundMarkdown(report),
    `**${mdText(result.word)}.** ${mdText(result.sentence)}`,
    page,
    page === null ? null : '## The run',
    `${mdFacts(factsOfRun(report))}\n${headFacts(report)}`,
    lossesMarkdown(report),
    attention(report),
    defectsMarkdown(report),
    verification(report),
    gateMarkdown(report),
    decisionTable(report),
    preflightTable(report),
    notUndone(report),
    leftOnHosts(report),
    '## Steps',
    ...state.plan.steps.map((step, i) => stepMarkdown(report, step, i + 1)),
  );
}

function attention(report: RunReport): string | null {
  const { state } = report;
  const rows = exceptions(state).map((unit) => {
    const last = lastAttempt(unit);
    const why = last === null ? describeWhy(unit.reason) : whyOf(unit, last);
    const known = unit.attempts.flatMap((attempt) => describeProvenance(report, unit, attempt));
    return [
      stepOf(state.plan, unit.ref.step).title,
      unit.ref.host ?? '–',
      unitText(state, unit),
      [why, ...known].filter((text) => text !== '').join('; '),
    ];
  });
  return rows.length === 0 ? null : `## Not as planned\n\n${mdTable(['Step', 'Host', 'State', 'Why'], rows)}`;
}

function verification(report: RunReport): string | null {
  const found = verificationOf(report);
  if (found === null) return null;
  const { criteria, decided } = found;
  const said = decided
    ? `**${mdText(decided.what)}**, decided by ${mdText(decided.by)}, ${formatZonedTime(decided.at)}${decided.note === null ? '' : `: ${mdText(decided.note)}`}.`
    : '**Not decided.**';
  return mdBlocks(
    '## Decision on the verification',
    'It is a success when all of this is so:',
    criteria.map((criterion) => `- ${mdText(criterion)}`).join('\n'),
    said,
  ).trimEnd();
}

function leftOnHosts(report: RunReport): string | null {
  const left = report.state.recordsLeft;
  if (left.length === 0) return null;
  return mdBlocks(
    '## Left on the hosts',
    LEFT_ON_HOSTS,
    mdCode(cleaningCommand(report)),
    mdTable(
      ['Host', 'Why'],
      left.map(({ host, reason }) => [host, describeReason(reason)]),
    ),
  ).trimEnd();
}

function decisionTable(report: RunReport): string | null {
  const rows = decisionLines(report).map((line) => [
    String(line.seq),
    formatZonedTime(line.at),
    line.by,
    line.what,
    [line.about, ...line.items.map((item) => `[x] ${item}`)].join('; '),
    line.note ?? '',
  ]);
  if (rows.length === 0) return null;
  return `## Decisions\n\n${mdTable(['Event', 'Time', 'Person', 'Decision', 'About', 'Note'], rows)}`;
}

function preflightTable(report: RunReport): string | null {
  const found = preflightOf(report);
  if (found === null) return null;
  const rows = found.hosts.map((host) => [
    host.host,
    host.hostKey ?? 'not seen',
    formatClockOffset(host),
    host.freeBytes === null ? '–' : formatBytes(host.freeBytes),
    describeTracking(host),
    [describeHostFinding(host), ...noticesOf(host)].join('; '),
  ]);
  const causes = causeRows(found, report.state.header.run);
  const shared = sharedRows(found);
  return mdBlocks(
    '## Preflight',
    describeResult(found, report),
    ...uncoveredSecrets(report).map(mdText),
    shared.length === 0 ? null : mdTable(['Hosts', 'What is so of all of them'], shared),
    causes.length === 0 ? null : mdTable(['Problem', 'Hosts', 'What was found'], causes),
    rows.length === 0 ? null : mdTable(['Host', 'Host key', 'Clock', 'Free', 'Steps', 'Finding'], rows),
  ).trimEnd();
}

function notUndone(report: RunReport): string | null {
  const stays = whatStays(report);
  if (stays === null) return null;
  const { lines, points, undoable, rest } = stays;
  const told = points.map(
    ({ title, because, where }) =>
      `- **Point of no return passed:** ${mdText(title)} (${mdText(where)}): ${mdText(because)}`,
  );
  const rows = lines.map(({ title, where, word, because }) => [title, where, word, because]);
  return mdBlocks(
    '## What can and cannot be undone',
    told.length === 0 ? null : told.join('\n'),
    mdText(undoable),
    rows.length === 0 ? rest : mdTable(['Ran', 'Where', 'Undo', 'Because'], rows),
  ).trimEnd();
}

function stepMarkdown(report: RunReport, step: PlannedStep, number: number): string {
  const units = unitsOf(report.state, step);
  const guarantees = new Set(units.map((unit) => labelGuarantee(report.state, unit)));
  const about = [step.id, step.phase.title, step.kind, step.sentence, ...guarantees];
  return mdBlocks(
    `### ${number}. ${mdText(step.title)}`,
    mdText(about.filter((part) => part !== null).join(' · ')),
    ...units.map((unit) => unitMarkdown(report, step, unit)),
  ).trimEnd();
}

function unitMarkdown(report: RunReport, step: PlannedStep, unit: Unit): string {
  const name = unit.ref.host ?? 'Workstation';
  const reason = unit.reason === null ? '' : `: ${mdText(describeReason(unit.reason))}`;
  const head = `**${mdText(name)}:** ${mdText(unitText(report.state, unit))}${reason}`;
  if (unit.attempts.length === 0) return mdBlocks(head, mdCode(plannedCommand(report.state, unit))).trimEnd();
  return mdBlocks(
    head,
    ...unit.attempts.flatMap((attempt) => attemptMarkdown(report, step, { unit, attempt })),
  ).trimEnd();
}

type Tried = { readonly unit: Unit; readonly attempt: Attempt };

function attemptMarkdown(report: RunReport, step: PlannedStep, { unit, attempt }: Tried): readonly string[] {
  const done = attempt.finished;
  const exit = done?.exit === null || done === null ? '' : `, exit ${done.exit}`;
  const isTimed = done !== null && done.outcome !== 'unknown' && !attempt.onPaper;
  const took = isTimed ? `, ${formatDuration(done.durationMs)}` : '';
  const known = describeProvenance(report, unit, attempt).map((line) => `- ${mdText(line)}`);
  return [
    `Try ${attempt.number}, ${formatZonedTime(attempt.intendedAt)}: ${mdText(attemptText(unit, attempt))}${exit}${took}`,
    known.join('\n'),
    mdCode(sentCommand(report.state, unit, attempt)),
    ...(['stdout', 'stderr'] as const).flatMap((stream) =>
      outputMarkdown(report, step, { unit, attempt, stream }),
    ),
  ];
}

function outputMarkdown(
  report: RunReport,
  step: PlannedStep,
  at: Tried & { readonly stream: Stream },
): readonly string[] {
  const digest = at.attempt.finished?.[at.stream];
  if (digest === undefined || digest.bytes === 0) return [];
  const lines = step.evidence ? 'whole' : EXCERPT_LINES;
  const text = report.output({ ...at.unit.ref, attempt: at.attempt.number, stream: at.stream, lines });
  const label = `${at.stream}: ${describeOutput(digest, (hash) => `\`${hash}\``)}`;
  if (text === null) return [`${label} (the bytes are not in this library)`];
  const shown = lines === 'whole' ? { text, cut: false } : lastLines(text, lines);
  return [`${label}${shown.cut ? ` (its last ${EXCERPT_LINES} lines)` : ''}`, mdCode(shown.text, 'text')];
}
