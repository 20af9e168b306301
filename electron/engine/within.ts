import type { Clock } from './ports.ts';

/** What a promise comes to; null when that takes longer. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(null));
    void promise.finally(cancel).then(resolve, reject);
  });
}
