/** What a backout would do and what it would not, for a terminal. */

import type { BackedOut } from '#core/backout/backed-out.ts';
import { type Backout, type FrameLine, pointsPassed } from '#core/backout/backout.ts';
import type { BackoutClock } from '#core/backout/clock.ts';
import { type Concern, unacknowledged } from '#core/backout/concerns.ts';
import type { PlannedUnit } from '#core/plan/model.ts';
import { describeTask, formatDoneIf, formatShell } from '#core/plan/show.ts';
import { suggestsBackout } from '#core/run/may-back-out.ts';
import { type RunState, unitKey } from '#core/run/state.ts';
import { describeBackedOut } from '#core/words/backout/describe-backed-out.ts';
import { describeConcern } from '#core/words/backout/describe-concern.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import type { BackoutProgress } from '#operations/shown-run.ts';
import { indent, safe } from './terminal.ts';

/** Points of no return come first, then everything that is done, in order. `acknowledged`: keys of what options have named. */
export function describeBackout(
  backout: Backout,
  concerns: readonly Concern[],
  acknowledged: ReadonlySet<string> = new Set(),
): string {
  const { units, before, after, estimate } = backout;
  const isNamed = ({ key }: Concern) => acknowledged.has(key);
  const noReturns = concerns.filter(({ kind }) => kind === 'no-return');
  const others = concerns.filter(({ kind }) => kind !== 'no-return' && kind !== 'not-undone');
  const done = units.filter(({ struck }) => struck === null);
  const list =
    done.length === 0
      ? ['There is nothing to undo.\n']
      : [
          `It takes ${safe(describeEstimate(estimate))}. Would be done, in this order:\n`,
          ...section('Before the undo steps', before.map(describeFrame)),
          ...section('Would be undone, newest first', done.map(describeUndoLine)),
          ...section('After the undo steps', after.map(describeFrame)),
        ];
  return [
    ...section('Points of no return that were passed; the backout does not undo them', [
      ...points(backout),
      ...unacknowledged(noReturns, acknowledged).map(({ option }) => `Without a person: ${option}\n`),
      ...noReturns.filter(isNamed).map(({ option }) => `Acknowledged by ${option}\n`),
    ]),
    ...list,
    ...section('Ran, and has nothing to undo', describeStaying(backout, 'nothing')),
    ...section('Ran and cannot be undone: the release does not say how', describeStaying(backout, 'unsaid')),
    ...section('To be acknowledged', unacknowledged(others, acknowledged).map(concernLines)),
    ...section('Acknowledged by an option', others.filter(isNamed).map(acknowledgedLines)),
  ].join('');
}

function acknowledgedLines(concern: Concern): string {
  return `${safe(`${describeConcern(concern)}.`)}\n    ${concern.option}\n`;
}

/** A concern on lines of its own, with the option that names it. */
export function concernLines(concern: Concern): string {
  const { option } = concern;
  return `${safe(`${describeConcern(concern)}.`)}${option === null ? '' : `\n    Without a person: ${option}`}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:\n`, ...lines.map((line) => `  ${line}`)];
}

function points(backout: Backout): readonly string[] {
  return pointsPassed(backout).map(
    ({ step, title, hosts, because }) =>
      `${safe(title)} (${step}${hosts.length === 0 ? '' : ` on ${hosts.join(', ')}`})\n    ${indent(because)}\n`,
  );
}

function describeUndoLine(line: Backout['units'][number]): string {
  const { undo, begun, because } = line;
  const again = begun === null ? '' : `\n    Its undo was begun before, in ${begun.run}: ${begun.outcome}`;
  return `${describeTaskLine(unitKey(line), undo)}    ${because}${again}\n`;
}

function describeFrame(line: FrameLine): string {
  return describeTaskLine(unitKey(line), line.unit);
}

function describeTaskLine(where: string, { task, doneIf }: Pick<PlannedUnit, 'task' | 'doneIf'>): string {
  const shell = formatShell(task);
  const check = formatDoneIf({ doneIf: doneIf ?? null });
  const told = shell === null ? '' : ` (${safe(shell)})`;
  return `${where}${told}  ${indent(describeTask(task))}\n${check === null ? '' : `    done if: ${indent(check)}\n`}`;
}

function describeStaying({ notUndone }: Backout, kind: 'nothing' | 'unsaid'): readonly string[] {
  return notUndone
    .filter((line) => line.kind === kind)
    .map((line) => `${unitKey(line)}  ${indent(line.because)}\n`);
}

/** What has been backed out, and what backing out would take from here; nothing where nothing is to be decided. */
export function describeWayBack(state: RunState, { clock, backedOut }: BackoutProgress): string {
  const done = backedOut === null ? '' : backedOutLine(backedOut);
  if (
    !clock ||
    isNothingToDecide(clock) ||
    (state.outcome !== null && !suggestsBackout(state)) ||
    backedOut?.as === 'whole' ||
    (state.outcome === 'succeeded' && clock.decideBy === null)
  )
    return done;
  const decide =
    clock.decideBy === null
      ? ''
      : `; decide by ${formatZonedTime(clock.decideBy)}${clock.isLate ? ' (LATE)' : ''}`;
  const next = clock.noReturn === null ? '' : `; next point of no return: ${safe(clock.noReturn.title)}`;
  const { units, estimate } = clock.backout;
  const from =
    units.length === 0
      ? 'nothing to undo'
      : `backing out from here takes ${safe(describeEstimate(estimate))}`;
  return `${done}${from}${decide}${next}\n`;
}

/** Nothing that ran is undone by a backout, and none that may still run has to begin in time. */
function isNothingToDecide({ backout, noReturn }: BackoutClock): boolean {
  return backout.units.length === 0 && noReturn === null;
}

function backedOutLine(backedOut: BackedOut): string {
  return `${describeBackedOut(backedOut)} (${backedOut.by})\n`;
}
