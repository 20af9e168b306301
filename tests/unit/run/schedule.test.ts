import { describe, expect, it } from 'vitest';
import type { StepId } from '#core/release/model.ts';
import { scheduleOf, stepClock, unitClock } from '#core/run/schedule.ts';
import { lastAttempt, stepOf } from '#core/run/state.ts';
import {
  describeBehind,
  describeExpectedEnd,
  describeUnitClock,
  formatClock,
} from '#core/words/run/describe-schedule.ts';
import { begun } from './deciding.ts';
import { stop } from './happenings.ts';
import type { Log, StepSpec } from './run-fixture.ts';

const MINUTE = 60_000;
const NONE = new Map<StepId, number>();
const STEPS: StepSpec[] = [
  { id: 'one', hosts: ['a', 'b', 'c'], parallel: 2, takesMs: 5 * MINUTE },
  { id: 'two', hosts: ['a'], takesMs: 10 * MINUTE },
];

/** At so many minutes after the run began. */
function at(log: Log, minutes: number, history: ReadonlyMap<StepId, number> = NONE) {
  const { startedAt, createdAt } = log.state();
  const now = new Date(Date.parse(startedAt ?? createdAt) + minutes * MINUTE);
  return { schedule: scheduleOf(log.state(), { history, now }), now };
}
const minutesTo = (log: Log, iso: string | null): number | null =>
  iso === null ? null : (Date.parse(iso) - Date.parse(log.state().startedAt ?? '')) / MINUTE;

describe('the schedule of a run', () => {
  it('takes waves one after the other, so many at a time, and is on time when nothing is late', () => {
    const log = begun(...STEPS);
    const { schedule } = at(log, 0);
    expect(minutesTo(log, schedule.plannedEnd)).toBe(20);
    expect(minutesTo(log, schedule.expectedEnd)).toBe(20);
    expect(describeBehind(schedule)).toBe('on time');
  });

  it('counts what is running by what is left of it, and a delay as late', () => {
    const log = begun(...STEPS)
      .intend('one', 'a')
      .intend('one', 'b');
    expect(minutesTo(log, at(log, 3).schedule.expectedEnd)).toBe(20);
    const late = at(log, 12).schedule;
    expect(minutesTo(log, late.expectedEnd)).toBe(12 + 5 + 10);
    expect(describeBehind(late)).toBe('about 7 min late');
  });

  it('is early when steps took less than was said', () => {
    const log = begun(...STEPS);
    for (const host of ['a', 'b', 'c']) log.run('one', host);
    expect(describeBehind(at(log, 1).schedule)).toBe('about 9 min early');
  });

  it('goes by earlier runs before it goes by the author, and names what nobody knows', () => {
    const log = begun(...STEPS, { id: 'three', hosts: ['a'] });
    const { schedule } = at(log, 0, new Map([['two' as StepId, 2 * MINUTE]]));
    expect(minutesTo(log, schedule.expectedEnd)).toBe(12);
    expect(schedule.without).toEqual([{ step: 'three', title: expect.any(String) }]);
    expect(describeExpectedEnd(schedule)).toMatch(
      /^expected end .+, on time, not counting 1 step without an estimate$/,
    );
  });

  it('expects no end where nothing that is left has an estimate, and none of a run at its end', () => {
    const bare = begun({ id: 'one', hosts: ['a'] });
    expect(at(bare, 1).schedule).toMatchObject({ expectedEnd: null, plannedEnd: null, behindMs: null });
    const log = begun(...STEPS);
    stop(log);
    log.add({ type: 'runFinished', data: { outcome: 'stopped', reason: null } });
    expect(at(log, 99).schedule).toMatchObject({ expectedEnd: null, elapsedMs: 0 });
  });

  it('says when it will be over after the window, less its margin', () => {
    const log = begun(...STEPS);
    const state = log.state();
    const closes = new Date(Date.parse(state.startedAt ?? '') + 25 * MINUTE).toISOString();
    const within = (marginMs: number) => {
      const window = { opens: state.createdAt, closes, marginMs };
      const now = new Date(state.startedAt ?? '');
      return scheduleOf({ ...state, header: { ...state.header, window } }, { history: NONE, now })
        .isPastWindow;
    };
    expect([within(0), within(6 * MINUTE)]).toEqual([false, true]);
  });

  it('tells of a step how long all its hosts run and should, but not between batches', () => {
    const log = begun(...STEPS).intend('one', 'a');
    const say = (of: Log, minutes: number) => {
      const { plan } = of.state();
      const clock = stepClock(of.state(), stepOf(plan, 'one' as StepId), {
        history: NONE,
        now: at(of, minutes).now,
      });
      return clock && formatClock(clock);
    };
    expect([say(log, 3), say(log, 11)]).toEqual(['0:03:00 of about 10 min', '0:11:00, over about 10 min']);
    expect(say(begun(...STEPS), 3)).toBeNull();
    const batched = begun({ id: 'one', hosts: ['a', 'b'], batches: [1, 1], takesMs: MINUTE }).intend(
      'one',
      'a',
    );
    expect(say(batched, 3)).toBeNull();
  });

  it('tells of a step on a host how long it runs and should', () => {
    const log = begun(...STEPS).intend('one', 'a');
    const attempt = lastAttempt(log.unit('one', 'a'));
    const step = stepOf(log.state().plan, 'one' as StepId);
    const say = (minutes: number) => {
      const now = new Date(Date.parse(attempt?.intendedAt ?? '') + minutes * MINUTE);
      return describeUnitClock(unitClock(step, attempt ?? { intendedAt: '' }, { history: NONE, now }));
    };
    expect(say(2)).toBe('running for 0:02:00 of about 5 min');
    expect(say(7)).toBe('running for 0:07:00, longer than about 5 min');
  });
});
