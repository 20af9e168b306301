import { performance } from 'node:perf_hooks';
import type { Clock } from '#engine/ports.ts';

/** The time of this machine. */
export function createClock(): Clock {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}
