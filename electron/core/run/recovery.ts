/** What is shown after a run was resumed: what became of the attempts that nobody was watching. */

import type { Outcome, UnitRef } from './events.ts';
import type { Reason } from './reasons.ts';
import { type RunState, unitOf, unobservedBecause } from './state.ts';

export type FoundAs = 'adopted' | 'running' | 'never-started' | 'unknown' | 'searching';

/** What was found of one of them; `describeFound` says it. */
export type RecoveryLine = UnitRef &
  (
    | { readonly found: 'running'; readonly pid: number | null }
    | { readonly found: 'adopted'; readonly outcome: Outcome; readonly reason: Reason | null }
    /** `isKnown`: there was an attempt. */
    | { readonly found: 'unknown'; readonly reason: Reason | null; readonly isKnown: boolean }
    | { readonly found: 'never-started'; readonly reason: Reason | null }
    | { readonly found: 'searching'; readonly reason: Reason }
  );

/** One line for each unit that was running when the run was resumed last. Empty when nothing was. */
export function recoveryOf(state: RunState): readonly RecoveryLine[] {
  const { resumed } = state;
  return resumed === null ? [] : resumed.inFlight.map((ref) => lineOf(state, ref, resumed.seq));
}

function lineOf(state: RunState, { step, host }: UnitRef, resumedAt: number): RecoveryLine {
  const ref = { step, host };
  const attempt = unitOf(state, ref)?.attempts.findLast(({ seq }) => seq < resumedAt);
  if (!attempt) return { ...ref, found: 'unknown', reason: null, isKnown: false };
  const because = unobservedBecause(attempt);
  if (because !== null) return { ...ref, found: 'searching', reason: because };
  if (!attempt.finished) return { ...ref, found: 'running', pid: attempt.pid };
  const { outcome, reason, again } = attempt.finished;
  const { settled } = attempt;
  if (settled)
    return settled.as === 'not-run'
      ? { ...ref, found: 'never-started', reason: settled.reason }
      : { ...ref, found: 'adopted', outcome, reason: settled.reason };
  if (outcome === 'unknown') return { ...ref, found: 'unknown', reason, isKnown: true };
  if (outcome === 'unreachable' || again) return { ...ref, found: 'never-started', reason };
  return { ...ref, found: 'adopted', outcome, reason: outcome === 'ok' ? null : reason };
}
