import { createContext, useContext } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import type { RunState } from '#core/run/state.ts';
import type { OutputStore } from './output-store.ts';
import type { RunStore } from './run-store.ts';

export interface Cockpit {
  readonly bridge: Bridge;
  readonly run: StoreApi<RunStore>;
  readonly output: StoreApi<OutputStore>;
}

export const CockpitContext = createContext<Cockpit | null>(null);

export function useCockpit(): Cockpit {
  const cockpit = useContext(CockpitContext);
  if (!cockpit) throw new Error('this part is shown inside the cockpit only');
  return cockpit;
}

export function useRun<T>(select: (store: RunStore) => T): T {
  return useStore(useCockpit().run, select);
}

export function useOutput<T>(select: (store: OutputStore) => T): T {
  return useStore(useCockpit().output, select);
}

/** The state of the open run; parts that use it are shown once it is open. */
export function useRunState(): RunState {
  const state = useRun((store) => store.state);
  if (!state) throw new Error('the run is not open yet');
  return state;
}
