/** One step in the report of a run: what was sent, what came of it on every host, and what the host said. */

import type { PlannedStep } from '#core/plan/model.ts';
import { formatShell } from '#core/plan/show.ts';
import type { OutputDigest } from '#core/run/events.ts';
import type { Attempt, Unit } from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { describeOutput } from '#core/words/describe-output.ts';
import { describeWhy } from '#core/words/describe-reason.ts';
import { formatCount } from '#core/words/format-count.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import { formatZonedTime } from '#core/words/format-time.ts';
import { labelSignal } from '#core/words/label-signal.ts';
import { describeProvenance, labelGuarantee } from './describe-provenance.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import {
  EXCERPT_LINES,
  lastLines,
  plannedCommand,
  type RunReport,
  sentCommand,
  unitsOf,
  whyOf,
} from './run-report-model.ts';
import { attemptWord } from './run-report-summary.ts';
import { codeBlock, commandList, nameCell, numbered, type SheetRow, table } from './sheet.ts';
import { groupedHash, timeInRun } from './words.ts';

export function stepReport(report: RunReport, step: PlannedStep, number: number): Html {
  const units = unitsOf(report.state, step);
  const content = html`<p class="about">${about(report, step)}</p>
${commands(report, units)}
${unitTable(report, units)}
${units.map((unit) => outputs(report, step, unit))}`;
  return numbered({ number, title: step.title, content });
}

function about(report: RunReport, step: PlannedStep): string {
  const first = step.units[0];
  const shell = first === undefined ? null : formatShell(first.task);
  const guarantees = [
    ...new Set(unitsOf(report.state, step).map((unit) => labelGuarantee(report.state, unit))),
  ];
  const parts = [step.id, step.phase.title, step.kind, step.owner, step.sentence, shell, ...guarantees];
  const began = unitsOf(report.state, step)[0]?.attempts[0]?.intendedAt ?? null;
  const when = began === null ? 'not begun' : `begun ${formatZonedTime(began)}`;
  return [...parts.filter((part) => part !== null), when].join(' · ');
}

type Sending = 'sent' | 'asked' | 'on-paper' | 'planned';

interface Sent {
  readonly unit: Unit;
  /** Where nothing was sent, the command is the plan's. */
  readonly how: Sending;
  readonly command: string;
}

/** Each different command once, with the hosts and attempts it was sent to. */
function commands(report: RunReport, units: readonly Unit[]): HtmlValue {
  const groups = new Map<string, Sent[]>();
  for (const sent of units.flatMap((unit) => sentBy(report, unit))) {
    const key = `${sent.how}\n${sent.command}`;
    groups.set(key, [...(groups.get(key) ?? []), sent]);
  }
  const labelled = [...groups.values()].map((group) => ({
    label: sentTo(group, groups.size > 1),
    text: group[0]?.command ?? '',
  }));
  return commandList(labelled.filter(({ text }) => text !== ''));
}

function sentBy(report: RunReport, unit: Unit): readonly Sent[] {
  if (unit.attempts.length === 0)
    return [{ unit, how: 'planned', command: plannedCommand(report.state, unit) }];
  return unit.attempts.map((attempt) => ({
    unit,
    how: attempt.onPaper ? 'on-paper' : attempt.command === '' ? 'asked' : 'sent',
    command: sentCommand(report.state, unit, attempt),
  }));
}

const SENDING_WORDS: Readonly<Record<Sending, readonly [where: string, alone: string]>> = {
  sent: ['As sent to', 'As sent'],
  asked: ['Asked of a person for', 'Asked of a person'],
  'on-paper': ['Done on paper, not sent, at', 'Done on paper'],
  planned: ['Planned, not sent to', 'Planned, not sent'],
};

function sentTo(group: readonly Sent[], several: boolean): string {
  const [where, alone] = SENDING_WORDS[group[0]?.how ?? 'planned'];
  const hosts = [...new Set(group.flatMap((sent) => sent.unit.ref.host ?? []))];
  if (hosts.length === 0) return alone;
  return several || hosts.length === 1
    ? `${where} ${hosts.join(', ')}`
    : `${alone}, the same to ${formatCount(hosts.length, 'host')}`;
}

function unitTable(report: RunReport, units: readonly Unit[]): Html {
  const rows = units.flatMap((unit) =>
    unit.attempts.length === 0
      ? [idleRow(report, unit)]
      : unit.attempts.map((a) => attemptRow(report, unit, a)),
  );
  return table(['Host', '#Try', 'State', '#Exit', '#Began', '#Ended', '#Took', 'Why'], rows);
}

function idleRow({ state }: RunReport, unit: Unit): SheetRow {
  const word = attemptWord(state, unit, null);
  return [html`<b>${nameCell(unit.ref.host)}</b>`, '–', word, '–', '–', '–', '–', describeWhy(unit.reason)];
}

function attemptRow(report: RunReport, unit: Unit, attempt: Attempt): SheetRow {
  const done = attempt.finished;
  const cells = [
    html`<b>${nameCell(unit.ref.host)}</b>`,
    attempt.number,
    attemptWord(report.state, unit, attempt),
    exitOf(attempt),
    timeInRun(report.state, attempt.intendedAt),
    timeInRun(report.state, done?.at ?? null),
    done === null || done.outcome === 'unknown' || attempt.onPaper ? '–' : formatDuration(done.durationMs),
    whyOf(unit, attempt),
  ];
  return { cells, notes: describeProvenance(report, unit, attempt) };
}

function exitOf({ finished }: Attempt): string {
  if (finished === null) return '–';
  if (finished.signal !== null) return labelSignal(finished.signal);
  return finished.exit === null ? '–' : String(finished.exit);
}

function outputs(report: RunReport, step: PlannedStep, unit: Unit): readonly HtmlValue[] {
  const captures = (attempt: Attempt) => Object.entries(attempt.finished?.captured ?? {});
  return unit.attempts.map((attempt) => [
    captures(attempt).length === 0
      ? null
      : html`<p class="label">${where(unit, attempt)}: captured ${captures(attempt)
          .map(([name, value]) => `${name} = ${value}`)
          .join(', ')}</p>`,
    outputOf(report, { step, unit, attempt }, 'stdout'),
    outputOf(report, { step, unit, attempt }, 'stderr'),
  ]);
}

interface Place {
  readonly step: PlannedStep;
  readonly unit: Unit;
  readonly attempt: Attempt;
}

function outputOf(report: RunReport, at: Place, stream: Stream): Html | null {
  const { step, unit, attempt } = at;
  const digest: OutputDigest | null = attempt.finished?.[stream] ?? null;
  if (digest !== null && digest.bytes === 0 && attempt.finished?.outcome !== 'unknown') return null;
  const lines = step.evidence ? 'whole' : EXCERPT_LINES;
  const text = report.output({ ...unit.ref, attempt: attempt.number, stream, lines });
  if (digest === null || digest.bytes === 0)
    return text === null || text === ''
      ? null
      : outputBlock(`${where(unit, attempt)}, ${stream}, as far as it was seen`, text, lines);
  const label = `${where(unit, attempt)}, ${stream}: ${describeOutput(digest, groupedHash)}`;
  if (text === null)
    return html`<p class="label">${label}</p><p class="small">The bytes are not in this library.</p>`;
  return outputBlock(label, text, lines);
}

function outputBlock(label: string, text: string, lines: number | 'whole'): Html {
  const shown = lines === 'whole' ? { text, cut: false } : lastLines(text, lines);
  return html`<p class="label">${label}${shown.cut ? html`<span class="soft"> (its last ${EXCERPT_LINES} lines)</span>` : null}</p>${codeBlock(shown.text, 'output')}`;
}

function where(unit: Unit, attempt: Attempt): string {
  const tries = unit.attempts.length > 1 ? `, try ${attempt.number}` : '';
  return `${unit.ref.host ?? 'Workstation'}${tries}`;
}
