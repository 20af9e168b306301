import type { Clock } from './ports.ts';
import { within } from './within.ts';

/** Does something for every item, a limited number at once; results are in the order of the items. */
export async function everyAtMost<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

export interface Room {
  /** So many are begun at once. */
  readonly atOnce: number;
  /** Whoever takes longer makes room for another meanwhile, so that all who do not answer are waited for together. */
  readonly makesRoomMs: number;
  readonly clock: Clock;
}

/** Does something for every item, those that take long beside the others; results are in the order of the items. */
export async function everyMakingRoom<T, R>(
  { atOnce, makesRoomMs, clock }: Room,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const all: Promise<R>[] = [];
  await everyAtMost(atOnce, items, async (item) => {
    const working = work(item);
    all.push(working);
    await within(clock, makesRoomMs, working);
  });
  return Promise.all(all);
}
