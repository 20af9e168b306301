/** One step in the report of a run: what was sent, what came of it on every host, and what the host said. */

import type { PlannedStep } from '#core/plan/model.ts';
import type { Attempt, Unit } from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import { describeProvenance } from './describe-provenance.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import {
  aboutStep,
  capturedBy,
  exitOf,
  NOT_IN_LIBRARY,
  outputOf,
  type Tried,
  tookOf,
} from './run-report-attempts.ts';
import { plannedCommand, type RunReport, sentCommand, unitsOf, whyOf } from './run-report-model.ts';
import { attemptWord } from './run-report-summary.ts';
import { codeBlock, commandList, nameCell, numbered, type SheetRow, table } from './sheet.ts';
import { groupedHash, timeInRun } from './words.ts';

export function stepReport(report: RunReport, step: PlannedStep, number: number): Html {
  const units = unitsOf(report.state, step);
  const content = html`<p class="about">${aboutStep(report, step).join(' · ')}</p>
${commands(report, units)}
${unitTable(report, units)}
${units.map((unit) => outputs(report, step, unit))}`;
  return numbered({ number, title: step.title, content });
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
    exitOf(attempt) ?? '–',
    timeInRun(report.state, attempt.intendedAt),
    timeInRun(report.state, done?.at ?? null),
    tookOf(attempt) ?? '–',
    whyOf(unit, attempt),
  ];
  return { cells, notes: describeProvenance(report, unit, attempt) };
}

function outputs(report: RunReport, step: PlannedStep, unit: Unit): readonly HtmlValue[] {
  return unit.attempts.map((attempt) => {
    const captured = capturedBy(attempt);
    return [
      captured === null ? null : html`<p class="label">${where(unit, attempt)}: captured ${captured}</p>`,
      (['stdout', 'stderr'] as const).map((stream) => outputBlock(report, { step, unit, attempt }, stream)),
    ];
  });
}

function outputBlock(report: RunReport, tried: Tried, stream: Stream): Html | null {
  const told = outputOf(report, tried, { stream, hash: groupedHash });
  if (told === null) return null;
  const label = `${where(tried.unit, tried.attempt)}, ${told.label}`;
  if (told.text === null) return html`<p class="label">${label}</p><p class="small">${NOT_IN_LIBRARY}</p>`;
  return html`<p class="label">${label}${told.cut === null ? null : html`<span class="soft"> (${told.cut})</span>`}</p>${codeBlock(told.text, 'output')}`;
}

function where(unit: Unit, attempt: Attempt): string {
  const tries = unit.attempts.length > 1 ? `, try ${attempt.number}` : '';
  return `${unit.ref.host ?? 'Workstation'}${tries}`;
}
