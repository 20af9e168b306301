/** What each choice about a bad unit will do and cost, and how long a step takes that waits: the same in the app and at the terminal. */
import { type Backout, pointsPassed } from '#core/backout/backout.ts';
import { formatDoneIf } from '#core/plan/show.ts';
import type { Question, Remedy, UnitRef } from '#core/run/events.ts';
import { remediesFor } from '#core/run/may-answer.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import { expectedMs, type StepHistory } from '#core/run/schedule.ts';
import { plannedUnit, type RunState, stepOf, unitOf } from '#core/run/state.ts';
import { describeEstimate } from '../backout/describe-estimate.ts';
import { formatCount, formatNames } from '../figures/format-count.ts';
import { formatEstimate } from '../figures/format-duration.ts';
import { labelRemedy } from './label-answer.ts';

/** Backing out begins with stopping; the backout is a run of its own. */
export type Choice = Remedy | 'back-out';

/** What was seen of earlier runs, and what a backout would do from here. */
export interface ChoiceCosts {
  readonly backout: Backout;
  readonly history: StepHistory;
}

/** In the order in which they are offered. */
export function choicesOf(state: RunState, unit: UnitRef): readonly Choice[] {
  const remedies = remediesFor(state, unit);
  return mayBackOut(state) ? [...remedies, 'back-out'] : remedies;
}

export function labelChoice(state: RunState, unit: UnitRef, choice: Choice): string {
  return choice === 'back-out' ? 'stop and back out' : labelRemedy(state, unit, choice);
}

export function describeChoice(
  state: RunState,
  unit: UnitRef,
  { choice, costs }: { readonly choice: Choice; readonly costs: ChoiceCosts },
): string {
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
      return `${describeRetryChoice(state, unit)}${takesOf(state, unit, costs.history)}`;
    case 'skip':
      return 'Continues as if it were not in the plan here. Needs a reason.';
    case 'exclude':
      return unit.host === null
        ? 'Leaves the step as it is and continues.'
        : `${unit.host} takes no further step of this run, until you include it again.`;
    case 'stop':
      return 'Ends the run here. Nothing is undone.';
    case 'back-out':
      return describeBackoutChoice(costs.backout);
  }
}

function describeRetryChoice(state: RunState, unit: UnitRef): string {
  if (unitOf(state, unit)?.state !== 'unknown') return 'Runs it once more, as a new attempt.';
  return stepOf(state.plan, unit.step).repeatable
    ? 'The plan says that it may be run twice.'
    : 'It may have run already, and may still be running. Needs a note that says why it may run twice.';
}

function takesOf({ plan }: RunState, { step }: UnitRef, history: StepHistory): string {
  const ms = expectedMs(stepOf(plan, step), history);
  return ms === null ? '' : ` It takes ${formatEstimate(ms)}.`;
}

/** How long the hosts of a step that waits for a yes take together; null where nobody knows. */
export function describeStepTakes(
  { plan }: RunState,
  { unit, hosts }: Extract<Question, { about: 'step' }>,
  history: StepHistory,
): string | null {
  const step = stepOf(plan, unit.step);
  const ms = expectedMs(step, history);
  const rounds = Math.ceil(Math.max(1, hosts.length) / Math.max(1, step.parallel));
  return ms === null ? null : `It takes ${formatEstimate(ms * rounds)}`;
}

/** The cost of backing out, in a few sentences: points of no return first. */
function describeBackoutChoice(backout: Backout): string {
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
