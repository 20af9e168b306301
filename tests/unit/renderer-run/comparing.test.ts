import { describe, expect, it } from 'vitest';
import type { RunSummary } from '#contract/commands/run-records.ts';
import type { RunComparison } from '#core/run/comparison.ts';
import { comparable, rowsOf } from '#features/history/comparing.ts';

function runOf(run: string, given: Partial<Record<keyof RunSummary, unknown>> = {}): RunSummary {
  return { run, releaseId: 'shop', plan: 'deployment', ...given } as RunSummary;
}

describe('runs to compare with', () => {
  it('are the others of the same plan of the same release, in their order', () => {
    const runs = [
      runOf('r'),
      runOf('rr'),
      runOf('rrr', { plan: 'verification' }),
      runOf('rrrr', { releaseId: 'other' }),
      runOf('rrrrr'),
    ];
    expect(comparable(runs, 'rr').map(({ run }) => run)).toEqual(['r', 'rrrrr']);
  });

  it('are none where the run is not known', () => {
    expect(comparable([runOf('r')], 'gone')).toEqual([]);
  });
});

describe('the rows of a comparison', () => {
  const comparison = {
    units: [{ verdict: 'same' }, { verdict: 'differs' }, { verdict: 'only-a' }, { verdict: 'only-b' }],
  } as unknown as RunComparison;
  const shown = (all: boolean) => rowsOf(comparison, all).map(({ verdict }) => verdict);

  it('are what differs, or everything', () => {
    expect(shown(false)).toEqual(['differs', 'only-a', 'only-b']);
    expect(shown(true)).toEqual(['same', 'differs', 'only-a', 'only-b']);
  });
});
