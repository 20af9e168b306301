import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { RunDetail } from '#contract/commands.ts';
import type { Backout } from '#core/run/backout.ts';
import type { RunId } from '#core/run/events.ts';

export interface BackoutStore {
  readonly detail: RunDetail | null;
  readonly backout: Backout | null;
  readonly limit: string;
  /** Unit key to the reason for leaving it as it is. */
  readonly struck: ReadonlyMap<string, string>;
  readonly acknowledged: boolean;
  readonly operator: string;
  readonly failure: string | null;
  readonly busy: boolean;
  load(): Promise<void>;
  setLimit(limit: string): void;
  compute(): Promise<void>;
  strike(unit: string, reason: string): Promise<void>;
  restore(unit: string): Promise<void>;
  acknowledge(yes: boolean): void;
  setOperator(operator: string): void;
  /** The new run; null when it was refused. */
  start(): Promise<RunId | null>;
}

export function createBackoutStore(bridge: Bridge, run: RunId): StoreApi<BackoutStore> {
  return createStore<BackoutStore>((set, get) => {
    let turn = 0;
    const choice = () => {
      const { limit, struck } = get();
      return {
        run,
        limit: limit.trim() || null,
        struck: [...struck].map(([unit, reason]) => ({ unit, reason })),
      };
    };
    const setStruck = async (struck: ReadonlyMap<string, string>): Promise<void> => {
      set({ struck });
      await get().compute();
    };
    return {
      detail: null,
      backout: null,
      limit: '',
      struck: new Map(),
      acknowledged: false,
      operator: '',
      failure: null,
      busy: false,
      load: async () => {
        try {
          const [detail, settings] = await Promise.all([
            bridge.call('run.open', { run }),
            bridge.call('settings.read', {}),
          ]);
          set({ detail, operator: get().operator || settings.operator || detail.header.operator });
          await get().compute();
        } catch (cause) {
          set({ failure: messageOf(cause) });
        }
      },
      setLimit: (limit) => set({ limit }),
      /** What is not undone may differ afterwards, so it has to be acknowledged again. */
      compute: async () => {
        const mine = ++turn;
        try {
          const backout = await bridge.call('backout.compute', choice());
          if (mine === turn) set({ backout, acknowledged: false, failure: null });
        } catch (cause) {
          if (mine === turn) set({ failure: messageOf(cause) });
        }
      },
      strike: (unit, reason) => setStruck(new Map(get().struck).set(unit, reason)),
      restore: (unit) => setStruck(new Map([...get().struck].filter(([key]) => key !== unit))),
      acknowledge: (acknowledged) => set({ acknowledged }),
      setOperator: (operator) => set({ operator }),
      start: async () => {
        const { acknowledged, operator } = get();
        set({ busy: true, failure: null });
        try {
          const started = await bridge.call('backout.start', {
            ...choice(),
            acknowledged,
            operator: operator.trim(),
          });
          return started.run;
        } catch (cause) {
          set({ failure: messageOf(cause) });
          return null;
        } finally {
          set({ busy: false });
        }
      },
    };
  });
}
