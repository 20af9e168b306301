/** The release that a person wants to save as a bundle. The dialog for it is one, wherever it was asked for. */
import { useSyncExternalStore } from 'react';

interface BundleWish {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

let wish: BundleWish | null = null;
const listeners = new Set<() => void>();

/** Null: it is saved, or no longer wanted. */
export function wishBundle(next: BundleWish | null): void {
  wish = next;
  for (const listener of listeners) listener();
}

export function useBundleWish(): BundleWish | null {
  return useSyncExternalStore(listen, () => wish);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
