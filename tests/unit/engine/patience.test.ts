import { expect, it } from 'vitest';
import { createCancellation } from '#engine/cancellation.ts';
import { createPatience } from '#engine/patience.ts';
import type { Clock } from '#engine/ports.ts';

/** Time stands still until it is moved on. */
function createStillClock(): Clock & { pass(ms: number): Promise<void> } {
  let now = 0;
  const due = new Map<() => void, number>();
  return {
    now: () => new Date(now),
    monotonicMs: () => now,
    after(ms, callback) {
      due.set(callback, now + ms);
      return () => due.delete(callback);
    },
    async pass(ms) {
      now += ms;
      for (const [callback, at] of due) if (at <= now) callback();
      await Promise.resolve();
    },
  };
}

const never = (): Promise<never> => new Promise(() => undefined);

function openPatience() {
  const clock = createStillClock();
  const wish = createCancellation();
  return { clock, wish: wish.wish, patience: createPatience(wish, clock) };
}

/** What it came to, once it has. */
function watch<T>(promise: Promise<T>): { came: T | 'nothing yet' } {
  const seen: { came: T | 'nothing yet' } = { came: 'nothing yet' };
  void promise.then((value) => {
    seen.came = value;
  });
  return seen;
}

it('waits for as long as it takes while nobody wants to stop', async () => {
  const { clock, patience } = openPatience();
  const seen = watch(patience.bear(never));
  await clock.pass(3_600_000);
  expect(seen.came).toBe('nothing yet');
  expect(await patience.bear(async () => 7)).toBe(7);
});

it('waits a while after the wish, and then a little for each further thing', async () => {
  const { clock, wish, patience } = openPatience();
  const before = watch(patience.bear(never));
  await clock.pass(60_000);
  wish();
  await clock.pass(14_999);
  expect(before.came).toBe('nothing yet');
  await clock.pass(1);
  expect(before.came).toBeNull();
  const after = watch(patience.bear(never));
  await clock.pass(2_999);
  expect(after.came).toBe('nothing yet');
  await clock.pass(1);
  expect(after.came).toBeNull();
  expect(await patience.bear(async () => 'there')).toBe('there');
});

it('passes on what the work throws', async () => {
  const { wish, patience } = openPatience();
  wish();
  await expect(patience.bear(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});
