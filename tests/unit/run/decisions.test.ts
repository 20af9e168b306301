import { describe, expect, it } from 'vitest';
import type { Answer, RunEventBody } from '#core/run/events.ts';
import { refuseAnswer } from '#core/run/may-answer.ts';
import { plannedUnit, stepOf } from '#core/run/state.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
import { because } from '#support/because.ts';
import { answerNext, answerNextOpen, begun, keys, wants } from './deciding.ts';
import { continueRun, exclude, include, pause, recordOnPaper, stop } from './happenings.ts';
import {
  createLog,
  finished,
  holdTask,
  type Log,
  MANUAL,
  NOTIFY,
  planOf,
  ref,
  type StepSpec,
} from './run-fixture.ts';

const said = (log: Log) => log.state().decisions.map((decision) => [labelDecision(decision), decision.note]);

/** The run's first question, answered. */
function answered(spec: Partial<StepSpec>, answer: Answer, note: string | null = null): Log {
  const log = createLog(planOf([{ id: 'one', hosts: null, ...spec }])).begin();
  answerNextOpen(log);
  const [id = ''] = log.state().questions.keys();
  return log.answer(id, answer, 'engineer', note);
}

describe('what people decided', () => {
  it.each([
    [{ task: MANUAL }, { to: 'manual', done: true, items: [] }, 'Done', null],
    [
      { task: MANUAL },
      { to: 'manual', done: false, items: [] },
      'Not done',
      { kind: 'not-done-by', by: 'engineer', note: null },
    ],
    [{ task: NOTIFY }, { to: 'notify', done: true, items: [] }, 'Sent', null],
    [
      { task: NOTIFY },
      { to: 'notify', done: false, items: [] },
      'Not sent',
      { kind: 'not-done-by', by: 'engineer', note: null },
    ],
    [{ task: holdTask() }, { to: 'hold', release: true }, 'Released', null],
    [
      { task: holdTask() },
      { to: 'hold', release: false },
      'Refused',
      { kind: 'refused-by', by: 'engineer', note: null },
    ],
  ] as const)('stands in the log in words (%#)', (...[spec, answer, text, reason]) => {
    const log = answered(spec, answer);
    expect(said(log)).toEqual([[text, null]]);
    expect(log.state().decisions[0]?.unit).toEqual({ step: 'one', host: null });
    expect(log.unit('one').reason).toEqual(reason);
    expect(log.unit('one').attempts).toMatchObject([{ onPaper: false, tracked: false }]);
  });

  it.each([
    [true, 'Continue with the next batch'],
    [false, 'Stop before the next batch'],
  ])('stands in the log for a batch (%s)', (to, text) => {
    const log = begun({ id: 'one', batches: [1, 1], pause: true }).run('one', 'a');
    answerNextOpen(log);
    log.answer('batch:one#2', { to: 'batch', continue: to }, 'engineer', 'why');
    expect(said(log)).toEqual([[text, 'why']]);
  });

  it('stands in the log for what they add of themselves, also after the end', () => {
    const log = continueRun(pause(begun({ id: 'one' })));
    log.add({ type: 'noteAdded', data: { by: 'engineer', text: 'smells of smoke' } });
    log.add({ type: 'baselineSet', data: { by: 'engineer', note: 'good' } });
    stop(log);
    log.add({ type: 'runFinished', data: { outcome: 'stopped', reason: null } });
    log.add({ type: 'noteAdded', data: { by: 'manager', text: 'late' } });
    log.add({ type: 'baselineSet', data: { by: 'manager', note: 'kept' } });
    log.add({ type: 'lossAcknowledged', data: { by: 'manager', note: 'looked', upTo: 3, count: 1 } });
    stop(log);
    expect(said(log)).toEqual([
      ['Pause', null],
      ['Continue', null],
      ['Note', 'smells of smoke'],
      ['Use as the baseline', 'good'],
      ['Stop', null],
      ['Note', 'late'],
      ['Use as the baseline', 'kept'],
      ['Loss acknowledged', 'looked'],
    ]);
    expect(log.state().decisions[2]).toMatchObject({ by: 'engineer', seq: 6, unit: null });
  });

  it('keeps what a stop was asked for, apart from what the person wrote', () => {
    const log = begun({ id: 'one' });
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: 'smoke', cause: 'to-back-out' } });
    stop(log);
    expect(log.state().decisions.map(({ note, cause }) => ({ note, cause }))).toEqual([
      { note: 'smoke', cause: 'to-back-out' },
      { note: null, cause: undefined },
    ]);
    expect(log.state().decisions.map((decision) => 'cause' in decision)).toEqual([true, false]);
  });

  it('names who left a host out, and why', () => {
    const one = { id: 'one', hosts: ['a', 'b'], parallel: 1 };
    const log = answerNext(begun(one).run('one', 'a', 'failed'), 'exclude', 'disk');
    expect(log.state().excluded.get('a' as never)).toEqual({
      kind: 'excluded-by',
      by: 'engineer',
      note: 'disk',
    });
    const bare = answerNext(begun(one).run('one', 'a', 'failed'), 'exclude');
    expect(bare.state().excluded.get('a' as never)).toEqual({
      kind: 'excluded-by',
      by: 'engineer',
      note: null,
    });
  });
});

describe('an open question', () => {
  const both = (...more: StepSpec[]): Log => {
    const log = begun({ id: 'one', hosts: ['a', 'b'] }, ...more)
      .intend('one', 'a')
      .intend('one', 'b');
    log.finish('one', 'a', 'unreachable').finish('one', 'b', 'stopped');
    for (const ask of wants(log)) if (ask.kind === 'ask') log.ask(ask.id, ask.question);
    return log;
  };

  it('says what the unit came to', () => {
    expect([...both().state().questions.values()].map(({ question }) => question)).toMatchObject([
      {
        about: 'unit',
        unit: ref('one', 'a'),
        outcome: 'unreachable',
        reason: because('seen as unreachable'),
      },
      { about: 'unit', unit: ref('one', 'b'), outcome: 'stopped', reason: because('seen as stopped') },
    ]);
  });

  it('stays when another host is left out', () => {
    expect([...exclude(both(), 'a').state().questions.keys()]).toEqual(['unit:one@b#1']);
  });

  it('stays when a step of another kind is asked about on the host that is left out', () => {
    const log = begun({ id: 'one', batches: [1, 1], pause: true }, { id: 'two' }).run('one', 'a');
    answerNextOpen(log);
    expect([...exclude(log, 'a').state().questions.keys()]).toEqual(['batch:one#2']);
  });

  it('stays when the run continues to the next step', () => {
    const log = begun({ id: 'one', hosts: ['a'] }, { id: 'two', hosts: null, task: MANUAL });
    const manual = { about: 'manual', unit: ref('two'), text: '', items: [] } as const;
    log.ask('manual:two#1', manual).run('one', 'a');
    expect(log.state().wave).toBe(1);
    expect([...log.state().questions.keys()]).toEqual(['manual:two#1']);
  });

  it('about the batch that comes next stays, about another one goes', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b', 'c'], batches: [1, 1, 1], pause: true });
    const unit = ref('one');
    const batch = (n: number) =>
      ({ about: 'batch', unit, batch: n, batches: 3, hosts: ['b' as never] }) as const;
    log.ask('batch:one#2', batch(2)).ask('batch:one#3', batch(3)).run('one', 'a');
    expect([...log.state().questions.keys()]).toEqual(['batch:one#2']);
    recordOnPaper(log, 'one@b');
    expect(log.state().questions.size).toBe(0);
  });

  it('about the verdict stays when something is recorded from paper', () => {
    const given = { plan: 'verification', criteria: ['Orders flow'] } as const;
    const plan = planOf([{ id: 'one', hosts: null, onFailure: 'ignore' }], given);
    const log = createLog(plan, 'live', { plan: 'verification' }).begin().run('one', null, 'failed');
    answerNextOpen(log);
    recordOnPaper(log, 'one');
    expect([...log.state().questions.keys()]).toEqual(['verdict']);
  });

  it.each([
    [{ task: NOTIFY }, { to: 'notify', done: true, items: [] }],
    [{ task: MANUAL }, { to: 'manual', done: true, items: ['called', 'noted'] }],
  ] as const)('may be answered by anybody where nothing else is said (%#)', (...[spec, answer]) => {
    const log = createLog(planOf([{ id: 'one', hosts: null, ...spec }])).begin();
    answerNextOpen(log);
    const [question = ''] = log.state().questions.keys();
    expect(refuseAnswer(log.state(), { question, answer, by: 'x', note: null })).toBeNull();
  });

  it('about a batch may be answered by anybody', () => {
    const log = begun({ id: 'one', batches: [1, 1], pause: true }).run('one', 'a');
    answerNextOpen(log);
    const answer = { to: 'batch', continue: true } as const;
    const given = { question: 'batch:one#2', answer, by: 'x', note: null };
    expect(refuseAnswer(log.state(), given)).toBeNull();
  });
});

describe('attempts that nobody watched', () => {
  it('put their reason to the unit only when they are the last', () => {
    const log = begun({ id: 'one', hosts: ['a'] })
      .intend('one', 'a')
      .intend('one', 'a');
    log.finish('one', 'a', 'failed');
    log.add(finished(ref('one', 'a'), 1, { outcome: 'failed', reason: because('too late') }));
    expect(log.unit('one', 'a').reason).toEqual(because('seen as failed'));
  });

  it('of people have printed nothing, and carry a word of their own', () => {
    const log = recordOnPaper(begun({ id: 'one' }), 'one@a');
    const [attempt] = log.unit('one', 'a').attempts;
    const nothing = {
      bytes: 0,
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    };
    expect(attempt).toMatchObject({
      id: 'paper-4',
      seq: 4,
      command: '',
      pid: null,
      finished: { stdout: nothing, stderr: nothing, exit: null, signal: null, captured: {} },
    });
  });

  it('on a host that is taken in again are not made again where they went well', () => {
    const log = include(exclude(begun({ id: 'one' }).run('one', 'a'), 'a'), 'a');
    expect(log.unit('one', 'a')).toMatchObject({ state: 'ok', again: false, round: 0 });
  });
});

describe('what preflight left on hosts', () => {
  it('is remembered over all preflights of the run', () => {
    const log = createLog(planOf([{ id: 'one' }]));
    const report = (name: string, given: object) => ({
      host: name as never,
      problems: [],
      hostKey: null,
      hostname: null,
      bootId: null,
      clockOffsetMs: null,
      freeBytes: null,
      ...given,
    });
    const looked = (...hosts: ReturnType<typeof report>[]): RunEventBody => ({
      type: 'preflightFinished',
      data: { passed: true, hosts, problems: [] },
    });
    log.add(looked(report('a', { tracking: [] }), report('b', {})));
    const app = { user: 'app', why: { kind: 'records-unwritable' as const, path: '/home/app' } };
    log.add(looked(report('b', { tracking: [{ user: null, why: null }, app] })));
    expect(Object.fromEntries(log.state().prepared)).toEqual({ a: new Set(), b: new Set([null]) });
    log.add(looked(report('b', { tracking: [{ ...app, why: null }] })));
    expect(log.state().prepared.get('b' as never)).toEqual(new Set([null, 'app']));
  });
});

describe('a name that the plan does not have', () => {
  const plan = planOf([{ id: 'one', hosts: ['a'] }]);

  it('is told, for a step as for a unit', () => {
    expect(() => stepOf(plan, 'nowhere' as never)).toThrow('the plan has no step nowhere');
    expect(() => plannedUnit(plan, ref('one', 'z'))).toThrow('the plan has no unit one@z');
  });

  it('is told for a step without hosts as for one with hosts', () => {
    const log = createLog(plan).begin();
    const data = { ...ref('one'), reason: because('x') };
    expect(() => log.add({ type: 'unitSkipped', data })).toThrow('does not have: one@');
  });

  it('has nothing to do where the plan has no units for a wave', () => {
    const waves = [{ step: 'one' as never, batch: 1, batches: 1, hosts: ['z' as never], pauseBefore: false }];
    const log = createLog({ ...plan, waves }).begin();
    expect(keys(log)).toEqual(['finish']);
  });
});
