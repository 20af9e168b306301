import { describe, expect, it } from 'vitest';
import { refuseInclusion, refuseRecord } from '#core/run/may-answer.ts';
import { because } from '#support/because.ts';
import { said } from '../../support/said.ts';
import { answerNext, answerNextOpen, begun, finish, keys, wants } from './deciding.ts';
import { continueRun, exclude, include, passPreflight, pause, recordOnPaper, resume } from './happenings.ts';
import { createLog, holdTask, type Log, MANUAL, planOf, ref, type StepSpec } from './run-fixture.ts';

const ONE: StepSpec = { id: 'one', hosts: ['a', 'b'] };
const TWO: StepSpec = { id: 'two', hosts: ['a', 'b'] };

describe('a host that is included again', () => {
  /** `b` is left out after the first step, and the second is done without it. */
  const behind = (...more: Partial<StepSpec>[]): Log =>
    exclude(begun(Object.assign({}, ONE, ...more), TWO, { id: 'three', hosts: ['a', 'b'] }), 'b')
      .run('one', 'a')
      .run('two', 'a');

  it('catches up with the steps that it missed before the others continue', () => {
    const log = include(behind().intend('three', 'a').finish('three', 'a', 'failed'), 'b');
    expect(log.unit('one', 'b')).toMatchObject({ state: 'waiting', reason: null });
    expect(keys(log)).toEqual(['attempt one@b 1']);
    expect(keys(log.run('one', 'b'))).toEqual(['attempt two@b 1']);
    expect(keys(log.run('two', 'b'))).toEqual(['ask unit:three@a#1']);
    const { decisions, excluded } = log.state();
    expect(decisions.at(-1)).toMatchObject({
      decided: { kind: 'included', host: 'b' },
      by: 'engineer',
      unit: null,
    });
    expect(excluded.size).toBe(0);
  });

  it('waits until nothing of a later step is running', () => {
    const log = include(behind().intend('three', 'a'), 'b');
    expect(wants(log)).toEqual([]);
    expect(keys(log.finish('three', 'a', 'ok'))).toEqual(['attempt one@b 1']);
  });

  it('is tried again with what is known to have gone bad on it', () => {
    const log = begun(ONE, TWO).run('one', 'a').run('one', 'b', 'failed');
    exclude(log, 'b').run('two', 'a');
    expect(keys(include(log, 'b'))).toEqual(['attempt one@b 2']);
    log.run('one', 'b').run('two', 'b');
    expect(wants(log)).toEqual(finish('succeeded'));
  });

  it('is asked about where it left an unknown, by a new question', () => {
    const log = begun(ONE, TWO).run('one', 'a').run('one', 'b', 'unknown');
    answerNext(log, 'exclude').run('two', 'a');
    expect(keys(include(log, 'b'))).toEqual(['ask unit:one@b#1.1']);
    answerNext(log, 'settle-done', 'the service answers');
    expect(keys(log)).toEqual(['attempt two@b 1']);
  });

  it.each(['continue', 'stop'] as const)(
    'is asked about when it fails again in a step of %s, and not left out unasked',
    (onFailure) => {
      const log = behind({ onFailure, stopAfter: 2 });
      expect(keys(include(log, 'b').run('one', 'b', 'failed'))).toEqual(['ask unit:one@b#1']);
    },
  );

  it('is asked about at once, also where the step asks only at two failed hosts', () => {
    const log = include(behind({ stopAfter: 2, hosts: ['a', 'b', 'c'], parallel: 1 }), 'b');
    expect(keys(log.run('one', 'b', 'failed'))).toEqual(['ask unit:one@b#1', 'attempt one@c 1']);
  });

  it('is not asked about where failures are ignored', () => {
    const log = include(behind({ onFailure: 'ignore', hosts: ['a', 'b', 'c'], parallel: 1 }), 'b');
    expect(keys(log.run('one', 'b', 'failed'))).toEqual(['attempt one@c 1']);
  });

  it('is left out by the rule again after another exclusion', () => {
    const log = exclude(include(behind(), 'b'), 'b', 'gone for good');
    expect(log.state().included.size).toBe(0);
    expect(log.state().excluded.get('b' as never)).toMatchObject({ note: 'gone for good' });
    expect(keys(log)).toEqual(['attempt three@a 1']);
  });

  it('stays out of what was skipped, and keeps what was done', () => {
    const log = begun(ONE, TWO).run('one', 'b').run('one', 'a');
    log.add({ type: 'unitSkipped', data: { ...ref('two', 'b'), reason: because('rule') } });
    include(exclude(log, 'b'), 'b');
    expect([log.unit('one', 'b').state, log.unit('two', 'b').state]).toEqual(['ok', 'skipped']);
    expect(log.unit('one', 'b').dealtWith).toBe(false);
  });

  it('is asked again to release its batch when nobody has', () => {
    const log = begun({ ...ONE, batches: [1, 1], pause: true }, TWO).run('one', 'a');
    exclude(log, 'b').run('two', 'a');
    expect(keys(include(log, 'b'))).toEqual(['ask batch:one#2']);
  });

  it('takes an open question about a later batch away until its turn comes', () => {
    const log = begun(ONE, { ...TWO, hosts: ['a', 'c'], batches: [1, 1], pause: true });
    exclude(log, 'b').run('one', 'a').run('two', 'a');
    answerNextOpen(log);
    expect(keys(include(log, 'b'))).toEqual(['attempt one@b 1']);
    expect(log.state().questions.size).toBe(0);
    expect(keys(log.run('one', 'b'))).toEqual(['ask batch:two#2']);
  });

  it('changes nothing when it was not left out, and no decision is noted', () => {
    const log = begun(ONE, TWO).run('one', 'a').run('one', 'b').run('two', 'a', 'failed');
    const { seq: _seq, ...before } = log.state();
    const { seq: _after, ...state } = include(log, 'b').state();
    expect(state).toEqual(before);
  });

  it('does not begin an earlier step again that is done with', () => {
    const log = begun({ ...ONE, onFailure: 'ignore' }, TWO)
      .run('one', 'a', 'unknown')
      .run('one', 'b');
    expect(include(log, 'a').state().wave).toBe(1);
  });

  it('holds up the end by its own step while something of a later one is running', () => {
    const log = behind({ onFailure: 'stop', stopAfter: 1 }).intend('three', 'a');
    include(log, 'b').intend('one', 'b').finish('one', 'b', 'failed');
    expect(wants(log)).toEqual([]);
    log.finish('three', 'a', 'ok');
    expect(wants(log)).toMatchObject([{ kind: 'finish', outcome: 'failed' }]);
  });

  it('can be included again only while it is left out and the run is open', () => {
    const log = begun(ONE);
    expect(said(refuseInclusion(log.state(), 'a' as never))).toBe('a is not excluded from this run');
    expect(said(refuseInclusion(exclude(log, 'a').state(), 'a' as never))).toBeNull();
    log.add({ type: 'runFinished', data: { outcome: 'failed', reason: null } });
    expect(said(refuseInclusion(log.state(), 'a' as never))).toBe('The run has ended');
  });
});

describe('what was done from paper', () => {
  it('is one attempt, marked so, at the time that the person says', () => {
    const log = recordOnPaper(begun(ONE, TWO), 'one@a');
    expect(log.unit('one', 'a')).toMatchObject({ state: 'ok', reason: null });
    expect(log.unit('one', 'a').attempts).toMatchObject([
      {
        number: 1,
        onPaper: true,
        intendedAt: '2026-11-21T04:20:00.000Z',
        finished: { outcome: 'ok', at: '2026-11-21T04:20:00.000Z', durationMs: 0 },
      },
    ]);
    expect(log.state().decisions).toMatchObject([
      { decided: { kind: 'recorded', outcome: 'ok' }, by: 'engineer', unit: ref('one', 'a') },
    ]);
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('that went wrong says so, with the note or by whom', () => {
    const log = recordOnPaper(begun(ONE), 'one@a', 'failed');
    expect(log.unit('one', 'a')).toMatchObject({
      state: 'failed',
      reason: { kind: 'did-not-work-by', by: 'engineer', note: null },
    });
    expect(log.state().decisions).toMatchObject([{ decided: { kind: 'recorded', outcome: 'failed' } }]);
    const data = { ...ref('one', 'b'), outcome: 'failed', by: 'x', doneAt: 'y', note: 'disk full' } as const;
    log.add({ type: 'unitRecorded', data });
    expect(log.unit('one', 'b').reason).toMatchObject({ kind: 'did-not-work-by', note: 'disk full' });
  });

  it('is not tried again by rule: people decide on what people did', () => {
    const retry = { times: 2, delayMs: 0 };
    const log = recordOnPaper(begun({ ...ONE, hosts: ['a'], retry }), 'one@a', 'failed');
    expect(keys(log)).toEqual(['ask unit:one@a#1']);
  });

  it.each(['failed', 'unreachable', 'stopped'] as const)(
    'follows what was %s, and takes the question about it away',
    (outcome) => {
      const log = begun({ ...ONE, hosts: ['a', 'b'] }).run('one', 'a', outcome);
      answerNextOpen(log);
      recordOnPaper(log, 'one@a');
      expect(log.unit('one', 'a').attempts.map((each) => each.onPaper)).toEqual([false, true]);
      expect(log.state().questions.size).toBe(0);
    },
  );

  it('takes the place of a step that a person was asked to do', () => {
    const log = begun({ id: 'desk', hosts: null, task: MANUAL }, ONE);
    answerNextOpen(log);
    recordOnPaper(log, 'desk');
    expect(log.state().questions.size).toBe(0);
    expect(keys(log)).toEqual(['attempt one@a 1', 'attempt one@b 1']);
  });

  it('leaves the questions about other units and about the next batch open', () => {
    const log = begun({ ...ONE, hosts: ['a', 'b', 'c'], batches: [1, 2], pause: true }, TWO).run('one', 'a');
    answerNextOpen(log);
    recordOnPaper(log, 'one@b');
    expect([...log.state().questions.keys()]).toEqual(['batch:one#2']);
    const other = begun({ ...ONE, hosts: ['a', 'b'] }).run('one', 'a', 'failed');
    answerNextOpen(other);
    recordOnPaper(other, 'one@b');
    expect([...other.state().questions.keys()]).toEqual(['unit:one@a#1']);
  });

  it('passes over a step whose turn has not come yet', () => {
    const log = recordOnPaper(recordOnPaper(begun(ONE, TWO), 'two@a'), 'two@b')
      .run('one', 'a')
      .run('one', 'b');
    expect(wants(log)).toEqual(finish('succeeded'));
  });

  it('that went wrong in a later batch is asked about before the earlier batch is begun', () => {
    const log = recordOnPaper(begun({ ...ONE, batches: [1, 1] }), 'one@b', 'failed');
    expect(keys(log)).toEqual(['ask unit:one@b#1']);
    answerNext(log, 'skip', 'by hand');
    expect(keys(log)).toEqual(['attempt one@a 1']);
  });

  it.each(['intent', 'unknown', 'ok'] as const)('is refused for a unit that is %s', (state) => {
    const log = begun(ONE);
    if (state === 'intent') log.intend('one', 'a');
    else log.run('one', 'a', state);
    const before = log.unit('one', 'a');
    expect(recordOnPaper(log, 'one@a').unit('one', 'a')).toBe(before);
    expect(log.state().decisions).toEqual([]);
  });

  it('can be recorded during a pause and during recovery', () => {
    const log = recordOnPaper(pause(begun(ONE)), 'one@a');
    expect(log.unit('one', 'a').state).toBe('ok');
    recordOnPaper(resume(log), 'one@b');
    expect(wants(passPreflight(continueRun(log)))).toEqual(finish('succeeded'));
  });
});

describe('an entry from paper', () => {
  const at = '2026-11-21T04:25:30Z';
  const refusal = (log: Log, given: object = {}) =>
    said(
      refuseRecord(
        log.state(),
        { ...ref('one', 'a'), by: 'engineer', doneAt: at, note: null, ...given },
        '2026-11-21T08:00:00Z',
      ),
    );

  it('has a unit of the run, a name and a time', () => {
    const log = begun(ONE);
    expect(refusal(log)).toBeNull();
    expect(refusal(log, { host: 'z' })).toBe('This run has no step one@z');
    expect(refusal(log, { step: 'nowhere' })).toBe('This run has no step nowhere@a');
    expect(refusal(log, { by: ' ' })).toBe('An entry needs the name of the person who did it');
    expect(refusal(log, { doneAt: 'yesterday' })).toContain('time at which it was done');
    expect(refusal(log, { doneAt: '2026-11-21T03:40:00' })).toContain('with its offset');
    expect(refusal(log, { doneAt: '2026-11-21T05:40:00+01:00' })).toBeNull();
    expect(refusal(log, { doneAt: '2026-11-21T05:40:00+0100' })).toBeNull();
    expect(refusal(log, { doneAt: '21 Nov 2026 03:40:00 +0100 (CET)' })).toContain('with its offset');
  });

  it('is of what has been, by the clock of this workstation', () => {
    const log = begun(ONE);
    expect(refusal(log, { doneAt: '2026-11-21T08:00:00Z' })).toBeNull();
    expect(refusal(log, { doneAt: '2026-11-21T09:00:01+01:00' })).toBe(
      '2026-11-21 08:00:01 UTC is in the future: by the clock of this workstation it is 2026-11-21 08:00:00 UTC. Say when it was done',
    );
  });

  it('takes a note where it was done before the run was begun, or before what comes first in it', () => {
    const early = 'At that time the run was not begun yet, or what comes first in it had not ended';
    const log = begun(ONE, TWO);
    expect(refusal(log, { doneAt: '2026-11-21T04:25:00Z' })).toBeNull();
    expect(refusal(log, { doneAt: '2026-11-21T04:24:59Z' })).toContain(early);
    expect(refusal(log, { doneAt: '2026-11-21T04:24:59Z', note: 'from the binder' })).toBeNull();
    const data = {
      ...ref('one', 'a'),
      outcome: 'ok',
      by: 'x',
      doneAt: '2026-11-21T06:10:20Z',
      note: null,
    } as const;
    log.add({ type: 'unitRecorded', data });
    const second = { step: 'two', doneAt: '2026-11-21T06:09:00Z' };
    expect(refusal(log, second)).toContain(early);
    expect(refusal(log, { ...second, note: 'the other way round' })).toBeNull();
    expect(refusal(log, { ...second, doneAt: '2026-11-21T06:10:00Z' })).toBeNull();
    expect(refusal(log, { ...second, host: 'b' })).toBeNull();
  });

  it('is of what waits or is known to have gone bad', () => {
    expect(refusal(begun(ONE).run('one', 'a', 'failed'))).toBeNull();
    expect(refusal(begun(ONE).run('one', 'a', 'unreachable'))).toBeNull();
    expect(refusal(begun(ONE).run('one', 'a', 'stopped'))).toBeNull();
    expect(refusal(begun(ONE).run('one', 'a', 'unknown'))).toContain('settle it instead');
    expect(refusal(begun(ONE).run('one', 'a'))).toBe(
      'one@a is ok; only what waits or failed can be recorded from paper',
    );
    expect(refusal(begun(ONE).intend('one', 'a'))).toContain('one@a is intent');
    expect(refusal(exclude(begun(ONE), 'a'))).toContain('one@a is excluded');
  });

  it('is of an open run', () => {
    const log = begun(ONE);
    log.add({ type: 'runFinished', data: { outcome: 'failed', reason: null } });
    expect(refusal(log)).toBe('The run has ended');
  });

  it('releases no hold point', () => {
    const log = createLog(planOf([{ id: 'one', hosts: null, task: holdTask() }])).begin();
    expect(refusal(log, { host: null })).toContain('released here by its approvers');
  });
});
