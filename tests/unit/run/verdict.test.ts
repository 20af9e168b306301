import { describe, expect, it } from 'vitest';
import type { Verdict } from '#core/run/events.ts';
import { refuseAnswer } from '#core/run/may-answer.ts';
import type { Mode } from '#core/run/mode.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
import { said } from '../../support/said.ts';
import { answerNextOpen, finish, keys, wants } from './deciding.ts';
import { exclude, include, pause, resume, stop } from './happenings.ts';
import { createLog, type Log, planOf, type StepSpec } from './run-fixture.ts';

const CHECK: StepSpec = { id: 'look', hosts: ['a', 'b'], onFailure: 'continue' };

function checked(criteria: readonly string[] | undefined, mode: Mode = 'live', plan = 'verification'): Log {
  const given = { plan: plan as never, ...(criteria ? { criteria } : {}) };
  const log = createLog(planOf([CHECK], given), mode, { plan: plan as never });
  return log.begin().run('look', 'a').run('look', 'b');
}

function decided(verdict: Verdict, note: string | null = null): Log {
  const log = checked(['Orders flow']);
  answerNextOpen(log);
  return log.answer('verdict', { to: 'verdict', verdict }, 'manager', note);
}

describe('the end of a verification', () => {
  it('stays open while a host is excluded', () => {
    const log = checked(['Orders flow']);
    answerNextOpen(log);
    exclude(log, 'a');
    expect([...log.state().questions.keys()]).toEqual(['verdict']);
  });

  it('is decided by a person, by the criteria', () => {
    const log = checked(['Orders flow', 'No errors']);
    expect(wants(log)).toEqual([
      {
        kind: 'ask',
        id: 'verdict',
        question: {
          about: 'verdict',
          unit: { step: 'look', host: null },
          criteria: ['Orders flow', 'No errors'],
        },
      },
    ]);
    answerNextOpen(log);
    expect(wants(log)).toEqual([]);
  });

  it.each([
    [
      'success',
      finish('succeeded', { kind: 'verdict-by', verdict: 'success', by: 'manager', note: null }),
      'Success',
    ],
    [
      'back-out',
      finish('failed', { kind: 'verdict-by', verdict: 'back-out', by: 'manager', note: null }),
      'Back out',
    ],
    [
      'leave',
      finish('failed', { kind: 'verdict-by', verdict: 'leave', by: 'manager', note: 'CR-7' }),
      'Leave it, with an emergency fix',
    ],
  ] as const)('is %s as it was decided', (verdict, end, text) => {
    const log = decided(verdict, verdict === 'leave' ? 'CR-7' : null);
    expect(wants(log)).toEqual(end);
    expect(log.state().decisions[0]?.unit).toBeNull();
    expect(log.state().verdict).toMatchObject({ verdict, by: 'manager' });
    expect(log.state().decisions).toMatchObject([{ by: 'manager' }]);
    expect(log.state().decisions.map(labelDecision)).toEqual([text]);
    expect(log.state().questions.size).toBe(0);
  });

  it.each([[undefined], [[]]])('is not asked about without criteria', (criteria) => {
    expect(wants(checked(criteria))).toEqual(finish('succeeded'));
  });

  it('is not asked about in check mode', () => {
    expect(wants(checked(['Orders flow'], 'check'))).toEqual(finish('succeeded'));
  });

  it('is asked about in a rehearsal as in a live run', () => {
    expect(keys(checked(['Orders flow'], 'rehearsal'))).toEqual(['ask verdict']);
  });

  it('is not asked about at the end of another plan', () => {
    expect(wants(checked(['Orders flow'], 'live', 'deployment'))).toEqual(finish('succeeded'));
  });

  it('is not asked about where nothing was to be done', () => {
    const given = { plan: 'verification', criteria: ['Orders flow'] } as const;
    const log = createLog(planOf([], given), 'live', { plan: 'verification' }).begin();
    expect(wants(log)).toEqual(finish('succeeded'));
  });

  it('is not asked about during a pause, nor after a stop', () => {
    expect(wants(pause(checked(['Orders flow'])))).toEqual([]);
    expect(wants(stop(checked(['Orders flow'])))).toEqual(
      finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }),
    );
  });

  it('is asked about anew when a host was included again meanwhile', () => {
    const given = { plan: 'verification', criteria: ['Orders flow'] } as const;
    const log = createLog(planOf([CHECK], given), 'live', { plan: 'verification' }).begin();
    exclude(log, 'b').run('look', 'a');
    answerNextOpen(log);
    include(log, 'b');
    expect(log.state().questions.size).toBe(0);
    expect(keys(log)).toEqual(['attempt look@b 1']);
    expect(keys(log.run('look', 'b'))).toEqual(['ask verdict']);
  });

  it('stays decided after a crash', () => {
    const log = resume(decided('back-out'));
    log.add({ type: 'runContinued', data: { by: 'engineer', note: null } });
    log.add({ type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } });
    expect(wants(log)).toMatchObject([{ kind: 'finish', outcome: 'failed' }]);
  });
});

const refusal = (verdict: Verdict, note: string | null, met: readonly string[] = ['Orders flow']) => {
  const log = checked(['Orders flow']);
  answerNextOpen(log);
  const answer = { to: 'verdict', verdict, met } as const;
  return said(refuseAnswer(log.state(), { question: 'verdict', answer, by: 'manager', note }));
};

it('a success is one by every criterion', () => {
  expect(refusal('success', null, [])).toBe('Not ticked: Orders flow');
  expect(refusal('success', null)).toBeNull();
  expect(refusal('back-out', null, [])).toBeNull();
});

describe('the verdict that it is left in place', () => {
  it('needs a note that names the emergency fix', () => {
    expect(refusal('leave', null)).toContain('which emergency fix');
    expect(refusal('leave', ' ')).toContain('which emergency fix');
    expect(refusal('leave', 'CR-7')).toBeNull();
    expect(refusal('success', null)).toBeNull();
    expect(refusal('back-out', null)).toBeNull();
  });
});
