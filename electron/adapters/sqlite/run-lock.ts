import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId } from '#core/run/events.ts';
import type { OpenDatabase } from './connection.ts';
import { storeFailureCode } from './store-failure.ts';

/** Long enough for a passing look by another program, which has a shared lock for an instant. */
const TAKE_MS = 200;

export interface RunLocks {
  take(run: RunId): { release(): void } | null;
  isLocked(run: RunId): boolean;
}

/**
 * One empty SQLite file per run; who has the lock keeps an exclusive transaction on it. The lock is the operating system's,
 * so it ends with the process however that dies. The files stay: removing one would let two programs lock a run.
 */
export function createRunLocks(folder: string, open: OpenDatabase): RunLocks {
  const path = (run: RunId) => join(folder, `${checked(run)}.lock`);
  return {
    take(run) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const lock = open(path(run), { readonly: false, timeout: TAKE_MS });
      let taken = false;
      try {
        taken = unlessBusy(() => lock.exec('BEGIN EXCLUSIVE'));
      } finally {
        if (!taken) lock.close();
      }
      return taken ? { release: () => void lock.close() } : null;
    },
    isLocked(run) {
      if (!existsSync(path(run))) return false;
      const lock = open(path(run), { readonly: true, timeout: 0 });
      try {
        return !unlessBusy(() => lock.prepare('SELECT count(*) FROM sqlite_schema').get());
      } finally {
        lock.close();
      }
    },
  };
}

/** True when the work was done, false when another connection is in the way. */
function unlessBusy(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (storeFailureCode(error) === 'busy') return false;
    throw error;
  }
}

/** A run id becomes the name of a file. */
function checked(run: RunId): RunId {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(run)) throw new Error(`not a run id: ${run}`);
  return run;
}
