/** The releases on this workstation. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { ReleaseSummary } from '#contract/commands/releases.ts';
import type { InterruptedRun } from '#contract/commands/run-records.ts';
import type { PracticeState } from '#contract/commands/workstation.ts';
import type { Input } from '#contract/commands.ts';

export interface LibraryState {
  /** Null until the library answered for the first time. */
  readonly releases: readonly ReleaseSummary[] | null;
  /** Open runs that no program carries out. */
  readonly interrupted: readonly InterruptedRun[];
  readonly problem: string | null;
  readonly query: string;
  readonly practice: PracticeState | null;
  load(): Promise<void>;
  search(query: string): void;
  create(release: { readonly id: string; readonly name: string; readonly version: string }): Promise<string>;
  remove(id: string): Promise<void>;
  takeSample(): Promise<string>;
  setPractice(running: boolean): Promise<void>;
  hearPractice(practice: PracticeState): void;
  /** Looks what is left on the hosts of a run that nobody carries out; starts nothing there. */
  resume(wanted: Input<'run.resume'>): Promise<void>;
}

export type LibraryStore = StoreApi<LibraryState>;

export function createLibraryStore(bridge: Bridge): LibraryStore {
  return createStore<LibraryState>((set, get) => ({
    releases: null,
    interrupted: [],
    problem: null,
    query: '',
    practice: null,
    async load() {
      try {
        const [releases, practice, interrupted] = await Promise.all([
          bridge.call('release.list', {}),
          bridge.call('practice.state', {}),
          bridge.call('run.interrupted', {}),
        ]);
        set({ releases, practice, interrupted, problem: null });
      } catch (cause) {
        set({ problem: messageOf(cause) });
      }
    },
    search: (query) => set({ query }),
    async create(release) {
      const { id } = await bridge.call('release.create', release);
      await get().load();
      return id;
    },
    async remove(id) {
      await bridge.call('release.delete', { release: id });
      await get().load();
    },
    async takeSample() {
      const { id } = await bridge.call('release.sample', {});
      await get().load();
      return id;
    },
    async setPractice(running) {
      set({ practice: await bridge.call(running ? 'practice.start' : 'practice.stop', {}) });
    },
    hearPractice: (practice) => set({ practice }),
    async resume(wanted) {
      await bridge.call('run.resume', wanted);
    },
  }));
}

/** Releases whose name, version, id or environments hold every word of the query, newest first. */
export function selectShown({ releases, query }: LibraryState): readonly ReleaseSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (releases ?? [])
    .filter((release) => {
      const text = [release.name, release.version, release.id, ...release.environments]
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => b.savedAt.localeCompare(a.savedAt));
}
