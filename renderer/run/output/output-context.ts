import { createContext, useContext } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import type { ShownOutputStore } from './output-store.ts';

export interface OutputRoom {
  readonly bridge: Bridge;
  readonly output: StoreApi<ShownOutputStore>;
}

export const OutputContext = createContext<OutputRoom | null>(null);

export function useOutputRoom(): OutputRoom {
  const room = useContext(OutputContext);
  if (!room) throw new Error('this part is shown inside an open run only');
  return room;
}

export function useOutput<T>(select: (store: ShownOutputStore) => T): T {
  return useStore(useOutputRoom().output, select);
}
