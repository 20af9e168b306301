/** How a unit is said and marked on the page: its state, and what else must be known of it. */

import type { RunState, Settlement, Unit } from '#core/run/state.ts';
import { IN_FLIGHT, isUnobserved, lastAttempt, unitKey } from '#core/run/state.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { describeLeftBehind } from '#core/words/run/describe-left-behind.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { labelUnitState } from '#core/words/run/label-unit-state.ts';
import type { LookName } from '#ui/state/state-look.ts';
import { type Heard, observedUntil } from '../live/heard.ts';
import { attemptKey } from '../live/run-store.ts';

export interface UnitLook {
  readonly state: LookName;
  readonly word: string;
}

export function lookOfUnit(
  state: Pick<RunState, 'searching' | 'rechecks' | 'questions' | 'outcome'>,
  unit: Unit,
): UnitLook {
  if (isUnobserved(unit)) {
    const look = state.searching.has(unitKey(unit.ref)) ? 'reconnecting' : 'connection lost';
    return { state: look, word: look };
  }
  const word = labelUnitState(unit.state, state.outcome);
  if (state.rechecks.has(unitKey(unit.ref))) return { state: 'reconnecting', word };
  const asked = unit.state === 'waiting' && isAsked(state, unit);
  return { state: asked ? 'needs you' : unit.state, word };
}

function isAsked(state: Pick<RunState, 'questions'>, { ref }: Unit): boolean {
  const key = unitKey(ref);
  return [...state.questions.values()].some(
    ({ question }) => question.about !== 'batch' && unitKey(question.unit) === key,
  );
}

/** Why nobody sees the attempt, since when, and what is done about it; null while it is watched or finished. */
export function describeUnobserved(
  { searching, heard }: Pick<RunState, 'searching'> & { readonly heard: Heard },
  unit: Unit,
): string | null {
  const since = observedUntil(unit, heard);
  const because = isUnobserved(unit) ? lastAttempt(unit)?.unobserved?.reason : undefined;
  if (since === null || because === undefined) return null;
  const when = ` since ${formatMoment(since)}`;
  return searching.has(unitKey(unit.ref))
    ? `Connection lost${when}: ${describeReason(because)}. Reconnecting… the command may still be running.`
    : `Connection lost${when}: ${describeReason(because)}. Holdpoint tries again; the command may still be running.`;
}

export type MarkName = 'adopted' | 'on paper' | 'settled' | 'left processes';

export interface UnitMark {
  readonly name: MarkName;
  /** Short, for beside a state. */
  readonly word: string;
  readonly says: string;
}

/** What must be known of the unit's last attempt besides its state. */
export function marksOf(unit: Unit): readonly UnitMark[] {
  const attempt = lastAttempt(unit);
  if (!attempt) return [];
  const { settled, onPaper, finished } = attempt;
  return [
    ...(onPaper ? [ON_PAPER] : []),
    ...(settled ? [{ name: 'settled', word: 'settled', says: describeSettled(settled) } as const] : []),
    ...(finished?.adopted ? [ADOPTED] : []),
    ...(finished?.leftBehind ? [{ ...LEFT_BEHIND, says: describeLeftBehind(attempt) }] : []),
  ];
}

const ON_PAPER: UnitMark = {
  name: 'on paper',
  word: 'on paper',
  says: 'Done on paper and recorded afterwards',
};
const ADOPTED: UnitMark = {
  name: 'adopted',
  word: 'adopted',
  says: "Nobody was watching when it ended; the outcome is the one in the host's record",
};
const LEFT_BEHIND = { name: 'left processes', word: 'left processes' } as const;

/** How an unknown outcome came to be known. */
export function describeSettled({ at, reason }: Settlement): string {
  return `Its outcome was unknown. ${describeReason(reason)} (${formatMoment(at)})`;
}

/** Since when a running attempt has printed nothing, and what it printed last; null while it prints or is not watched. */
export function quietOf(
  unit: Unit,
  noisy: ReadonlySet<string>,
): { readonly sinceMs: number; readonly lastLine: string } | null {
  const attempt = lastAttempt(unit);
  if (!attempt?.quiet || !IN_FLIGHT.has(unit.state) || isUnobserved(unit)) return null;
  if (noisy.has(attemptKey(unit.ref, attempt.number))) return null;
  const { at, quietMs, lastLine } = attempt.quiet;
  return { sinceMs: Date.parse(at) - quietMs, lastLine };
}
