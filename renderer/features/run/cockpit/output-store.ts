import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { News } from '#contract/api.ts';
import type { RunId, UnitRef } from '#core/run/events.ts';
import { addBytes, bytesFromBase64, CHUNK, endOf, NO_OUTPUT, startAround, tailStart, WINDOW, type OutputWindow } from '#ui/output/output-window.ts';

export type Stream = 'stdout' | 'stderr';

/** Which output is looked at. */
export interface Place extends UnitRef {
  readonly attempt: number;
  readonly stream: Stream;
}

export interface Hit {
  readonly offset: number;
  readonly line: number;
}

export interface Found {
  readonly text: string;
  readonly hits: readonly Hit[];
  readonly at: number;
}

export interface OutputStore {
  readonly place: Place | null;
  readonly window: OutputWindow;
  /** Stored bytes of both streams of the attempt. */
  readonly totals: Readonly<Record<Stream, number>>;
  readonly follows: boolean;
  readonly failure: string | null;
  readonly found: Found | null;
  show(place: Place | null): Promise<void>;
  setFollows(follows: boolean): Promise<void>;
  earlier(): Promise<void>;
  later(): Promise<void>;
  toStart(): Promise<void>;
  search(text: string): Promise<void>;
  goToHit(at: number): Promise<void>;
  hear(news: News): void;
}

const NOTHING = { window: NO_OUTPUT, totals: { stdout: 0, stderr: 0 }, failure: null, found: null } as const;

/** One window over the output that is looked at; nothing else of it is held. */
export function createOutputStore(bridge: Bridge, run: RunId): StoreApi<OutputStore> {
  return createStore<OutputStore>((set, get) => {
    let turn = 0;
    let keepingUpWith: Place | null = null;

    /** Reads from `from`; an answer that comes after the person has moved on is dropped. */
    const read = async (from: number, limit: number): Promise<void> => {
      const { place } = get();
      if (!place || limit <= 0) return;
      const mine = ++turn;
      try {
        const slice = await bridge.call('output.read', { run, ...place, from, limit });
        if (mine !== turn) return;
        const { window, totals } = get();
        set({
          window: addBytes(window, slice.from, bytesFromBase64(slice.bytes), slice.total),
          totals: { ...totals, [place.stream]: slice.total },
          failure: null,
        });
      } catch (cause) {
        if (mine === turn) set({ failure: messageOf(cause) });
      }
    };
    const readTail = (): Promise<void> => {
      const { window, place, totals } = get();
      const total = place ? totals[place.stream] : 0;
      const end = endOf(window);
      const adjoins = window.bytes.length > 0 && total - end <= WINDOW;
      return adjoins ? read(end, Math.min(WINDOW, total - end)) : read(tailStart(total), WINDOW);
    };
    /** One read after the other until the end is reached, however fast the output grows. */
    const keepUp = async (): Promise<void> => {
      const { place } = get();
      if (place === keepingUpWith) return;
      keepingUpWith = place;
      let before = -1;
      while (get().place === place && get().follows && isBehind(get()) && endOf(get().window) !== before) {
        before = endOf(get().window);
        await readTail();
      }
      if (keepingUpWith === place) keepingUpWith = null;
    };
    const measure = async (place: Place, stream: Stream): Promise<void> => {
      try {
        const { total } = await bridge.call('output.read', { run, ...place, stream, from: 0, limit: 1 });
        if (get().place === place) set({ totals: { ...get().totals, [stream]: total } });
      } catch (cause) {
        if (get().place === place) set({ failure: messageOf(cause) });
      }
    };

    return {
      place: null,
      follows: true,
      ...NOTHING,
      show: async (place) => {
        turn += 1;
        set({ place, ...NOTHING });
        if (!place) return;
        await Promise.all([measure(place, 'stdout'), measure(place, 'stderr')]);
        if (get().place === place) await (get().follows ? keepUp() : read(0, WINDOW));
      },
      setFollows: async (follows) => {
        set({ follows });
        if (follows) await keepUp();
      },
      earlier: async () => {
        const { from } = get().window;
        const start = Math.max(0, from - CHUNK);
        if (from > 0) await read(start, from - start);
      },
      later: async () => {
        const { window } = get();
        const end = endOf(window);
        if (end < window.total) await read(end, CHUNK);
      },
      toStart: async () => {
        set({ follows: false, window: NO_OUTPUT });
        await read(0, WINDOW);
      },
      search: async (text) => {
        const { place } = get();
        if (!place || text === '') return set({ found: null });
        try {
          const hits = await bridge.call('output.search', { run, ...place, text });
          if (get().place !== place) return;
          set({ found: { text, hits, at: 0 }, follows: false });
          await get().goToHit(0);
        } catch (cause) {
          set({ failure: messageOf(cause) });
        }
      },
      goToHit: async (at) => {
        const { found, window } = get();
        const count = found?.hits.length ?? 0;
        if (!found || count === 0) return;
        const next = ((at % count) + count) % count;
        set({ found: { ...found, at: next }, follows: false });
        const offset = found.hits[next]?.offset ?? 0;
        if (offset < window.from || offset >= endOf(window)) await read(startAround(offset), WINDOW);
      },
      hear: (news) => {
        const { place, totals, follows } = get();
        if (news.kind !== 'outputGrew' || news.run !== run || !place) return;
        const mine = news.grown.filter((g) => g.step === place.step && g.host === place.host && g.attempt === place.attempt);
        if (mine.length === 0) return;
        const grown = Object.fromEntries(mine.map((g) => [g.stream, g.total]));
        set({ totals: { ...totals, ...grown } });
        if (follows && place.stream in grown) void keepUp();
      },
    };
  });
}

function isBehind({ place, window, totals }: OutputStore): boolean {
  return place !== null && endOf(window) < totals[place.stream];
}
