/** Keeps the workstation from going to sleep by itself while a run is open here; its screen may go dark. */
import type { RunActivity } from '#core/run/activity.ts';

/** Of Electron's powerSaveBlocker, what is used. */
export interface SleepBlocker {
  /** A number by which it is ended. */
  start(): number;
  stop(id: number): void;
}

/** Told of all runs whenever they change. */
export function createAwake(blocker: SleepBlocker): (runs: readonly RunActivity[]) => void {
  let block: number | null = null;
  return (runs) => {
    if (runs.some(isOpen)) {
      block ??= blocker.start();
      return;
    }
    if (block !== null) blocker.stop(block);
    block = null;
  };
}

/** Goes on, or waits to. */
export function isOpen({ outcome, brokenBy }: RunActivity): boolean {
  return outcome === null && brokenBy === null;
}
