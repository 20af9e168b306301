import { expect, it } from 'vitest';
import type { StepId } from '#core/release/model.ts';
import type { StreamComparison } from '#core/run/comparison.ts';
import { describeDifferences } from '#core/words/run/describe-difference.ts';

const ALIKE: StreamComparison = {
  added: 0,
  removed: 0,
  sameAfterNormalising: true,
  identical: true,
  byHash: false,
  lines: [],
};
const differs = { ...ALIKE, identical: false, sameAfterNormalising: false };

it('says what differs of a step on a host, and of each stream only what is to be said', () => {
  const unit = { step: 'one' as StepId, host: null, otherHost: null, verdict: 'differs' } as const;
  expect(
    describeDifferences({
      ...unit,
      changed: [
        { of: 'state', from: 'ok', to: 'failed' },
        { of: 'signal', from: null, to: 'KILL' },
        { of: 'signal', from: 'SIGSIG@openssh.com', to: null },
      ],
      stdout: { ...ALIKE, identical: false },
      stderr: { ...differs, byHash: true },
    }),
  ).toEqual([
    'state: ok → failed',
    'signal: none → KILL',
    'signal: without a name → none',
    'stdout: the same but for times, process ids and ids of the runs',
    'stderr: differs; too large to show, compared by hash and size only',
  ]);
  expect(
    describeDifferences({
      ...unit,
      changed: [],
      stdout: { ...differs, added: 1, removed: 2, lines: [{ kind: '+', text: 'b' }] },
      stderr: { ...differs, added: 2 },
    }),
  ).toEqual([
    'stdout: 1 line added, 2 removed',
    'stderr: 2 lines added, 0 removed; not shown, because there are too many',
  ]);
  expect(describeDifferences({ ...unit, changed: [], stdout: ALIKE, stderr: null })).toEqual([]);
});
