import type { Clock } from './ports.ts';

/** Pauses between tries: each twice the last, up to the longest. */
export const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

interface Patience<T> {
  readonly clock: Clock;
  /** From when on it counts, on the monotonic clock. */
  readonly sinceMs: number;
  patienceMs(): number;
  /** Nothing better can come of another try. */
  isFinal(result: T): boolean;
  pause(ms: number): Promise<void>;
}

/** Tries again and again until something final comes of it or patience ends. Gives what came of the last try. */
export async function tryAgain<T>(once: () => Promise<T>, patience: Patience<T>): Promise<T> {
  const { clock, sinceMs } = patience;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const result = await once();
    const isOver = clock.monotonicMs() - sinceMs + pauseMs > patience.patienceMs();
    if (patience.isFinal(result) || isOver) return result;
    await patience.pause(pauseMs);
  }
}
