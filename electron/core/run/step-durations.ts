/** How long steps took in a run. */
import type { UndoHistory } from '#core/backout/time.ts';
import type { StepId } from '#core/release/model.ts';
import { isByPeople } from '#core/release/step-kinds.ts';
import { allUnits, lastAttempt, type RunState, stepOf } from './state.ts';

/**
 * By step, the longest that a unit of it took in a run, every try counted. How long people took says little about the next
 * time, and what was settled or recorded from paper was not measured.
 */
export function stepDurations(run: RunState): UndoHistory {
  const longest = new Map<StepId, number>();
  for (const unit of allUnits(run)) {
    const last = lastAttempt(unit);
    const isSeen = last?.finished?.outcome === 'ok' && !last.onPaper;
    if (!isSeen || isByPeople(stepOf(run.plan, unit.ref.step).kind)) continue;
    const ms = unit.attempts.reduce((sum, { finished }) => sum + (finished?.durationMs ?? 0), 0);
    longest.set(unit.ref.step, Math.max(longest.get(unit.ref.step) ?? 0, ms));
  }
  return longest;
}
