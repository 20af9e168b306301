/** Since when something may be recorded as done on paper without a word why. */
import { describe, expect, it } from 'vitest';
import { refuseRecord } from '#core/run/may-answer.ts';
import { initialState, transition } from '#core/run/transition.ts';
import { createLog, finished, header, planOf, RUN, ref } from './run-fixture.ts';

const PLAN = planOf([
  { id: 'first', hosts: ['a', 'b'] },
  { id: 'call', hosts: null },
  { id: 'second', hosts: ['a', 'b'] },
  { id: 'third', hosts: ['a', 'b'] },
]);

const day = (time: string): string => `2026-11-21T${time}Z`;

/** A run begun at 04:25:30, with attempts that ended when they say. */
function ran(...ends: readonly (readonly [step: string, host: string | null, at: string])[]) {
  const begun = day('04:25:30.000');
  let seq = 1;
  let state = { ...initialState(header(), PLAN, begun), seq };
  for (const [step, host, at] of ends) {
    const intended = { ...ref(step, host), attempt: 1, id: `i${seq}`, command: '', scriptSha256: null };
    for (const body of [
      { type: 'attemptIntended', data: intended } as const,
      finished(ref(step, host), 1, { outcome: 'failed' }),
    ]) {
      seq += 1;
      state = transition(state, { ...body, run: RUN, seq, at: day(at) });
    }
  }
  return state;
}

function refused(state: ReturnType<typeof ran>, [step, host, at]: readonly [string, string | null, string]) {
  const record = { ...ref(step, host), by: 'engineer', doneAt: day(at), note: null };
  return refuseRecord(state, record, day('08:00:00'));
}

const EARLIER = { kind: 'note-missing', need: 'why-earlier' };

describe('what is recorded from paper needs no word why', () => {
  it('from the minute in which the run was begun', () => {
    expect(refused(ran(), ['second', 'a', '04:25:00'])).toBeNull();
    expect(refused(ran(), ['second', 'a', '04:24:59'])).toEqual(EARLIER);
  });

  it('from the minute in which its own last attempt ended', () => {
    const state = ran(['second', 'a', '05:10:20']);
    expect(refused(state, ['second', 'a', '05:10:00'])).toBeNull();
    expect(refused(state, ['second', 'a', '05:09:59'])).toEqual(EARLIER);
    expect(refused(state, ['second', 'b', '05:00:00'])).toBeNull();
  });

  it('from when what stands before it ended: on its host, and where no host is', () => {
    const state = ran(['first', 'a', '05:00:40'], ['first', 'b', '05:30:00']);
    expect(refused(state, ['second', 'a', '05:00:00'])).toBeNull();
    expect(refused(state, ['second', 'a', '04:59:00'])).toEqual(EARLIER);
    expect(refused(state, ['call', null, '05:29:00'])).toEqual(EARLIER);
    const called = ran(['call', null, '05:45:10']);
    expect(refused(called, ['second', 'b', '05:44:00'])).toEqual(EARLIER);
    expect(refused(called, ['second', 'b', '05:45:00'])).toBeNull();
  });

  it('whatever was done later in the plan, which may be recorded after it', () => {
    const state = ran(['third', 'a', '06:00:00']);
    expect(refused(state, ['second', 'a', '05:00:00'])).toBeNull();
  });

  it('and while its last attempt goes on, the one before does not count either', () => {
    const log = createLog(PLAN).begin().intend('first', 'a');
    const record = { ...ref('second', 'a'), by: 'engineer', doneAt: day('04:25:00'), note: null };
    expect(refuseRecord(log.state(), record, day('08:00:00'))).toBeNull();
  });

  it('once one stands beside it', () => {
    const record = { ...ref('first', 'a'), by: 'engineer', doneAt: day('03:00:00'), note: ' by radio ' };
    expect(refuseRecord(ran(), record, day('08:00:00'))).toBeNull();
    expect(refuseRecord(ran(), { ...record, note: ' ' }, day('08:00:00'))).toEqual(EARLIER);
  });
});

it('an entry is somebody’s', () => {
  const entry = { by: ' ', doneAt: day('05:00:00'), note: null };
  expect(refuseRecord(ran(), { ...ref('first', 'a'), ...entry }, day('08:00:00'))).toEqual({
    kind: 'nobody',
    gives: 'entry',
  });
});

it('that there is no such step, or the run is over, is said before what is wrong with the entry', () => {
  const entry = { by: ' ', doneAt: 'yesterday', note: null };
  const state = ran();
  expect(refuseRecord(state, { ...ref('nowhere', 'a'), ...entry }, day('08:00:00'))?.kind).toBe('no-step');
  const log = createLog(PLAN).begin();
  log.add({ type: 'runFinished', data: { outcome: 'stopped', reason: null } });
  expect(refuseRecord(log.state(), { ...ref('first', 'a'), ...entry }, day('08:00:00'))?.kind).toBe(
    'at-its-end',
  );
});
