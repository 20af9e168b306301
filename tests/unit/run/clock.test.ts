import { describe, expect, it } from 'vitest';
import { backoutPlan, computeBackout } from '#core/backout/backout.ts';
import { backoutClock, clockJson } from '#core/backout/clock.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import type { StepId } from '#core/release/model.ts';
import type { RunHeader } from '#core/run/events.ts';
import { stepDurations } from '#core/run/step-durations.ts';
import { because } from '#support/because.ts';
import { recordOnPaper, resume, settle } from './happenings.ts';
import { createLog, type Log, planOf, ref, type StepSpec } from './run-fixture.ts';

const WINDOW = { opens: '2026-11-21T04:00:00Z', closes: '2026-11-21T08:00:00+02:00', marginMs: 600_000 };
const NOW = new Date('2026-11-21T05:00:00.000Z');

const begun = (specs: readonly StepSpec[], given: Partial<RunHeader> = { window: WINDOW }): Log =>
  createLog(planOf(specs), 'live', given).begin();
const seen = (entries: Record<string, number>) => new Map(Object.entries(entries) as [StepId, number][]);
const clockOf = (log: Log, history = NO_HISTORY, undone?: ReadonlySet<string>) =>
  backoutClock({
    state: log.state(),
    history,
    now: NOW,
    ...(undone && { earlier: { undone, begun: new Map() } }),
  });

describe('the time to back out from here', () => {
  it('is the worse of what the author said and what was seen, for each group of undo lines', () => {
    const log = begun([
      { id: 'one', takesMs: 60_000 },
      { id: 'two', takesMs: 60_000 },
      { id: 'three' },
      { id: 'four' },
    ]);
    for (const step of ['one', 'two', 'three', 'four']) log.run(step, 'a').run(step, 'b');
    const clock = clockOf(log, seen({ one: 90_000, two: 5_000, three: 7_000 }));
    const { estimate } = clock.backout;
    expect(estimate).toMatchObject({ ms: 157_000, unestimated: 1 });
    expect(estimate.waves).toMatchObject([
      { step: 'four', units: 2, ms: null, from: null },
      { step: 'three', units: 2, ms: 7_000, from: 'history' },
      { step: 'two', units: 2, ms: 60_000, from: 'takes' },
      { step: 'one', units: 2, ms: 90_000, from: 'history' },
    ]);
  });

  it('counts rounds where fewer hosts than there are go side by side', () => {
    const log = begun([{ id: 'one', parallel: 1 }])
      .run('one', 'a')
      .run('one', 'b');
    expect(clockOf(log, seen({ one: 3_000 })).backout.estimate.ms).toBe(6_000);
  });

  it('is nothing before anything ran, and leaves out what is undone already', () => {
    const log = begun([{ id: 'one', takesMs: 60_000, batches: [1, 1] }]);
    expect(clockOf(log).backout.estimate.ms).toBe(0);
    log.run('one', 'a').run('one', 'b');
    expect(clockOf(log).backout.estimate.ms).toBe(120_000);
    expect(clockOf(log, NO_HISTORY, new Set(['one@b'])).backout.estimate.ms).toBe(60_000);
  });

  it('is the estimate of the backout itself', () => {
    const log = begun([{ id: 'one', takesMs: 1_000 }]).run('one', 'a');
    const history = seen({ one: 4_000 });
    expect(computeBackout(log.state(), undefined, history).estimate).toMatchObject({
      ms: 4_000,
      unestimated: 0,
    });
  });
});

describe('the latest moment to decide', () => {
  it('is the end of the window, less the margin and the time to back out', () => {
    const log = begun([{ id: 'one', takesMs: 1_200_000 }]).run('one', 'a');
    expect(clockOf(log)).toMatchObject({
      decideBy: '2026-11-21T05:30:00.000Z',
      isLate: false,
      remainingMs: 1_800_000,
    });
  });

  it('has passed when backing out would end after the window', () => {
    const log = begun([{ id: 'one', takesMs: 3_000_001 }]).run('one', 'a');
    expect(clockOf(log)).toMatchObject({ isLate: true, remainingMs: -1 });
  });

  it.each([
    ['without a window', { window: null }],
    ['where no window was kept', {}],
  ])('is not known %s', (_, given) => {
    const log = begun([{ id: 'one', takesMs: 60_000 }], given).run('one', 'a');
    expect(clockOf(log)).toMatchObject({ decideBy: null, isLate: false, remainingMs: null });
  });

  it('is no matter of a backout', () => {
    const plan = planOf([{ id: 'one', takesMs: 60_000 }], { plan: 'backout', undoes: 'r-1' });
    const log = createLog(plan, 'live', { window: WINDOW }).begin().run('one', 'a');
    expect(clockOf(log).decideBy).toBeNull();
  });
});

describe('the next point of no return', () => {
  const NO_RETURN = { undo: null, noUndo: { kind: 'no-return', why: 'Tokens move' } } as const;

  it('is the first that is not begun, with the steps that are left before it', () => {
    const log = begun([
      { id: 'one' },
      { id: 'cut', ...NO_RETURN, batches: [1, 1] },
      { id: 'two' },
      { id: 'drop', ...NO_RETURN },
    ]);
    expect(clockOf(log).noReturn).toEqual({ step: 'cut', title: 'Title of cut', stepsAway: 1 });
    log.run('one', 'a').run('one', 'b');
    expect(clockOf(log).noReturn).toMatchObject({ step: 'cut', stepsAway: 0 });
    log.intend('cut', 'a');
    expect(clockOf(log).noReturn).toMatchObject({ step: 'drop', stepsAway: 2 });
  });

  it('is not one that is skipped, nor one of a run that is at its end or changes nothing', () => {
    const log = begun([{ id: 'cut', ...NO_RETURN, hosts: ['a'] }]);
    expect(
      backoutClock({
        state: createLog(planOf([{ id: 'cut', ...NO_RETURN }]), 'check').state(),
        history: NO_HISTORY,
        now: NOW,
      }).noReturn,
    ).toBeNull();
    log.add({ type: 'unitSkipped', data: { ...ref('cut', 'a'), reason: because('not today') } });
    expect(clockOf(log).noReturn).toBeNull();
    const onOneHost = begun([{ id: 'cut', ...NO_RETURN, hosts: ['a', 'b'] }]);
    onOneHost.add({ type: 'unitSkipped', data: { ...ref('cut', 'a'), reason: because('not today') } });
    expect(clockOf(onOneHost).noReturn?.step).toBe('cut');
    const ended = begun([{ id: 'cut', ...NO_RETURN }]);
    ended.add({ type: 'runFinished', data: { outcome: 'stopped', reason: null } });
    expect(clockOf(ended).noReturn).toBeNull();
  });
});

describe('what a backout teaches', () => {
  const backoutOf = (log: Log): Log => {
    return createLog(backoutPlan(log.state(), computeBackout(log.state()), null)).begin();
  };

  it('is the longest that a unit of each step took, every try counted, where it was seen to be undone', () => {
    const log = begun([
      { id: 'one', hosts: ['a', 'b', 'c'] },
      { id: 'two', hosts: ['a'] },
    ]);
    for (const host of ['a', 'b', 'c']) log.run('one', host);
    const undo = backoutOf(log.run('two', 'a'));
    undo.intend('one', 'a').finish('one', 'a', 'failed', { durationMs: 2_000 });
    undo.intend('one', 'a').finish('one', 'a', 'ok', { durationMs: 3_000 });
    undo.intend('one', 'b').finish('one', 'b', 'ok', { durationMs: 4_000 });
    undo.intend('one', 'c').finish('one', 'c', 'unknown', { durationMs: 60_000 });
    undo.intend('two', 'a').finish('two', 'a', 'failed', { durationMs: 9_000 });
    expect(stepDurations(undo.state())).toEqual(new Map([['one', 5_000]]));
  });

  it('is nothing of what is not begun or not over', () => {
    const log = begun([
      { id: 'one', hosts: ['a'] },
      { id: 'two', hosts: ['a'] },
    ]);
    expect(
      stepDurations(backoutOf(log.run('one', 'a').run('two', 'a')).intend('two', 'a').state()).size,
    ).toBe(0);
  });

  it('is nothing that was not measured: settled by a person, or recorded from paper', () => {
    const log = begun([
      { id: 'one', hosts: ['a'] },
      { id: 'two', hosts: ['a'] },
      { id: 'three', hosts: ['a'] },
    ]);
    const undo = backoutOf(log.run('one', 'a').run('two', 'a').run('three', 'a'));
    settle(undo.run('three', 'a', 'unknown'), 'three@a', 'done');
    recordOnPaper(undo, 'two@a');
    resume(undo.intend('one', 'a'));
    settle(undo, 'one@a', 'not-run');
    undo.intend('one', 'a').finish('one', 'a', 'ok', { durationMs: 3_000 });
    expect(stepDurations(undo.state())).toEqual(new Map([['one', 3_000]]));
  });
});

it('is shown by programs in a stable shape', () => {
  const log = begun([{ id: 'one', takesMs: 60_000 }]).run('one', 'a');
  expect(clockJson(clockOf(log))).toEqual({
    backoutMs: 60_000,
    unestimated: 0,
    without: [],
    decideBy: '2026-11-21T05:49:00.000Z',
    late: false,
    noReturn: null,
  });
});
