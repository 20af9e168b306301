import { expect, it } from 'vitest';
import { mirrorTimes } from '#core/backout/mirror-times.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import { timesByStep } from '#core/backout/times-by-step.ts';
import type { StepId } from '#core/release/model.ts';
import { phase, release, run, undoBy } from '../plan/small-release.ts';
import { planOf } from '../run/run-fixture.ts';

const MINUTE = 60_000;

/** Whether there is a way back from behind each step, and its minutes. */
function told(cut: { readonly skipBecause?: string }) {
  const plan = planOf([
    { id: 'before', takesMs: 2 * MINUTE },
    { id: 'cut', undo: null, noUndo: { kind: 'no-return', why: 'The old data is gone' }, ...cut },
    { id: 'after', takesMs: MINUTE },
    { id: 'last', undo: null, noUndo: { kind: 'nothing', why: 'It reads' } },
  ]);
  return [...timesByStep(plan, NO_HISTORY)].map(([step, { estimate, noReturn }]) => [
    step,
    noReturn,
    estimate.ms / MINUTE,
  ]);
}

it('behind a point of no return there is none, however much is undone after it', () => {
  expect(told({})).toEqual([
    ['before', false, 2],
    ['cut', true, 2],
    ['after', true, 3],
    ['last', true, 3],
  ]);
});

it('one that is skipped is none', () => {
  expect(told({ skipBecause: 'vars.cut == "1"' }).map(([, noReturn]) => noReturn)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

it('in the mirror, one that a condition leaves out everywhere is none, and one that it leaves on a host is', () => {
  const cut = (when: string, batches: readonly number[]) =>
    run('cut', 'cut', {
      on: 'web',
      when,
      undo: { kind: 'no-return', why: 'The old data is gone' },
      rollout: {
        batches: batches.map((count) => ({ kind: 'count' as const, count })),
        parallel: null,
        stopAfter: null,
        pause: 'none',
      },
    });
  const isPoint = (when: string) => {
    const deployment = [
      phase('main', [run('one', 'do', { on: 'web', undo: undoBy('back') }), cut(when, [1, 1])]),
    ];
    const mirrored = {
      release: release({ deployment }),
      plan: 'deployment',
      environment: 'production',
    } as const;
    return mirrorTimes(mirrored, NO_HISTORY).get('cut' as StepId)?.noReturn;
  };
  expect(isPoint('host.name == "web2"')).toBe(true);
  expect(isPoint('host.name == "db1"')).toBe(false);
});
