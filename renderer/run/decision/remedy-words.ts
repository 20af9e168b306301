/** What may be done about a bad unit, in the order and in the words in which it is offered. */

import { type Backout, pointsPassed } from '#core/backout/backout.ts';
import { formatDoneIf } from '#core/plan/show.ts';
import type { Remedy, UnitRef } from '#core/run/events.ts';
import { noteNeeded, remediesFor } from '#core/run/may-answer.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import { plannedUnit, type RunState, stepOf, unitOf } from '#core/run/state.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { labelRemedy } from '#core/words/run/label-answer.ts';

export type Choice = Remedy | 'back-out';

export interface ChoiceWords {
  readonly choice: Choice;
  readonly label: string;
  readonly says: string;
}

export interface ChoiceGroup {
  /** Null where all choices stand together. */
  readonly title: string | null;
  readonly choices: readonly ChoiceWords[];
}

/** Backing out begins with stopping; the backout is then started on its own page. */
export function remedyOf(choice: Choice | null): Remedy {
  return choice === null || choice === 'back-out' ? 'stop' : choice;
}

const GROUPS: readonly { readonly title: string; readonly of: readonly Choice[] }[] = [
  { title: 'Find out', of: ['recheck', 'check'] },
  { title: 'Say how it ended, if you know', of: ['settle-done', 'settle-failed', 'settle-not-run'] },
  { title: 'Continue without knowing', of: ['retry', 'skip', 'exclude'] },
  { title: 'End the run', of: ['stop', 'back-out'] },
];

export function choicesFor(state: RunState, unit: UnitRef, backout: string): readonly ChoiceGroup[] {
  const offered: Choice[] = [...remediesFor(state, unit)];
  if (mayBackOut(state)) offered.push('back-out');
  const words = (choice: Choice): ChoiceWords => ({
    choice,
    label: labelOf(state, unit, choice),
    says: choice === 'back-out' ? backout : describeChoice(state, unit, choice),
  });
  const isUnknown = unitOf(state, unit)?.state === 'unknown';
  if (!isUnknown) return [{ title: null, choices: offered.map(words) }];
  return GROUPS.map(({ title, of }) => ({
    title,
    choices: offered.filter((choice) => of.includes(choice)).map(words),
  })).filter(({ choices }) => choices.length > 0);
}

function labelOf(state: RunState, unit: UnitRef, choice: Choice): string {
  if (choice === 'back-out') return 'Stop and back out';
  const label = labelRemedy(state, unit, choice);
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

function describeChoice(state: RunState, unit: UnitRef, choice: Remedy): string {
  switch (choice) {
    case 'recheck':
      return 'Reads once more what the step left on the host. Changes nothing there.';
    case 'check':
      return `Runs ${formatDoneIf(plannedUnit(state.plan, unit)) ?? 'it'}; it only reads, and its answer settles the outcome.`;
    case 'settle-done':
      return 'Counts as done, marked as settled by you. Needs a note.';
    case 'settle-failed':
      return 'Counts as failed; you are asked what to do about that. Needs a note.';
    case 'settle-not-run':
      return 'Counts as never started; you are asked what to do about that. Needs a note.';
    case 'retry':
      return describeRetryChoice(state, unit);
    case 'skip':
      return 'Continues as if it were not in the plan here. Needs a reason.';
    case 'exclude':
      return unit.host === null
        ? 'Leaves the step as it is and continues.'
        : `${unit.host} takes no further step of this run, until you include it again.`;
    case 'stop':
      return 'Ends the run here. Nothing is undone.';
  }
}

function describeRetryChoice(state: RunState, unit: UnitRef): string {
  if (unitOf(state, unit)?.state !== 'unknown') return 'Runs it once more, as a new attempt.';
  return stepOf(state.plan, unit.step).repeatable
    ? 'The plan says that it may be run twice.'
    : 'It may have run already, and may still be running. Needs a note that says why it may run twice.';
}

export interface ChoiceLook {
  /** On the button that carries it out. */
  readonly action: string;
  readonly noteLabel: string;
  readonly noteRequired: boolean;
}

export function lookOfChoice(state: RunState, unit: UnitRef, choice: Choice): ChoiceLook {
  const noteRequired = noteNeeded(state, unit, { to: 'unit', remedy: remedyOf(choice) }) !== null;
  return {
    action: choice === 'retry' && noteRequired ? 'Run it again' : ACTIONS[choice],
    noteLabel: (noteRequired ? NOTE_LABELS[choice] : null) ?? 'Note (optional)',
    noteRequired,
  };
}

const NOTE_LABELS: Partial<Record<Choice, string>> = {
  retry: 'Why it may run twice',
  skip: 'Reason for skipping',
  'settle-done': 'How do you know?',
  'settle-failed': 'How do you know?',
  'settle-not-run': 'How do you know?',
};

const ACTIONS: Readonly<Record<Choice, string>> = {
  retry: 'Retry now',
  skip: 'Skip this step here',
  exclude: 'Exclude and continue',
  stop: 'Stop the run',
  recheck: 'Look at the host again',
  check: "Run the step's own check",
  'settle-done': 'Settle as done',
  'settle-failed': 'Settle as failed',
  'settle-not-run': 'Settle as not run',
  'back-out': 'Stop and show the backout',
};

/** The cost of backing out, in a few sentences: points of no return first. */
export function describeBackoutChoice(backout: Backout): string {
  const { units, notUndone, estimate, before, after } = backout;
  const points = pointsPassed(backout).map(({ title }) => title);
  const passed = points.length === 0 ? '' : `Point of no return passed: ${formatNames(points, 3)}. `;
  const unsaid = notUndone.filter(({ kind }) => kind === 'unsaid').map(({ title }) => title);
  const lost = unsaid.length === 0 ? '' : ` ${describeUnsaid([...new Set(unsaid)])}`;
  if (units.length === 0)
    return `${passed}${passed === '' && lost === '' ? 'Nothing that needs undoing has run.' : 'There is nothing to undo.'}${lost}`;
  const around = before.length + after.length;
  const more = around === 0 ? '' : ` and ${formatCount(around, 'step')} before and after`;
  return `${passed}${formatCount(units.length, 'undo')}${more}, ${describeEstimate(estimate)}.${lost} You see the list before anything starts.`;
}

function describeUnsaid(titles: readonly string[]): string {
  return `${formatCount(titles.length, 'step')} cannot be undone, because the release does not say how: ${formatNames(titles, 3)}.`;
}
