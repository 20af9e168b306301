/** Hashes of files as they were: one that goes to many hosts is read once, for as long as the file system says that it is the same. */
import type { BigIntStats } from 'node:fs';

export interface Hashed {
  readonly bytes: number;
  readonly sha256: string;
}

export interface KnownHashes {
  /** What was found of this very file; null where it has to be read. */
  find(place: string, facts: BigIntStats): Hashed | null;
  /** Keeps what was read between `facts` and `now`, unless the file may have changed since without a sign of it. */
  keep(place: string, facts: BigIntStats, read: { readonly value: Hashed; readonly now: BigIntStats }): void;
}

/** A file system may give two changes within so short a time the same time. */
const SETTLED_MS = 2500;

export function createKnownHashes(): KnownHashes {
  const known = new Map<string, { readonly sign: string; readonly value: Hashed }>();
  return {
    find(place, facts) {
      const found = known.get(place);
      return found?.sign === signOf(facts) ? found.value : null;
    },
    keep(place, facts, { value, now }) {
      const isSame = signOf(facts) === signOf(now) && BigInt(value.bytes) === now.size;
      const isSettled = Date.now() - Math.max(Number(now.mtimeMs), Number(now.ctimeMs)) > SETTLED_MS;
      if (isSame && isSettled) known.set(place, { sign: signOf(now), value });
    },
  };
}

function signOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
