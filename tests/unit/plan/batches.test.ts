import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parallelOf, splitBatches, stopAfterOf } from '#core/plan/batches.ts';
import type { BatchSize, Rollout } from '#core/release/model.ts';

const count = (n: number): BatchSize => ({ kind: 'count', count: n });
const percent = (n: number): BatchSize => ({ kind: 'percent', percent: n });
const rest: BatchSize = { kind: 'rest' };
const hosts = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);
const sizes = (n: number, of: readonly BatchSize[]): number[] =>
  splitBatches(hosts(n), of).map((batch) => batch.length);

function rollout(given: Partial<Rollout>): Rollout {
  return { batches: [], parallel: null, stopAfter: null, pause: 'none', ...given };
}

describe('splitBatches', () => {
  it.each([
    [16, [count(1), percent(25), rest], [1, 4, 11]],
    [3, [count(1), rest], [1, 2]],
    [1, [count(1), rest], [1]],
    [4, [], [4]],
    [5, [count(2)], [2, 2, 1]],
    [10, [count(1), percent(30)], [1, 3, 3, 3]],
    [3, [percent(10)], [1, 1, 1]],
    [2, [count(5), rest], [2]],
    [0, [count(1), rest], []],
  ])('cuts %i hosts by %j into %j', (number, by, expected) => {
    expect(sizes(number, by)).toEqual(expected);
  });

  it('takes a percentage of all the hosts, not of those that are left', () => {
    expect(sizes(100, [count(50), percent(25), rest])).toEqual([50, 25, 25]);
  });

  it('keeps every host, once, in order, in batches that are never empty', () => {
    const size = fc.oneof(
      fc.nat(20).map(count),
      fc.integer({ min: 0, max: 100 }).map(percent),
      fc.constant(rest),
    );
    fc.assert(
      fc.property(fc.nat(200), fc.array(size, { maxLength: 6 }), (number, by) => {
        const batches = splitBatches(hosts(number), by);
        expect(batches.flat()).toEqual(hosts(number));
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
      }),
    );
  });
});

describe('stopAfterOf', () => {
  it('stops at the first failed host by default, unless the step continues past failures', () => {
    expect(stopAfterOf(null, 'ask', 10)).toBe(1);
    expect(stopAfterOf(null, 'stop', 10)).toBe(1);
    expect(stopAfterOf(null, 'continue', 10)).toBeNull();
    expect(stopAfterOf(null, 'ignore', 10)).toBeNull();
  });

  it('takes a count as it is and rounds a percentage up, never under 1', () => {
    expect(stopAfterOf(rollout({ stopAfter: { kind: 'count', count: 3 } }), 'continue', 10)).toBe(3);
    expect(stopAfterOf(rollout({ stopAfter: { kind: 'percent', percent: 25 } }), 'ask', 10)).toBe(3);
    expect(stopAfterOf(rollout({ stopAfter: { kind: 'percent', percent: 0 } }), 'ask', 10)).toBe(1);
  });
});

describe('parallelOf', () => {
  it('is ten unless the rollout says otherwise', () => {
    expect(parallelOf(null)).toBe(10);
    expect(parallelOf(rollout({ parallel: 3 }))).toBe(3);
  });
});
