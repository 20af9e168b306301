import { createContext, useContext, useState } from 'react';
import { useStore } from 'zustand';
import type { Path } from '#core/release/problems.ts';
import type { OpenReleaseStore, ReleaseState } from './release-store.ts';
import { diffEdits } from './text/diff-edits.ts';
import { at } from './text/raw.ts';

export const ReleaseContext = createContext<OpenReleaseStore | null>(null);

function useReleaseStore(): OpenReleaseStore {
  const store = useContext(ReleaseContext);
  if (!store) throw new Error('only inside a release workspace');
  return store;
}

export function useRelease<T>(select: (state: ReleaseState) => T): T {
  return useStore(useReleaseStore(), select);
}

/** The release's text and data at the moment of asking, for what is done on a key and not drawn. */
export function useDraftNow(): () => ReleaseState['draft'] {
  const store = useReleaseStore();
  return () => store.getState().draft;
}

/** What stands at a place of the release's data, as written. */
export function useRaw(path: Path): unknown {
  return useRelease((state) => at(state.draft.read.data, path));
}

/** Changes what stands at a place to the given value by the fewest edits; undefined removes it. */
export function useChangeRaw(): (path: Path, value: unknown) => void {
  const store = useReleaseStore();
  return (path, value) => {
    const { draft, write } = store.getState();
    write.edit(diffEdits(path, at(draft.read.data, path), value));
  };
}

/** Takes what is typed into the field of a place: unsaved at once, in the text after a short pause. */
export function useTypeRaw(): (path: Path, value: unknown) => void {
  return useReleaseStore().getState().write.typeInto;
}

/** Asks anew for what an answer says of the text, each time that the text was saved. */
export function useRefreshAfterSave(refresh: () => void): void {
  const saved = useRelease((state) => state.stored.saved);
  const [seen, setSeen] = useState(saved);
  if (seen === saved) return;
  setSeen(saved);
  queueMicrotask(refresh);
}
