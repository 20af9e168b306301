import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { News } from '#contract/api.ts';
import type { RunId } from '#core/run/events.ts';
import { CHUNK, endOf, NO_OUTPUT, startAround, WINDOW } from '#ui/output/output-window.ts';
import { type Looked, type OutputPlace, OutputReader } from './output-reader.ts';

export interface Hit {
  readonly offset: number;
  readonly line: number;
}

export interface FoundText {
  readonly text: string;
  readonly hits: readonly Hit[];
  readonly at: number;
}

export interface ShownOutputStore extends Looked {
  readonly found: FoundText | null;
  /** `either`: the other stream will do where this one is empty. */
  show(place: OutputPlace | null, either?: boolean): Promise<void>;
  /** Asks how much there is by now, in case word of it was missed. */
  refresh(): Promise<void>;
  setFollows(follows: boolean): Promise<void>;
  earlier(): Promise<void>;
  later(): Promise<void>;
  toStart(): Promise<void>;
  search(text: string): Promise<void>;
  goToHit(at: number): Promise<void>;
  hear(news: News): void;
}

const NOTHING = {
  window: NO_OUTPUT,
  cut: null,
  totals: { stdout: 0, stderr: 0 },
  failure: null,
  unsound: null,
  found: null,
} as const;

type Store = Pick<StoreApi<ShownOutputStore>, 'setState' | 'getState'>;

/** One window over the output that is looked at; nothing else of it is held. */
export function createOutputStore(bridge: Bridge, run: RunId): StoreApi<ShownOutputStore> {
  return createStore<ShownOutputStore>((set, get, store) => {
    const reader = new OutputReader(bridge, run, { get, set });
    /** Shown by default, not by choice: the other stream takes its place while this one is empty. */
    let undecided: OutputPlace | null = null;
    const placeWithOutput = (): OutputPlace | null => {
      const { place, totals } = get();
      if (!place || place !== undecided || totals[place.stream] > 0) return null;
      const stream = place.stream === 'stdout' ? 'stderr' : 'stdout';
      return totals[stream] > 0 ? { ...place, stream } : null;
    };
    return {
      place: null,
      follows: true,
      ...NOTHING,
      show: async (place, either = false) => {
        reader.moveOn();
        undecided = either ? place : null;
        set({ place, ...NOTHING });
        if (!place) return;
        await reader.measure(place);
        const other = placeWithOutput();
        if (other) return get().show(other);
        if (get().place === place) await (get().follows ? reader.keepUp() : reader.read(0, WINDOW));
        await reader.check(place);
      },
      refresh: async () => {
        const { place } = get();
        if (!place) return;
        await reader.measure(place);
        const other = placeWithOutput();
        if (other) await get().show(other);
        else if (get().place === place) await reader.keepUp();
      },
      setFollows: async (follows) => {
        set({ follows });
        if (follows) await reader.keepUp();
      },
      earlier: async () => {
        const { from } = get().window;
        const start = Math.max(0, from - CHUNK);
        if (from > 0) await reader.read(start, from - start);
      },
      later: async () => {
        const { window } = get();
        const end = endOf(window);
        if (end < window.total) await reader.read(end, CHUNK);
      },
      toStart: async () => {
        set({ follows: false, window: NO_OUTPUT });
        await reader.read(0, WINDOW);
      },
      search: (text) => search(store, { bridge, run, text }),
      goToHit: (at) => goToHit(store, reader, at),
      hear: (news) => {
        if (news.kind !== 'outputGrew' || news.run !== run) return;
        const hasGrown = grow(store, news.grown);
        const other = placeWithOutput();
        if (other) void get().show(other);
        else if (hasGrown) void reader.keepUp();
      },
    };
  });
}

interface Search {
  readonly bridge: Bridge;
  readonly run: RunId;
  readonly text: string;
}

async function search({ setState, getState }: Store, { bridge, run, text }: Search): Promise<void> {
  const { place } = getState();
  if (!place || text === '') return setState({ found: null });
  try {
    const hits = await bridge.call('output.search', { run, ...place, text });
    if (getState().place !== place) return;
    setState({ found: { text, hits, at: 0 }, follows: false });
    await getState().goToHit(0);
  } catch (cause) {
    setState({ failure: messageOf(cause) });
  }
}

/** Counts on past either end. */
async function goToHit({ setState, getState }: Store, reader: OutputReader, at: number): Promise<void> {
  const { found, window } = getState();
  const count = found?.hits.length ?? 0;
  if (!found || count === 0) return;
  const next = ((at % count) + count) % count;
  setState({ found: { ...found, at: next }, follows: false });
  const offset = found.hits[next]?.offset ?? 0;
  if (offset < window.from || offset >= endOf(window)) await reader.read(startAround(offset), WINDOW);
}

type Grown = Extract<News, { kind: 'outputGrew' }>['grown'];

/** Takes over the new sizes; true when the stream that is looked at has grown. */
function grow({ setState, getState }: Store, grown: Grown): boolean {
  const { place, totals } = getState();
  if (!place) return false;
  const mine = grown.filter(
    (g) => g.step === place.step && g.host === place.host && g.attempt === place.attempt,
  );
  if (mine.length === 0) return false;
  setState({ totals: { ...totals, ...Object.fromEntries(mine.map((g) => [g.stream, g.total])) } });
  return mine.some((g) => g.stream === place.stream);
}
