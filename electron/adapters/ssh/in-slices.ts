import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 5;

/** Does so for each, a few milliseconds at a time: whoever has other work to do gets to it in between. */
export async function inSlices<T>(items: Iterable<T>, each: (item: T) => void): Promise<void> {
  let until = performance.now() + SLICE_MS;
  for (const item of items) {
    each(item);
    if (performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + SLICE_MS;
  }
}
