import type { PlannedStep } from '#core/plan/model.ts';
import { pointsPassed } from '#core/run/backout.ts';
import type { RunState } from '#core/run/state.ts';

export function passedPointsOfNoReturn(state: RunState): readonly PlannedStep[] {
  const passed = new Set(pointsPassed(state));
  return state.plan.steps.filter((step) => passed.has(step.id));
}

/** How long the run has been going, or took. */
export function elapsedMs(
  state: Pick<RunState, 'startedAt' | 'createdAt' | 'finishedAt'>,
  now: number,
): number {
  const end = state.finishedAt === null ? now : Date.parse(state.finishedAt);
  return Math.max(0, end - Date.parse(state.startedAt ?? state.createdAt));
}
