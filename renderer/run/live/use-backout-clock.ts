import { useMemo } from 'react';
import { type BackoutClock, backoutClock } from '#core/backout/clock.ts';
import type { RunState } from '#core/run/state.ts';
import { useOfRunEvery, useRun } from './run-context.ts';

/** What backing out would take from here. Only the time that is left depends on the present; it is counted down where it is shown. */
export function useBackoutClock(): BackoutClock {
  const state = useOfRunEvery(1000, itself);
  const { history, earlier } = useRun((store) => store.facts);
  return useMemo(
    () => backoutClock({ state, history, earlier, now: new Date(0) }),
    [state, history, earlier],
  );
}

const itself = (state: RunState): RunState => state;
