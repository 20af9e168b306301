import { describe, expect, it } from 'vitest';
import type { HostName } from '#core/release/model.ts';
import { decide } from '#core/run/decide.ts';
import { refuseAnswer } from '#core/run/may-answer.ts';
import { unitKey } from '#core/run/state.ts';
import { readRun, runStateName } from '#core/run/view.ts';
import { because } from '#support/because.ts';
import { said } from '../../support/said.ts';
import { answerNext, answerNextOpen, begun, finish, keys, wants } from './deciding.ts';
import { resume, stop } from './happenings.ts';
import { createLog, holdTask, type Log, MANUAL, NOTIFY, planOf, ref, shellTask } from './run-fixture.ts';

describe('retries', () => {
  const retry = { times: 2, delayMs: 5000 };

  it.each(['failed', 'unreachable'] as const)(
    'tries a unit that is %s again by itself, after the delay',
    (outcome) => {
      const log = begun({ id: 'one', hosts: ['a'], retry }).run('one', 'a', outcome);
      expect(wants(log)).toEqual([{ kind: 'attempt', unit: ref('one', 'a'), attempt: 2, delayMs: 5000 }]);
      log.run('one', 'a', outcome);
      expect(keys(log)).toEqual(['attempt one@a 3']);
      log.run('one', 'a', outcome);
      expect(keys(log)).toEqual(['ask unit:one@a#3']);
    },
  );

  it('never tries an unknown again by itself', () => {
    const log = begun({ id: 'one', hosts: ['a'], retry }).run('one', 'a', 'unknown');
    expect(keys(log)).toEqual(['ask unit:one@a#1']);
  });

  it('tries an unknown again when the step may be repeated', () => {
    const log = begun({ id: 'one', hosts: ['a'], retry, repeatable: true }).run('one', 'a', 'unknown');
    expect(keys(log)).toEqual(['attempt one@a 2']);
  });

  it('never tries what a person stopped again by itself', () => {
    const log = begun({ id: 'one', hosts: ['a'], retry, repeatable: true }).run('one', 'a', 'stopped');
    expect(keys(log)).toEqual(['ask unit:one@a#1']);
  });

  it('tries nothing again on a host that was excluded meanwhile', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b'], retry }).intend('one', 'a');
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, by: 'engineer', note: 'gone' } });
    log.finish('one', 'a', 'failed').run('one', 'b');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('does not count a unit with retries left as bad', () => {
    const log = begun({ id: 'one', onFailure: 'stop', parallel: 1, retry }).run('one', 'a', 'failed');
    expect(keys(log)).toEqual(['attempt one@a 2']);
  });
});

describe('a run whose host was taken over', () => {
  const TAKER = { run: 'r-1', workstation: 'b@c:/d', operator: 'b', at: '2026-11-21T04:25:00Z', over: false };
  const taken = (log: Log): Log => {
    log.add({ type: 'hostTakenOver', data: { host: 'a' as HostName, ...TAKER } });
    return log;
  };

  it('begins nothing more, follows what is running and is left then', () => {
    const log = taken(begun({ id: 'one' }).intend('one', 'b'));
    expect(log.state().takenOver).toEqual(new Map([['a', TAKER]]));
    expect(keys(log)).toEqual([]);
    expect(keys(log.finish('one', 'b', 'ok'))).toEqual(['leave']);
  });

  it('ends what is running where a person stops it', () => {
    const log = stop(taken(begun({ id: 'one' }).intend('one', 'b')));
    expect(wants(log)).toEqual([{ kind: 'kill', unit: ref('one', 'b'), attempt: 1 }]);
  });

  it('looks for what was running when it is resumed, and knows nothing of the take-over any more', () => {
    const log = resume(taken(begun({ id: 'one' }).intend('one', 'b')));
    expect(log.state().takenOver.size).toBe(0);
    expect(keys(taken(log))).toEqual(['recover one@b 1']);
  });
});

describe('what is skipped by rule', () => {
  it('is a unit whose condition was decided before the run', () => {
    const log = begun({ id: 'one', hosts: ['a'], skipBecause: 'x' });
    expect(keys(log)).toEqual(['skip one@a']);
    expect(wants(log)).toEqual([
      { kind: 'skip', unit: ref('one', 'a'), reason: { kind: 'condition', condition: 'x' } },
    ]);
  });

  it('is a unit whose condition over a captured value is not met, or not known', () => {
    const log = begun(
      { id: 'one', hosts: ['a'] },
      { id: 'two', hosts: ['a'], when: 'step.one.role == "primary"' },
    );
    log.run('one', 'a');
    expect(wants(log)).toMatchObject([
      { kind: 'skip', reason: { kind: 'condition', condition: 'step.one.role == "primary"' } },
    ]);
  });

  it('is nothing where the captured value meets the condition', () => {
    const log = begun(
      { id: 'one', hosts: ['a'] },
      { id: 'two', hosts: ['a'], when: 'step.one.role == "primary"' },
    );
    log.intend('one', 'a').finish('one', 'a', 'ok', { captured: { role: 'primary' } });
    expect(keys(log)).toEqual(['attempt two@a 1']);
  });

  it('is everything but checks and probes in check mode', () => {
    const plan = planOf([
      { id: 'run', hosts: ['a'] },
      { id: 'hold', hosts: null, task: holdTask() },
      { id: 'look', hosts: ['a'], task: shellTask('id', 'check') },
    ]);
    const log = createLog(plan, 'check').begin();
    expect(wants(log)).toMatchObject([{ kind: 'skip', reason: { kind: 'check-mode' } }]);
    log.add({ type: 'unitSkipped', data: { ...ref('run', 'a'), reason: because('x') } });
    expect(wants(log)).toMatchObject([{ kind: 'skip', unit: ref('hold') }]);
    log.add({ type: 'unitSkipped', data: { ...ref('hold'), reason: because('x') } });
    expect(keys(log)).toEqual(['attempt look@a 1']);
  });

  it('is no probe in check mode', () => {
    const task = { kind: 'probe', target: { kind: 'tcp', address: 'web:80' }, timeoutMs: 1 } as const;
    const log = createLog(planOf([{ id: 'reach', hosts: ['a'], task }]), 'check').begin();
    expect(keys(log)).toEqual(['attempt reach@a 1']);
  });

  it('is nothing but the communiqué in a rehearsal', () => {
    const log = createLog(planOf([{ id: 'one', hosts: ['a'] }]), 'rehearsal').begin();
    expect(keys(log)).toEqual(['attempt one@a 1']);
  });

  it('is a communiqué in a rehearsal', () => {
    const plan = planOf([{ id: 'tell', hosts: null, task: NOTIFY }]);
    expect(decide(createLog(plan, 'rehearsal').begin().state())).toMatchObject([
      { kind: 'skip', reason: { kind: 'rehearsal' } },
    ]);
  });
});

describe('steps of people', () => {
  it('are asked once, with the values of the run in their text', () => {
    const log = begun({ id: 'tell', hosts: null, task: NOTIFY });
    const [ask] = wants(log);
    expect(ask).toMatchObject({
      id: 'notify:tell#1',
      question: { subject: 'Since 2026-11-21 04:25:00 UTC', body: 'Size {{ step.backup.size@db1 }}' },
    });
    answerNextOpen(log);
    expect(wants(log)).toEqual([]);
  });

  it('are asked again after a person said not done and then retry', () => {
    const log = begun({ id: 'desk', hosts: null, task: MANUAL });
    answerNextOpen(log);
    log.answer('manual:desk#1', { to: 'manual', done: false, items: [] });
    expect(keys(log)).toEqual(['ask unit:desk#1']);
    answerNext(log, 'retry');
    expect(keys(log)).toEqual(['ask manual:desk#2']);
  });
});

describe('stopping', () => {
  it('ends what is running, starts nothing, and finishes when all is seen to be over', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b', 'c'], parallel: 2 }, { id: 'two' });
    log.intend('one', 'a').intend('one', 'b').start('one', 'b');
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: 'smoke' } });
    expect(keys(log)).toEqual(['kill one@a 1', 'kill one@b 1']);
    log.finish('one', 'a', 'stopped');
    expect(keys(log)).toEqual(['kill one@b 1']);
    log.finish('one', 'b', 'ok');
    expect(wants(log)).toEqual(finish('stopped', { kind: 'stopped-by', by: 'engineer', note: 'smoke' }));
  });

  it.each([
    [
      'asked for',
      (log: ReturnType<typeof begun>) =>
        log.add({ type: 'stopRequested', data: { by: 'engineer', note: null } }),
    ],
    [
      'the answer to a question',
      (log: ReturnType<typeof begun>) =>
        log.answer(
          [...log.state().questions.keys()][0] ?? '',
          { to: 'unit', remedy: 'stop' },
          'engineer',
          null,
        ),
    ],
  ])('closes every question that is open when it is %s, so that nobody is kept waiting by one', (_, stop) => {
    const log = begun({ id: 'one', hosts: ['a', 'b'], parallel: 2 });
    log.run('one', 'a', 'failed').run('one', 'b', 'failed');
    for (const effect of wants(log)) if (effect.kind === 'ask') log.ask(effect.id, effect.question);
    const open = [...log.state().questions.keys()];
    expect(open.length).toBeGreaterThan(1);
    stop(log);
    expect(log.state().questions.size).toBe(0);
    const given = {
      question: open[1] ?? '',
      answer: { to: 'unit', remedy: 'retry' },
      by: 'a',
      note: null,
    } as const;
    expect(said(refuseAnswer(log.state(), given))).toBe('This question is not open (any more)');
    expect(runStateName(readRun(log.state(), { carriedOut: true, head: null }))).toBe('running');
    expect(keys(log)).toEqual(['finish']);
  });

  it('is `stopped` when nothing failed', () => {
    const log = begun({ id: 'one' }).run('one', 'a');
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    expect(wants(log)).toEqual(finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }));
  });

  it('before the first step ends the run without looking at any host', () => {
    const log = createLog(planOf([{ id: 'one' }]));
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    expect(wants(log)).toEqual(finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }));
    log.add({ type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } });
    expect(wants(log)).toEqual(finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }));
  });

  it('makes no failure of what it stopped, unlike a run that continues after that', () => {
    const stopped = begun({ id: 'one', hosts: ['a'] }).run('one', 'a', 'stopped');
    stopped.add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    expect(wants(stopped)).toMatchObject([{ kind: 'finish', outcome: 'stopped' }]);
    const passed = answerNext(begun({ id: 'one', hosts: ['a'] }).run('one', 'a', 'stopped'), 'exclude');
    expect(wants(passed)).toEqual(finish('failed'));
  });

  it('keeps who asked first, however it is asked again', () => {
    const log = begun({ id: 'one' }).run('one', 'a', 'failed');
    answerNextOpen(log);
    log.add({ type: 'stopRequested', data: { by: 'manager', note: null } });
    log.answer('unit:one@a#1', { to: 'unit', remedy: 'stop' });
    expect(log.state().stop?.by).toBe('manager');
  });

  it('keeps who asked first', () => {
    const log = begun({ id: 'one' });
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    log.add({ type: 'stopRequested', data: { by: 'manager', note: null } });
    expect(log.state().stop?.by).toBe('engineer');
  });
});

it('names every effect once', () => {
  const log = begun({ id: 'one', hosts: ['a', 'b', 'c'] }, { id: 'two', hosts: null });
  const names = keys(log);
  expect(new Set(names).size).toBe(names.length);
  expect(names[0]).toContain(unitKey(ref('one', 'a')));
});

it('stops at a bad step without hosts, however many failed hosts its rollout lets pass', () => {
  const log = begun({ id: 'one', hosts: null, onFailure: 'stop', stopAfter: 2 }).run('one', null, 'failed');
  expect(wants(log)).toMatchObject([{ kind: 'finish', outcome: 'failed' }]);
});

describe('a step that asks and tolerates failed hosts', () => {
  const five = { id: 'one', hosts: ['a', 'b', 'c', 'd', 'e'], parallel: 1, stopAfter: 2 };

  it('continues with the next host below its number', () => {
    expect(keys(begun(five).run('one', 'a', 'failed'))).toEqual(['attempt one@b 1']);
  });

  it('asks about every failed host at its number, and starts nothing', () => {
    const log = begun(five).run('one', 'a', 'failed').run('one', 'b', 'unknown');
    expect(keys(log)).toEqual(['ask unit:one@a#1', 'ask unit:one@b#1']);
  });

  it('asks about what is bad before the next step begins', () => {
    const log = begun(five, { id: 'two' }).run('one', 'a', 'failed');
    for (const host of ['b', 'c', 'd', 'e']) log.run('one', host);
    expect(keys(log)).toEqual(['ask unit:one@a#1']);
  });
});
