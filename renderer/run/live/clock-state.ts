import type { StoreApi } from 'zustand';
import type { RunState } from '#core/run/state.ts';
import type { OpenRunStore } from './run-store.ts';

/** The state that the figures of the backout are read from: one for everybody who shows them, so that they never differ. */
export interface ClockState {
  /** Stays the same object until it is behind. */
  get(): RunState;
  subscribe(listener: () => void): () => void;
}

/** Reading it costs much, so it follows at most once in `everyMs`; at once where what is asked changes, since answers are given by it. */
export function createClockState(run: StoreApi<OpenRunStore>, everyMs = 1000): ClockState {
  const listeners = new Set<() => void>();
  let state: RunState | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stop: (() => void) | null = null;
  const catchUp = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const now = run.getState().view?.state ?? null;
    if (now === state) return;
    state = now;
    for (const listener of listeners) listener();
  };
  const hear = (): void => {
    const now = run.getState().view?.state ?? null;
    if (now === state) return;
    if (now?.questions !== state?.questions) catchUp();
    else timer ??= setTimeout(catchUp, everyMs);
  };
  return {
    get() {
      if (stop === null) state = run.getState().view?.state ?? null;
      if (state === null) throw new Error('the run is not open yet');
      return state;
    },
    subscribe(listener) {
      if (stop === null) {
        catchUp();
        stop = run.subscribe(hear);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
        if (timer !== null) clearTimeout(timer);
        timer = null;
      };
    },
  };
}
