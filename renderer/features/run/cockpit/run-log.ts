/** Events as they reach the page → the state of the run, in order and each once, whatever the order of arrival. */
import type { Plan } from '#core/plan/model.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { foldRun, transition } from '#core/run/transition.ts';
import { NO_SIGHT, type Sight, watch } from './sight.ts';

export interface RunLog {
  readonly state: RunState;
  readonly sight: Sight;
  /** Arrived before the ones that come first. */
  readonly early: readonly RunEvent[];
}

export function openLog(plan: Plan, events: readonly RunEvent[]): RunLog {
  const ordered = inOrder(events);
  return { state: foldRun(plan, ordered), sight: ordered.reduce(watch, NO_SIGHT), early: [] };
}

/** Applies what follows without a gap and keeps the rest for when the gap is filled. */
export function follow(log: RunLog, events: readonly RunEvent[]): RunLog {
  let { state, sight } = log;
  const early: RunEvent[] = [];
  for (const event of inOrder([...log.early, ...events])) {
    if (event.seq === state.seq + 1) {
      state = transition(state, event);
      sight = watch(sight, event);
    } else if (event.seq > state.seq) early.push(event);
  }
  return { state, sight, early };
}

export function hasGap(log: RunLog): boolean {
  return log.early.length > 0;
}

function inOrder(events: readonly RunEvent[]): readonly RunEvent[] {
  return [...events].sort((a, b) => a.seq - b.seq);
}
