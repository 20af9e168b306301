/** What is shown after a run was resumed: what became of the attempts that nobody was watching. */

import { describeBadOutcome, describeReason, describeWhy } from '../words/describe-reason.ts';
import type { UnitRef } from './events.ts';
import { type RunState, unitOf, unobservedBecause } from './state.ts';

export type Found = 'adopted' | 'running' | 'never-started' | 'unknown' | 'searching';

export interface RecoveryLine extends UnitRef {
  readonly found: Found;
  /** In words, for a person. */
  readonly says: string;
}

/** One line for each unit that was running when the run was taken up last. Empty when nothing was. */
export function recoveryOf(state: RunState): readonly RecoveryLine[] {
  const { resumed } = state;
  return resumed === null ? [] : resumed.inFlight.map((ref) => lineOf(state, ref, resumed.seq));
}

function lineOf(state: RunState, { step, host }: UnitRef, resumedAt: number): RecoveryLine {
  const ref = { step, host };
  const attempt = unitOf(state, ref)?.attempts.findLast(({ seq }) => seq < resumedAt);
  if (!attempt) return { ...ref, found: 'unknown', says: 'Nothing is known of it' };
  const because = unobservedBecause(attempt);
  if (because !== null) return { ...ref, found: 'searching', says: describeReason(because) };
  if (!attempt.finished) return { ...ref, found: 'running', says: describeRunning(attempt.pid) };
  const { settled } = attempt;
  if (settled)
    return {
      ...ref,
      found: settled.as === 'not-run' ? 'never-started' : 'adopted',
      says: describeReason(settled.reason),
    };
  const { outcome, reason, again } = attempt.finished;
  if (outcome === 'unknown')
    return { ...ref, found: 'unknown', says: describeWhy(reason) || 'Nobody saw its outcome' };
  if (outcome === 'unreachable' || again)
    return { ...ref, found: 'never-started', says: describeWhy(reason) || 'It never started' };
  return {
    ...ref,
    found: 'adopted',
    says:
      outcome === 'ok' ? 'It ended well while nobody was watching' : describeBadOutcome({ outcome, reason }),
  };
}

function describeRunning(pid: number | null): string {
  return `It still runs${pid === null ? '' : `, pid ${pid}`}; its output continues here`;
}
