import type { PlannedStep } from '#core/plan/model.ts';
import { computeBackout, pointsPassed } from '#core/run/backout.ts';
import { allUnits, type RunState } from '#core/run/state.ts';

/** The first step ahead that cannot be taken back; null where there is none. */
export function nextPointOfNoReturn(state: RunState): PlannedStep | null {
  const begun = new Set<string>();
  for (const unit of allUnits(state)) if (unit.attempts.length > 0) begun.add(unit.ref.step);
  return state.plan.steps.find((step) => step.noUndo?.kind === 'no-return' && !begun.has(step.id)) ?? null;
}

export function passedPointsOfNoReturn(state: RunState): readonly PlannedStep[] {
  const passed = new Set(pointsPassed(state));
  return state.plan.steps.filter((step) => passed.has(step.id));
}

/** How long the run has been going, or took. */
export function elapsedMs(state: RunState, now: number): number {
  const end = state.finishedAt === null ? now : Date.parse(state.finishedAt);
  return Math.max(0, end - Date.parse(state.startedAt ?? state.createdAt));
}

/** A run that changed something, and is no backout itself, can be backed out. */
export function canBackOut({ header, outcome }: RunState): boolean {
  return header.plan !== 'backout' && header.mode !== 'check' && outcome !== 'refused';
}

/** The last moment, in ms since 1970, at which a backout would still end within the window; null without a window. */
export function latestDecision(state: RunState): number | null {
  const { window, plan } = state.header;
  if (!window || plan === 'backout') return null;
  return Date.parse(window.closes) - window.marginMs - computeBackout(state).estimate.ms;
}
