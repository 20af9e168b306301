import { expect, it } from 'vitest';
import { everyMakingRoom } from '#engine/every-at-most.ts';
import type { Clock } from '#engine/ports.ts';

/** A clock that goes when it is told to. */
function steppedClock(): Clock & { advance(ms: number): Promise<void> } {
  let now = 0;
  const waiting = new Set<{ readonly at: number; readonly callback: () => void }>();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => new Date(now),
    monotonicMs: () => now,
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    async advance(ms) {
      for (const end = now + ms; now < end; ) {
        now = Math.min(end, ...[...waiting].map(({ at }) => at));
        for (const entry of [...waiting].filter(({ at }) => at <= now)) {
          waiting.delete(entry);
          entry.callback();
        }
        await settle();
      }
    },
  };
}

it('waits once for all that do not answer, and begins no more than so many others at once', async () => {
  const clock = steppedClock();
  const items = Array.from({ length: 500 }, (_, at) => at);
  const isSilent = (item: number): boolean => item % 2 === 0;
  const begun = new Set<number>();
  let most = 0;
  let results: readonly string[] | null = null;
  const room = { atOnce: 64, makesRoomMs: 2_000, clock };
  void everyMakingRoom(room, items, (item) => {
    begun.add(item);
    most = Math.max(most, begun.size);
    return new Promise<string>((resolve) => {
      clock.after(isSilent(item) ? 60_000 : 10, () => {
        begun.delete(item);
        resolve(`${item}`);
      });
    });
  }).then((all) => {
    results = all;
  });
  await clock.advance(100);
  expect(most).toBe(64);
  await clock.advance(75_000);
  expect(results).toEqual(items.map(String));
});
