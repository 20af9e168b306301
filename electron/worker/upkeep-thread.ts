/** The thread on which backups are made, looked through and put back, and the library examined: runs never wait for it. One order, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { examineLibrary } from '#adapters/sqlite/examine-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { createBackupWork } from '#operations/backups/keep-backups.ts';
import type { UpkeepOrder } from './thread-upkeep.ts';

const { kind, order, nativeBinding } = workerData as UpkeepOrder;
const work = createBackupWork({ clock: createClock(), nativeBinding });

parentPort?.postMessage(await carryOut());

function carryOut(): Promise<unknown> {
  switch (kind) {
    case 'make':
      return work.make(order);
    case 'preview':
      return work.preview(order);
    case 'restore':
      return work.restore(order);
    case 'examine':
      return examineLibrary(order.library, nativeBinding);
  }
}
