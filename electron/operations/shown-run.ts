/** A run as `show --json` and `run --json` print it: its state and its backout clock at this moment. */
import type { Library } from '#adapters/sqlite/library.ts';
import { type BackedOut, backedOutOf } from '#core/backout/backed-out.ts';
import { computeBackout } from '#core/backout/backout.ts';
import { type BackoutClock, backoutClock, type ClockJson, clockJson } from '#core/backout/clock.ts';
import { undoneSince } from '#core/backout/earlier-backouts.ts';
import type { Evidence } from '#core/run/evidence.ts';
import { type RunSchedule, scheduleOf } from '#core/run/schedule.ts';
import type { RunState } from '#core/run/state.ts';
import { type RunJson, type RunView, runJson } from '#core/run/view.ts';
import type { ChoiceCosts } from '#core/words/run/describe-choice.ts';
import { backoutsOfDeployment } from './deployment-runs.ts';
import { stepHistory } from './step-history.ts';
import { undoHistory } from './undo-history.ts';

export interface ShownRun extends RunJson {
  /** Null for a backout, which is not backed out itself. */
  readonly clock: ClockJson | null;
  /** How long it goes, and when it is expected to end. */
  readonly schedule: RunSchedule;
  /** How far it has been backed out; null where no backout of it has been started. */
  readonly backedOut: BackedOut | null;
  /** Whether the log, the plan and the release's text are those that were recorded. */
  readonly evidence: Evidence;
}

export function showRun(
  library: Library,
  view: RunView & { readonly evidence: Evidence },
  now: Date,
): ShownRun {
  const { evidence } = view;
  const { clock, backedOut } = backoutProgressOf(library, view.state, now);
  return {
    ...runJson(view),
    clock: clock && clockJson(clock),
    schedule: scheduleAt(library, view.state, now),
    backedOut,
    evidence,
  };
}

/** How long the run goes, and when it is expected to end, by what its steps took before. */
export function scheduleAt(library: Library, state: RunState, now: Date): RunSchedule {
  return scheduleOf(state, { history: stepHistory(library, state.header), now });
}

export interface BackoutProgress {
  readonly clock: BackoutClock | null;
  readonly backedOut: BackedOut | null;
}

/** What backing the run out would take at this moment, and what has been done of it; nothing for a backout. */
export function backoutProgressOf(library: Library, state: RunState, now: Date): BackoutProgress {
  if (state.header.undoes !== null) return { clock: null, backedOut: null };
  const backouts = backoutsOfDeployment(library, state.header);
  const history = undoHistory(library, state.header.releaseId);
  return {
    clock: backoutClock({ state, history, now, earlier: undoneSince(state, backouts) }),
    backedOut: backedOutOf(state, backouts),
  };
}

/** What its choices cost a person who is asked at this moment. */
export function choiceCosts(library: Library, state: RunState, now: Date): ChoiceCosts {
  const { clock } = backoutProgressOf(library, state, now);
  return { backout: clock?.backout ?? computeBackout(state), history: stepHistory(library, state.header) };
}
