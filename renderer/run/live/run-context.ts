import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type StoreApi, useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { RunSummary } from '#contract/commands/run-records.ts';
import { type BackoutClock, backoutClock } from '#core/backout/clock.ts';
import type { RunState } from '#core/run/state.ts';
import type { RunView } from '#core/run/view.ts';
import type { ClockState } from './clock-state.ts';
import type { OpenRunStore } from './run-store.ts';

export interface OpenRun {
  readonly bridge: Bridge;
  readonly run: StoreApi<OpenRunStore>;
  readonly clock: ClockState;
}

export const RunContext = createContext<OpenRun | null>(null);

export function useOpenRun(): OpenRun {
  const open = useContext(RunContext);
  if (!open) throw new Error('this part is shown inside an open run only');
  return open;
}

export function useRun<T>(select: (store: OpenRunStore) => T): T {
  return useStore(useOpenRun().run, select);
}

/** Parts of the open run's state; what uses them is drawn anew only when one of them changes. */
export function useRunParts<Name extends keyof RunState>(...names: readonly Name[]): Pick<RunState, Name> {
  return useRun(useShallow((store) => pick(stateOf(store), names)));
}

/** What is read off the state of the open run; it must be the very same as long as nothing of it changes. */
export function useOfRun<T>(read: (state: RunState) => T): T {
  return useRun((store) => read(stateOf(store)));
}

/** The same of the run as it is read: who carries it out, and since when nothing is on record. */
export function useOfView<T>(read: (view: RunView) => T): T {
  return useRun((store) => read(viewOf(store)));
}

/** The same for what costs much to draw or to read: at most so often, and never for long behind. */
export function useOfRunEvery<T>(ms: number, read: (state: RunState) => T): T {
  const { run } = useOpenRun();
  const [state, setState] = useState(() => stateOf(run.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const catchUp = (): void => {
      timer = null;
      setState(stateOf(run.getState()));
    };
    const stop = run.subscribe((store, before) => {
      if (store.view?.state !== before.view?.state) timer ??= setTimeout(catchUp, ms);
    });
    catchUp();
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [run, ms]);
  return useMemo(() => read(state), [read, state]);
}

/** The whole state of the open run, drawn anew with every frame that brings news: for what is shown for a while only. */
export function useRunState(): RunState {
  return useRun(stateOf);
}

function stateOf(store: OpenRunStore): RunState {
  return viewOf(store).state;
}

function viewOf({ view }: OpenRunStore): RunView {
  if (!view) throw new Error('the run is not open yet');
  return view;
}

function pick<Of, Name extends keyof Of>(of: Of, names: readonly Name[]): Pick<Of, Name> {
  return Object.fromEntries(names.map((name) => [name, of[name]])) as Pick<Of, Name>;
}

/** The state that clocks are read from, at most a second behind. */
export function useClockState(): RunState {
  const { clock } = useOpenRun();
  return useSyncExternalStore(clock.subscribe, clock.get);
}

/** What backing out would take from here. Only the time that is left depends on the present; it is counted down where it is shown. */
export function useBackoutClock(): BackoutClock {
  const state = useClockState();
  const { history, earlier } = useRun((store) => store.facts);
  return useMemo(
    () => backoutClock({ state, history, earlier, now: new Date(0) }),
    [state, history, earlier],
  );
}

/** The newest run of the deployment that a verification looks at and that still is in place; null for other plans, and where there is none. */
export function useDeployment({ header }: Pick<RunState, 'header'>): RunSummary | null {
  const isVerification = header.plan === 'verification';
  const { value: runs } = useCommand('run.list', isVerification ? { release: header.releaseId } : null);
  return (
    runs?.find(
      ({ plan, environment, mode, backedOut }) =>
        plan === 'deployment' &&
        environment === header.environment &&
        mode === header.mode &&
        backedOut?.as !== 'whole',
    ) ?? null
  );
}
