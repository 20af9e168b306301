/** A run as `show --json` and `run --json` print it: its state and its backout clock at this moment. */
import type { Library } from '#adapters/sqlite/library.ts';
import { type BackoutClock, backoutClock, type ClockJson, clockJson } from '#core/run/clock.ts';
import type { RunState } from '#core/run/state.ts';
import { type RunJson, runJson } from '#core/run/view.ts';
import { undoHistory } from './undo-history.ts';

export interface ShownRun extends RunJson {
  /** Null for a backout, which is not backed out itself. */
  readonly clock: ClockJson | null;
}

/** Takes the state as read by `asRead`. */
export function showRun(
  library: Library,
  { state, held }: { readonly state: RunState; readonly held: boolean },
  now: Date,
): ShownRun {
  const clock = clockOf(library, state, now);
  const { hash } = library.head(state.header.run);
  return { ...runJson(state, held, hash), clock: clock && clockJson(clock) };
}

/** Null for a backout. */
export function clockOf(library: Library, state: RunState, now: Date): BackoutClock | null {
  if (state.header.undoes !== null) return null;
  return backoutClock({ state, history: undoHistory(library, state.header.releaseId), now });
}
