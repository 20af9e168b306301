/** The releases on this workstation. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { ReleaseSummary } from '#contract/commands/releases.ts';
import type { InterruptedRun } from '#contract/commands/run-records.ts';
import type { PracticeState } from '#contract/commands/workstation.ts';
import type { Input } from '#contract/commands.ts';

interface ListedReleases {
  /** Null until the library answered for the first time. */
  readonly releases: readonly ReleaseSummary[] | null;
  readonly problem: string | null;
  readonly query: string;
}

export interface LibraryState {
  readonly listed: ListedReleases;
  /** Open runs that no program carries out. */
  readonly interrupted: readonly InterruptedRun[];
  readonly practice: PracticeState | null;
  readonly look: {
    load(): Promise<void>;
    search(query: string): void;
  };
  /** What changes the releases; the listed shows it at once. */
  readonly keep: {
    /** Its id. */
    create(release: Input<'release.create'>): Promise<string>;
    remove(id: string): Promise<void>;
    /** Its id. */
    takeSample(): Promise<string>;
  };
  readonly rehearse: {
    setPractice(running: boolean): Promise<void>;
    hearPractice(practice: PracticeState): void;
  };
  /** Looks what is left on the hosts of a run that nobody carries out; starts nothing there. */
  resume(wanted: Input<'run.resume'>): Promise<void>;
}

export type LibraryStore = StoreApi<LibraryState>;

export function createLibraryStore(bridge: Bridge): LibraryStore {
  return createStore<LibraryState>((set, get) => {
    const withListed = (change: Partial<ListedReleases>): { readonly listed: ListedReleases } => ({
      listed: { ...get().listed, ...change },
    });
    const load = async (): Promise<void> => {
      try {
        const [releases, practice, interrupted] = await Promise.all([
          bridge.call('release.list', {}),
          bridge.call('practice.state', {}),
          bridge.call('run.interrupted', {}),
        ]);
        set({ ...withListed({ releases, problem: null }), practice, interrupted });
      } catch (cause) {
        set(withListed({ problem: messageOf(cause) }));
      }
    };
    return {
      listed: { releases: null, problem: null, query: '' },
      interrupted: [],
      practice: null,
      look: { load, search: (query) => set(withListed({ query })) },
      keep: keepingWith(bridge, load),
      rehearse: {
        async setPractice(running) {
          set({ practice: await bridge.call(running ? 'practice.start' : 'practice.stop', {}) });
        },
        hearPractice: (practice) => set({ practice }),
      },
      async resume(wanted) {
        await bridge.call('run.resume', wanted);
      },
    };
  });
}

function keepingWith(bridge: Bridge, load: () => Promise<void>): LibraryState['keep'] {
  return {
    async create(release) {
      const { id } = await bridge.call('release.create', release);
      await load();
      return id;
    },
    async remove(id) {
      await bridge.call('release.delete', { release: id });
      await load();
    },
    async takeSample() {
      const { id } = await bridge.call('release.sample', {});
      await load();
      return id;
    },
  };
}

/** Releases whose name, version, id or environments hold every word of the query: those that are pinned, then the others, newest first. */
export function selectShown(
  { releases, query }: ListedReleases,
  pinned: readonly string[] = [],
): readonly ReleaseSummary[] {
  const isAfter = ({ id }: ReleaseSummary): number => (pinned.includes(`/release/${id}`) ? 0 : 1);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (releases ?? [])
    .filter((release) => {
      const text = [release.name, release.version, release.id, ...release.environments]
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => isAfter(a) - isAfter(b) || b.savedAt.localeCompare(a.savedAt));
}
