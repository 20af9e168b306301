/** Delays that can all be cut short at once. */
import type { Clock } from './ports.ts';

export interface Delays {
  wait(ms: number): Promise<void>;
  endAll(): void;
}

export function createDelays(clock: Clock): Delays {
  const sleepers = new Set<() => void>();
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const wake = (): void => {
          cancel();
          sleepers.delete(wake);
          resolve();
        };
        const cancel = clock.after(ms, wake);
        sleepers.add(wake);
      }),
    endAll() {
      for (const wake of sleepers) wake();
    },
  };
}
