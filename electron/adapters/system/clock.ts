import { performance } from 'node:perf_hooks';
import type { Clock } from '#engine/ports.ts';

/** The time of this machine. */
export function createClock(): Clock {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    after(ms, callback) {
      return ms <= 0 ? afterThisTurn(callback) : afterAll(ms, callback);
    },
  };
}

/** A timer holds 24.8 days at most; one that is set for longer is over at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function afterAll(ms: number, callback: () => void): () => void {
  let left = ms;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const now = Math.min(left, LONGEST_TIMER_MS);
    left -= now;
    timer = setTimeout(left > 0 ? wait : callback, now);
  };
  wait();
  return () => clearTimeout(timer);
}

/** Once what has arrived is dealt with; a timer of no length would wait a millisecond. */
function afterThisTurn(callback: () => void): () => void {
  const turn = setImmediate(callback);
  return () => clearImmediate(turn);
}
