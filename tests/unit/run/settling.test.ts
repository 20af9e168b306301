import { describe, expect, it } from 'vitest';
import { decide } from '#core/run/decide.ts';
import type { Remedy } from '#core/run/events.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
import { because } from '#support/because.ts';
import { answerNext, begun, finish, keys, wants } from './deciding.ts';
import { exclude, include, resume, settle, stillUnknown, stop } from './happenings.ts';
import { finished, type Log, ref, type StepSpec } from './run-fixture.ts';

const WORK: StepSpec = { id: 'work', hosts: ['a'] };
const unknown = (...more: Partial<StepSpec>[]): Log =>
  begun(Object.assign({}, WORK, ...more), { id: 'after', hosts: ['a'] }).run('work', 'a', 'unknown');
const attempt = (log: Log) => log.unit('work', 'a').attempts.at(-1);

describe('an unknown outcome that the record clears up', () => {
  it.each([
    ['done', 'ok', null],
    ['failed', 'failed', because('the record says failed')],
    ['not-run', 'unreachable', because('the record says not-run')],
  ] as const)('makes the unit that was %s %s', (as, state, reason) => {
    expect(settle(unknown(), 'work@a', as).unit('work', 'a')).toMatchObject({ state, reason });
  });

  it('leaves what the attempt came to as it was, and puts the settlement beside it', () => {
    const log = unknown();
    const before = attempt(log)?.finished;
    settle(log, 'work@a', 'done');
    expect(attempt(log)?.finished).toBe(before);
    expect(attempt(log)).toMatchObject({
      finished: { outcome: 'unknown' },
      settled: { as: 'done', evidence: 'record', by: null, reason: because('the record says done') },
    });
  });

  it('is settled once: a later word changes nothing', () => {
    const log = settle(settle(unknown(), 'work@a', 'done'), 'work@a', 'failed');
    expect(log.unit('work', 'a').state).toBe('ok');
    expect(attempt(log)?.settled?.as).toBe('done');
  });

  it('is not changed by what comes in about it afterwards', () => {
    const log = settle(unknown(), 'work@a', 'not-run');
    log.add(finished(ref('work', 'a'), 1, { outcome: 'ok', captured: { role: 'primary' } }));
    expect(log.unit('work', 'a').state).toBe('unreachable');
    expect(log.state().captures.size).toBe(0);
  });

  it('is settled by a word about its last attempt alone', () => {
    const log = unknown({ repeatable: true }).run('work', 'a', 'unknown');
    const said = { evidence: 'record', reason: because('late'), as: 'done' } as const;
    log.add({ type: 'unitSettled', data: { ...ref('work', 'a'), attempt: 1, ...said } });
    expect(log.unit('work', 'a')).toMatchObject({ state: 'unknown', round: 0 });
    expect(attempt(log)?.settled).toBeNull();
  });

  it('lets the run continue where it is done, and asks where it failed', () => {
    expect(keys(settle(unknown(), 'work@a', 'done'))).toEqual(['attempt after@a 1']);
    expect(keys(settle(unknown(), 'work@a', 'failed'))).toEqual(['ask unit:work@a#1.1']);
  });

  it('takes the open question about it away', () => {
    const log = unknown();
    const [ask] = wants(log);
    if (ask?.kind !== 'ask') return expect.unreachable();
    settle(log.ask(ask.id, ask.question), 'work@a', 'failed');
    expect(log.state().questions.size).toBe(0);
    expect(wants(log)).toMatchObject([{ kind: 'ask', question: { outcome: 'failed' } }]);
  });

  it.each(['failed', 'not-run'] as const)('is tried again by rule once it is %s', (as) => {
    const log = settle(unknown({ retry: { times: 1, delayMs: 7 } }), 'work@a', as);
    expect(wants(log)).toEqual([{ kind: 'attempt', unit: ref('work', 'a'), attempt: 2, delayMs: 7 }]);
  });
});

describe('a step that is behind', () => {
  const behind = (): Log => {
    const passed: StepSpec = { ...WORK, onFailure: 'ignore', retry: { times: 1, delayMs: 0 } };
    const log = begun(passed, { id: 'after', hosts: ['a', 'b'] }).run('work', 'a', 'unknown');
    return settle(log, 'work@a', 'failed');
  };

  it('is not begun again by what is learnt of it later', () => {
    expect(keys(behind())).toEqual(['attempt after@a 1', 'attempt after@b 1']);
  });

  it('is not begun again when a host is included again that was not left out', () => {
    expect(keys(include(behind(), 'b'))).toEqual(['attempt after@a 1', 'attempt after@b 1']);
  });

  it('is not begun again by what comes in of a host that is left out', () => {
    const log = exclude(behind().intend('after', 'b'), 'b').finish('after', 'b', 'ok');
    expect(keys(log)).toEqual(['attempt after@a 1']);
  });
});

describe('an unknown outcome that a person clears up', () => {
  it.each([
    ['settle-done', 'done', 'ok'],
    ['settle-failed', 'failed', 'failed'],
    ['settle-not-run', 'not-run', 'unreachable'],
  ] as const)('is settled by %s', (remedy, as, state) => {
    const log = answerNext(unknown(), remedy, 'the service answers');
    expect(log.unit('work', 'a').state).toBe(state);
    expect(attempt(log)?.settled).toMatchObject({ as, evidence: 'person', by: 'engineer' });
    expect(attempt(log)?.settled?.reason).toEqual({
      kind: 'settled-by',
      as,
      by: 'engineer',
      note: 'the service answers',
    });
    expect(log.state().questions.size).toBe(0);
  });

  it.each([
    ['settle-done', 'Settle as done'],
    ['settle-failed', 'Settle as failed'],
    ['settle-not-run', 'Settle as not run'],
    ['recheck', 'Look at the host again'],
    ['check', "Run the step's own check"],
    ['retry', 'Retry'],
    ['skip', 'Skip'],
    ['exclude', 'Exclude host'],
    ['stop', 'Stop'],
  ] as const)('stands among the decisions when answered with %s', (remedy, text) => {
    const { decisions } = answerNext(unknown(), remedy, 'seen').state();
    expect(decisions).toMatchObject([{ by: 'engineer', note: 'seen' }]);
    expect(decisions.map(labelDecision)).toEqual([text]);
  });

  it.each(['settle-done', 'recheck', 'check'] as const)('is no matter of %s once it is known', (remedy) => {
    const log = begun(WORK).run('work', 'a', 'failed');
    const before = log.unit('work', 'a');
    answerNext(log, remedy, 'why');
    expect(log.unit('work', 'a')).toEqual(before);
    expect(log.state().rechecks.size).toBe(0);
  });
});

describe('looking again', () => {
  const looking = (remedy: Remedy = 'recheck'): Log => answerNext(unknown(), remedy);

  it.each([
    ['recheck', 'record'],
    ['check', 'check'],
  ] as const)('is wanted after %s, and nothing else of the unit', (remedy, evidence) => {
    expect(wants(looking(remedy))).toEqual([
      { kind: 'recheck', unit: ref('work', 'a'), attempt: 1, evidence },
    ]);
    expect(keys(looking(remedy))).toEqual(['recheck work@a 1']);
  });

  it('is over when the outcome is settled', () => {
    expect(keys(settle(looking(), 'work@a', 'done'))).toEqual(['attempt after@a 1']);
  });

  it('asks anew when nobody is any wiser, by another question each time', () => {
    const log = stillUnknown(looking(), 'work@a');
    expect(wants(log)).toMatchObject([
      {
        kind: 'ask',
        id: 'unit:work@a#1.1',
        question: { outcome: 'unknown', reason: because('there is no record') },
      },
    ]);
    stillUnknown(answerNext(log, 'recheck'), 'work@a');
    expect(keys(log)).toEqual(['ask unit:work@a#1.2']);
  });

  it('is not brought to an end by a word about another attempt', () => {
    const log = unknown({ repeatable: true }).run('work', 'a', 'unknown');
    answerNext(log, 'recheck');
    const old = { ...ref('work', 'a'), attempt: 1, evidence: 'record', reason: because('late') } as const;
    log.add({ type: 'unitStillUnknown', data: old });
    expect(keys(log)).toEqual(['recheck work@a 2']);
  });

  it('asks nothing about a unit whose outcome is known', () => {
    const log = begun(WORK).run('work', 'a', 'failed');
    const before = log.state().units;
    stillUnknown(log, 'work@a');
    expect(log.state().units).toBe(before);
  });

  it('is not begun after a stop', () => {
    expect(wants(stop(looking()))).toEqual(
      finish('failed', { kind: 'stopped-by', by: 'engineer', note: null }),
    );
  });

  it('keeps the run open until it is over, even where the host is left out meanwhile', () => {
    const log = exclude(answerNext(begun(WORK).run('work', 'a', 'unknown'), 'recheck'), 'a');
    expect(keys(log)).toEqual(['recheck work@a 1']);
    expect(wants(settle(log, 'work@a', 'done'))).toEqual(finish('succeeded'));
  });

  it('is asked about anew after a crash in the middle of it', () => {
    const log = resume(looking());
    expect(decide(log.state())).toEqual([]);
    expect(log.state().rechecks.size).toBe(0);
    expect(log.unit('work', 'a')).toMatchObject({ state: 'unknown', round: 1 });
  });
});
