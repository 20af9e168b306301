import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { News } from '#contract/api.ts';
import type { RunId } from '#core/run/events.ts';
import type { MergedMatches, MergedPart } from '#core/run/merged-output.ts';
import { createDelay } from '#ui/delay.ts';

/** The output of all hosts as far as it is held: its newest part, or one further back. */
export interface MergedOutputStore {
  /** Null: of the whole run. */
  readonly step: string | null;
  readonly part: MergedPart;
  /** The newest part is held, and read anew as hosts print. */
  readonly follows: boolean;
  readonly found: (MergedMatches & { readonly text: string }) | null;
  readonly failure: string | null;
  show(step: string | null): Promise<void>;
  follow(): Promise<void>;
  /** Stays where it is while hosts print on. */
  stay(): void;
  earlier(): Promise<void>;
  search(text: string): Promise<void>;
  hear(news: News): void;
  /** What is waited for is let go of. */
  close(): void;
}

const EMPTY: MergedPart = { lines: [], earlier: null };
/** However fast hosts print, it is read no more often than this. */
const EVERY_MS = 500;

export function createMergedStore(bridge: Bridge, run: RunId): StoreApi<MergedOutputStore> {
  return createStore<MergedOutputStore>((set, get) => {
    let turn = 0;
    const ask = async (call: () => Promise<Partial<MergedOutputStore>>): Promise<void> => {
      turn += 1;
      const mine = turn;
      try {
        const change = await call();
        if (mine === turn) set({ ...change, failure: null });
      } catch (cause) {
        if (mine === turn) set({ failure: messageOf(cause) });
      }
    };
    const newest = (): Promise<void> =>
      ask(async () => ({
        part: await bridge.call('output.merged', { run, step: get().step, before: null }),
      }));
    const soon = createDelay(() => {
      if (get().follows && get().found === null) void newest();
    }, EVERY_MS);
    return {
      step: null,
      part: EMPTY,
      follows: true,
      found: null,
      failure: null,
      show: (step) => {
        set({ step, part: EMPTY, follows: true, found: null });
        return newest();
      },
      follow: () => {
        set({ follows: true, found: null });
        return newest();
      },
      stay: () => set({ follows: false }),
      earlier: () => {
        const { step, part } = get();
        set({ follows: false });
        return ask(async () => ({
          part: await bridge.call('output.merged', { run, step, before: part.earlier }),
        }));
      },
      search: (text) => {
        if (text === '') return get().follow();
        return ask(async () => ({
          found: { ...(await bridge.call('output.searchMerged', { run, step: get().step, text })), text },
        }));
      },
      hear: (news) => {
        if (news.kind === 'outputGrew' && news.run === run) soon.start(EVERY_MS);
      },
      close: () => soon.stop(),
    };
  });
}
