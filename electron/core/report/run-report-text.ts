/** The report of a run as Markdown and as CSV. */

import type { PlannedStep } from '#core/plan/model.ts';
import { computeBackout } from '#core/run/backout.ts';
import { type Attempt, allUnits, stepOf, type Unit } from '#core/run/state.ts';
import { type CsvCell, renderCsv } from './csv.ts';
import { mdBlocks, mdCode, mdFacts, mdTable, mdText } from './markdown.ts';
import {
  decisionLines,
  EXCERPT_LINES,
  exceptions,
  lastLines,
  place,
  plannedCommand,
  type RunReport,
  reportTitle,
  sentCommand,
  unitsOf,
  verdictOf,
} from './run-report-model.ts';
import { MODE_MARK, STATE_WORDS, showBytes, showElapsed, showEnvironment, showTime } from './words.ts';

export function renderRunReportMarkdown(report: RunReport): string {
  const { state } = report;
  const verdict = verdictOf(report);
  const mark = MODE_MARK[state.header.mode];
  return mdBlocks(
    `# ${mdText(reportTitle(report))}`,
    mark === null ? null : `> **${mark.words}**`,
    `**${mdText(verdict.word)}.** ${mdText(verdict.sentence)}`,
    facts(report),
    attention(report),
    decisionTable(report),
    preflightTable(report),
    notUndone(report),
    '## Steps',
    ...state.plan.steps.map((step, i) => stepMarkdown(report, step, i + 1)),
  );
}

function facts({ state, head, backouts, printedAt }: RunReport): string {
  const { header } = state;
  return mdFacts([
    ['Run', header.run],
    ['Release', `${header.releaseName} ${header.version} (${header.releaseId})`],
    ['Revision', header.revision],
    ['Plan', header.plan],
    ['Environment', showEnvironment(header.environment, header.environmentKind)],
    ['Limited to', header.limit],
    [
      'Values',
      Object.entries(header.vars)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', '),
    ],
    ['Mode', header.mode],
    ['Operator', header.operator],
    ['Started', state.startedAt === null ? 'It did not start' : showTime(state.startedAt)],
    ['Ended', state.finishedAt === null ? 'No end is recorded' : showTime(state.finishedAt)],
    ['Backs out', header.undoes],
    ['Backed out by', backouts.join(', ')],
    [`Head of the log at event ${state.seq}`, head],
    ['Holdpoint', header.app],
    ['Printed', showTime(printedAt)],
  ]);
}

function attention({ state }: RunReport): string | null {
  const rows = exceptions(state).map((unit) => [
    stepOf(state.plan, unit.ref.step).title,
    unit.ref.host ?? '–',
    STATE_WORDS[unit.state],
    unit.reason ?? '',
  ]);
  return rows.length === 0 ? null : `## Not as planned\n\n${mdTable(['Step', 'Host', 'State', 'Why'], rows)}`;
}

function decisionTable(report: RunReport): string | null {
  const rows = decisionLines(report).map((line) => [
    String(line.seq),
    showTime(line.at),
    line.by,
    line.what,
    [line.about, ...line.items.map((item) => `[x] ${item}`)].join('; '),
    line.note ?? '',
  ]);
  if (rows.length === 0) return null;
  return `## Decisions\n\n${mdTable(['Event', 'Time', 'Person', 'Decision', 'About', 'Note'], rows)}`;
}

function preflightTable({ state }: RunReport): string | null {
  if (state.preflight === null) return null;
  const { passed, at, hosts, problems } = state.preflight;
  const rows = hosts.map((host) => [
    host.host,
    host.hostKey ?? 'not seen',
    host.clockOffsetMs === null ? '–' : `${host.clockOffsetMs} ms`,
    host.freeBytes === null ? '–' : showBytes(host.freeBytes),
    host.problems.length === 0 ? 'fit to run' : host.problems.map((problem) => problem.message).join('; '),
  ]);
  return mdBlocks(
    '## Preflight',
    `${passed ? 'Passed' : 'Not passed'}, ${showTime(at)}.`,
    problems.map((problem) => `- ${mdText(problem.message)}`).join('\n'),
    rows.length === 0 ? null : mdTable(['Host', 'Host key', 'Clock', 'Free', 'Finding'], rows),
  ).trimEnd();
}

function notUndone({ state }: RunReport): string | null {
  const rows = computeBackout(state).notUndone.map((line) => [
    line.title,
    place(line.step, line.host),
    line.because,
  ]);
  return rows.length === 0
    ? null
    : `## What cannot be taken back\n\n${mdTable(['Step', 'Where', 'Because'], rows)}`;
}

function stepMarkdown(report: RunReport, step: PlannedStep, number: number): string {
  const units = unitsOf(report.state, step);
  return mdBlocks(
    `### ${number}. ${mdText(step.title)}`,
    mdText([step.id, step.phase.title, step.kind, step.sentence].filter((part) => part !== null).join(' · ')),
    ...units.map((unit) => unitMarkdown(report, step, unit)),
  ).trimEnd();
}

function unitMarkdown(report: RunReport, step: PlannedStep, unit: Unit): string {
  const name = unit.ref.host ?? 'Workstation';
  const reason = unit.reason === null ? '' : `: ${mdText(unit.reason)}`;
  const head = `**${mdText(name)}:** ${STATE_WORDS[unit.state]}${reason}`;
  if (unit.attempts.length === 0) return mdBlocks(head, mdCode(plannedCommand(report.state, unit))).trimEnd();
  return mdBlocks(
    head,
    ...unit.attempts.flatMap((attempt) => attemptMarkdown(report, step, { unit, attempt })),
  ).trimEnd();
}

type Tried = { readonly unit: Unit; readonly attempt: Attempt };

function attemptMarkdown(report: RunReport, step: PlannedStep, { unit, attempt }: Tried): readonly string[] {
  const done = attempt.finished;
  const outcome = done === null ? 'no outcome seen' : STATE_WORDS[done.outcome];
  const exit = done?.exit === null || done === null ? '' : `, exit ${done.exit}`;
  const took = done === null || done.outcome === 'unknown' ? '' : `, ${showElapsed(done.durationMs)}`;
  return [
    `Try ${attempt.number}, ${showTime(attempt.intendedAt)}: ${outcome}${exit}${took}`,
    mdCode(sentCommand(report.state, unit, attempt)),
    ...(['stdout', 'stderr'] as const).flatMap((stream) =>
      outputMarkdown(report, step, { unit, attempt, stream }),
    ),
  ];
}

function outputMarkdown(
  report: RunReport,
  step: PlannedStep,
  at: Tried & { readonly stream: 'stdout' | 'stderr' },
): readonly string[] {
  const digest = at.attempt.finished?.[at.stream];
  if (digest === undefined || digest.bytes === 0) return [];
  const lines = step.evidence ? 'whole' : EXCERPT_LINES;
  const text = report.output({ ...at.unit.ref, attempt: at.attempt.number, stream: at.stream, lines });
  const label = `${at.stream}: ${showBytes(digest.bytes)}, SHA-256 \`${digest.sha256}\``;
  if (text === null) return [`${label} (the bytes are not in this library)`];
  const shown = lines === 'whole' ? { text, cut: false } : lastLines(text, lines);
  return [`${label}${shown.cut ? ` (its last ${EXCERPT_LINES} lines)` : ''}`, mdCode(shown.text, 'text')];
}

const COLUMNS = [
  'run',
  'mode',
  'step',
  'title',
  'host',
  'state',
  'attempt',
  'outcome',
  'exit',
  'signal',
  'began',
  'ended',
  'durationMs',
  'stdoutBytes',
  'stdoutSha256',
  'stderrBytes',
  'stderrSha256',
  'reason',
  'command',
] as const;

/** One row per attempt; a unit without one has a row of its own. */
export function renderRunReportCsv(report: RunReport): string {
  const rows = [...allUnits(report.state)].flatMap((unit) =>
    unit.attempts.length === 0
      ? [csvRow(report, unit, null)]
      : unit.attempts.map((a) => csvRow(report, unit, a)),
  );
  return renderCsv([COLUMNS, ...rows]);
}

function csvRow({ state }: RunReport, unit: Unit, attempt: Attempt | null): readonly CsvCell[] {
  const done = attempt?.finished ?? null;
  return [
    state.header.run,
    state.header.mode,
    unit.ref.step,
    stepOf(state.plan, unit.ref.step).title,
    unit.ref.host,
    unit.state,
    attempt?.number ?? 0,
    done?.outcome ?? null,
    done?.exit ?? null,
    done?.signal ?? null,
    attempt?.intendedAt ?? null,
    done?.at ?? null,
    done?.durationMs ?? null,
    done?.stdout.bytes ?? null,
    done?.stdout.sha256 ?? null,
    done?.stderr.bytes ?? null,
    done?.stderr.sha256 ?? null,
    done?.reason ?? unit.reason,
    attempt === null ? plannedCommand(state, unit) : sentCommand(state, unit, attempt),
  ];
}
