import { performance } from 'node:perf_hooks';
import type { Clock } from '#engine/ports.ts';

/** The time of this machine. */
export function createClock(): Clock {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    after(ms, callback) {
      if (ms <= 0) return afterThisTurn(callback);
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Once what has arrived is dealt with; a timer of no length would wait a millisecond. */
function afterThisTurn(callback: () => void): () => void {
  const turn = setImmediate(callback);
  return () => clearImmediate(turn);
}
