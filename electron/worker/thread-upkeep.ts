/** Gives the upkeep of the library to a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { BackupOrder } from '#adapters/sqlite/backups/make-backup.ts';
import type { RestoreOrder } from '#adapters/sqlite/backups/restore.ts';
import type { LibraryHealth } from '#adapters/sqlite/examine-library.ts';
import type { BackupWork } from '#operations/backups/keep-backups.ts';

export type UpkeepOrder = { readonly nativeBinding: string | undefined } & (
  | { readonly kind: 'make'; readonly order: BackupOrder }
  | { readonly kind: 'preview' | 'restore'; readonly order: RestoreOrder }
  | { readonly kind: 'examine'; readonly order: { readonly library: string } }
);

export interface Upkeep extends BackupWork {
  /** Null where the library's file cannot be opened. */
  examine(folder: string): Promise<LibraryHealth | null>;
}

/** `thread`: the file of the thread. */
export function createThreadUpkeep(thread: string, nativeBinding: string | undefined): Upkeep {
  const give = <T>(order: Omit<UpkeepOrder, 'nativeBinding'>): Promise<T> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(thread, { workerData: { ...order, nativeBinding } });
      worker.once('message', (value: T) => resolve(value));
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread of the upkeep ended without a word')));
    });
  return {
    make: (order) => give({ kind: 'make', order }),
    preview: (order) => give({ kind: 'preview', order }),
    restore: (order) => give({ kind: 'restore', order }),
    examine: (library) => give({ kind: 'examine', order: { library } }),
  };
}
