/** The report of a run as Markdown. */

import type { PlannedStep } from '#core/plan/model.ts';
import type { Unit } from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { formatClockOffset } from '#core/words/hosts/describe-preflight.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { markOfMode } from '#core/words/run/label-run.ts';
import { describeProvenance } from './describe-provenance.ts';
import { mdBlocks, mdCode, mdFacts, mdTable, mdText } from './markdown.ts';
import { attemptText, unitText } from './provenance.ts';
import { runTitle } from './run-document.ts';
import {
  aboutStep,
  capturedBy,
  describeDecided,
  exitOf,
  NOT_DECIDED,
  NOT_IN_LIBRARY,
  outputOf,
  SUCCESS_WHEN,
  type Tried,
  toldExceptions,
  tookOf,
  UNKNOWN_MEANS,
} from './run-report-attempts.ts';
import { closeOutMarkdown } from './run-report-close-out.ts';
import { decisionLines, NOBODY_DECIDED } from './run-report-decisions.ts';
import { defectsMarkdown } from './run-report-defects.ts';
import { headFacts, lossesMarkdown, unsoundMarkdown } from './run-report-evidence.ts';
import { factsOfRun } from './run-report-facts.ts';
import { gateMarkdown } from './run-report-gate.ts';
import { messagesMarkdown } from './run-report-messages.ts';
import {
  cleaningCommand,
  LEFT_ON_HOSTS,
  plannedCommand,
  type RunReport,
  resultOf,
  sentCommand,
  unitsOf,
  verificationOf,
  whatStays,
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
    `# ${mdText(runTitle('report', report))}`,
    mark === null ? null : `> **${mark.words}**`,
    unsoundMarkdown(report),
    `**${mdText(result.word)}.** ${mdText(result.sentence)}`,
    page,
    page === null ? null : '## The run',
    `${mdFacts(factsOfRun(report))}\n${headFacts(report)}`,
    lossesMarkdown(report),
    attention(report),
    closeOutMarkdown(report),
    defectsMarkdown(report),
    messagesMarkdown(report),
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

export function attention(report: RunReport): string | null {
  const told = toldExceptions(report);
  if (told.length === 0) return null;
  const rows = told.map(({ unit, title, why, known }) => [
    title,
    unit.ref.host ?? '–',
    unitText(report.state, unit),
    [why, ...known].filter((text) => text !== '').join('; '),
  ]);
  return mdBlocks(
    '## Not as planned',
    told.some(({ unit }) => unit.state === 'unknown') ? `**Unknown** ${UNKNOWN_MEANS}` : null,
    mdTable(['Step', 'Host', 'State', 'Why'], rows),
  ).trimEnd();
}

function verification(report: RunReport): string | null {
  const found = verificationOf(report);
  if (found === null) return null;
  const { criteria, decided } = found;
  const said = decided
    ? `**${mdText(decided.what)}**, ${mdText(describeDecided(decided))}`
    : `**${NOT_DECIDED}**`;
  return mdBlocks(
    '## Decision on the verification',
    SUCCESS_WHEN,
    criteria.map((criterion) => `- ${mdText(criterion)}`).join('\n'),
    said,
  ).trimEnd();
}

export function leftOnHosts(report: RunReport): string | null {
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

export function decisionTable(report: RunReport): string | null {
  const rows = decisionLines(report).map((line) => [
    String(line.seq),
    formatZonedTime(line.at),
    line.by,
    line.what,
    [line.about, ...line.items.map((item) => `[x] ${item}`)].join('; '),
    line.note ?? '',
  ]);
  if (rows.length === 0) return `## Decisions\n\n${NOBODY_DECIDED}`;
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
  return mdBlocks(
    `### ${number}. ${mdText(step.title)}`,
    mdText(aboutStep(report, step).join(' · ')),
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
    ...unit.attempts.flatMap((attempt) => attemptMarkdown(report, { step, unit, attempt })),
  ).trimEnd();
}

function attemptMarkdown(report: RunReport, tried: Tried): readonly string[] {
  const { unit, attempt } = tried;
  const exit = exitOf(attempt);
  const took = tookOf(attempt);
  const captured = capturedBy(attempt);
  const parts = [
    attemptText(unit, attempt),
    ...(exit === null ? [] : [attempt.finished?.signal == null ? `exit ${exit}` : `signal ${exit}`]),
    ...(took === null ? [] : [took]),
  ];
  const known = describeProvenance(report, unit, attempt).map((line) => `- ${mdText(line)}`);
  return [
    `Try ${attempt.number}, ${formatZonedTime(attempt.intendedAt)}: ${mdText(parts.join(', '))}`,
    known.join('\n'),
    mdCode(sentCommand(report.state, unit, attempt)),
    ...(captured === null ? [] : [`Captured ${mdText(captured)}`]),
    ...(['stdout', 'stderr'] as const).flatMap((stream) => outputMarkdown(report, tried, stream)),
  ];
}

function outputMarkdown(report: RunReport, tried: Tried, stream: Stream): readonly string[] {
  const told = outputOf(report, tried, { stream, hash: (hash) => `\`${hash}\`` });
  if (told === null) return [];
  if (told.text === null) return [`${told.label}. ${NOT_IN_LIBRARY}`];
  return [`${told.label}${told.cut === null ? '' : ` (${told.cut})`}`, mdCode(told.text, 'text')];
}
