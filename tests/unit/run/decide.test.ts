import { describe, expect, it } from 'vitest';
import { decide, type Effect, effectKey } from '#core/run/decide.ts';
import type { Remedy } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import {
  createLog,
  holdTask,
  type Log,
  MANUAL,
  NOTIFY,
  planOf,
  ref,
  type StepSpec,
  shellTask,
} from './run-fixture.ts';

const begun = (...specs: StepSpec[]): Log => createLog(planOf(specs)).begin();
const wants = (log: Log): readonly Effect[] => decide(log.state());
const keys = (log: Log): string[] => wants(log).map(effectKey);
const finish = (outcome: string, reason: unknown = null) => [{ do: 'finish', outcome, reason }];

/** Answers the question that is wanted next, as the engine would ask it. */
function answerNext(log: Log, remedy: Remedy, note: string | null = null): Log {
  const ask = wants(log).find((effect) => effect.do === 'ask');
  if (ask?.do !== 'ask') throw new Error(`nothing is asked: ${keys(log).join()}`);
  return log.ask(ask.id, ask.question).answer(ask.id, { to: 'unit', remedy }, 'engineer', note);
}

describe('before the first step', () => {
  const plan = planOf([{ id: 'work' }]);

  it('looks at everything first, then starts', () => {
    const log = createLog(plan);
    expect(keys(log)).toEqual(['preflight']);
    log.add({ type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } });
    expect(keys(log)).toEqual(['start']);
  });

  it('refuses to start on a problem', () => {
    const log = createLog(plan);
    log.add({ type: 'preflightFinished', data: { passed: false, hosts: [], problems: [] } });
    expect(wants(log)).toEqual(finish('refused', 'Preflight found problems'));
  });

  it('wants nothing of a run that was interrupted or is at its end', () => {
    const interrupted = createLog(plan).begin();
    interrupted.add({ type: 'runInterrupted', data: { inFlight: [] } });
    expect(wants(interrupted)).toEqual([]);
    const ended = createLog(plan).begin();
    ended.add({ type: 'runFinished', data: { outcome: 'succeeded', reason: null } });
    expect(wants(ended)).toEqual([]);
  });
});

describe('waves', () => {
  it('begins a wave when every unit of the one before is settled', () => {
    const log = begun({ id: 'one' }, { id: 'two' });
    expect(keys(log)).toEqual(['attempt one@a 1', 'attempt one@b 1']);
    log.run('one', 'a');
    expect(keys(log)).toEqual(['attempt one@b 1']);
    log.intend('one', 'b');
    expect(keys(log)).toEqual([]);
    log.finish('one', 'b', 'ok');
    expect(keys(log)).toEqual(['attempt two@a 1', 'attempt two@b 1']);
    log.run('two', 'a').run('two', 'b');
    expect(wants(log)).toEqual(finish('succeeded'));
  });

  it('has no more under way than the step allows', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b', 'c', 'd'], parallel: 2 });
    expect(keys(log)).toEqual(['attempt one@a 1', 'attempt one@b 1']);
    log.intend('one', 'a').intend('one', 'b');
    expect(keys(log)).toEqual([]);
    log.finish('one', 'b', 'ok');
    expect(keys(log)).toEqual(['attempt one@c 1']);
  });

  it('takes one batch after the other', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b', 'c'], batches: [1, 2] });
    expect(keys(log)).toEqual(['attempt one@a 1']);
    log.run('one', 'a');
    expect(keys(log)).toEqual(['attempt one@b 1', 'attempt one@c 1']);
  });

  it('does every step of a rolling phase on one batch before the next batch', () => {
    const plan = planOf([{ id: 'drain' }, { id: 'switch' }]);
    const [drain, change] = plan.waves;
    const one = (wave: typeof drain, host: string, batch: number) => ({
      ...wave!,
      batch,
      batches: 2,
      hosts: [host as never],
      pauseBefore: batch === 2 && wave === drain,
    });
    const waves = [one(drain, 'a', 1), one(change, 'a', 1), one(drain, 'b', 2), one(change, 'b', 2)];
    const log = createLog({ ...plan, waves }).begin();
    expect(keys(log)).toEqual(['attempt drain@a 1']);
    log.run('drain', 'a');
    expect(keys(log)).toEqual(['attempt switch@a 1']);
    log.run('switch', 'a');
    expect(keys(log)).toEqual(['ask batch:drain#2']);
  });
});

describe('a pause between batches', () => {
  const spec = { id: 'one', batches: [1, 1], pause: true } as const;

  it('waits for a person, and asks once', () => {
    const log = begun(spec).run('one', 'a');
    const [ask] = wants(log);
    expect(ask).toMatchObject({
      do: 'ask',
      id: 'batch:one#2',
      question: { about: 'batch', batch: 2, batches: 2, hosts: ['b'] },
    });
    if (ask?.do !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question);
    expect(wants(log)).toEqual([]);
    log.answer(ask.id, { to: 'batch', goOn: true });
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('ends the run when the person does not go on', () => {
    const log = begun(spec).run('one', 'a');
    const [ask] = wants(log);
    if (ask?.do !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question).answer(ask.id, { to: 'batch', goOn: false }, 'manager', 'too late');
    expect(wants(log)).toEqual(finish('stopped', 'Stopped by manager: too late'));
  });

  it('is not asked in check mode', () => {
    const log = createLog(planOf([{ ...spec, task: shellTask('id', 'check') }]), 'check').begin();
    log.run('one', 'a');
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('is moot once every host of the batch is excluded', () => {
    const log = begun(spec).run('one', 'a');
    const [ask] = wants(log);
    if (ask?.do !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question);
    log.add({ type: 'hostExcluded', data: { host: 'b' as never, reason: 'gone', by: 'engineer' } });
    expect(log.state().questions.size).toBe(0);
    expect(wants(log)).toEqual(finish('succeeded'));
  });
});

describe('a step that stops at bad hosts', () => {
  const four = { id: 'one', hosts: ['a', 'b', 'c', 'd'], parallel: 1, onFailure: 'stop' } as const;

  it('stops at the first when nothing else is said', () => {
    const log = begun(four, { id: 'two' }).run('one', 'a', 'failed');
    expect(wants(log)).toEqual(finish('failed', 'Title of one: 1 bad host, and the step stops there'));
  });

  it('counts failed, unreachable and unknown alike, and the last one allowed is the limit', () => {
    const log = begun({ ...four, stopAfter: 3 }, { id: 'two', hosts: ['a', 'd'] });
    log.run('one', 'a', 'failed');
    expect(keys(log)).toContain('attempt one@b 1');
    log.run('one', 'b', 'unreachable');
    expect(keys(log)).toContain('attempt one@c 1');
    log.run('one', 'c', 'unknown');
    expect(wants(log)).toEqual(finish('failed', 'Title of one: 3 bad hosts, and the step stops there'));
  });

  it('goes on without the bad hosts while they are fewer than the limit', () => {
    const log = begun({ ...four, stopAfter: 2 }, { id: 'two', hosts: ['a', 'b'] });
    log.run('one', 'a', 'failed');
    expect(keys(log)).toContain('exclude a');
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, reason: 'bad', by: null } });
    log.run('one', 'b').run('one', 'c').run('one', 'd');
    expect(keys(log)).toEqual(['attempt two@b 1']);
    log.run('two', 'b');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('counts over the whole step, not over the batch', () => {
    const log = begun({ ...four, batches: [2, 2], stopAfter: 2, onFailure: 'continue' });
    log.run('one', 'a', 'failed');
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, reason: 'bad', by: null } });
    log.run('one', 'b');
    expect(keys(log)).toEqual(['attempt one@c 1']);
    log.run('one', 'c', 'failed');
    expect(wants(log)).toMatchObject([{ do: 'finish', outcome: 'failed' }]);
  });

  it('lets finish what is under way and starts nothing more', () => {
    const log = begun({ ...four, parallel: 2 })
      .intend('one', 'a')
      .intend('one', 'b');
    log.finish('one', 'a', 'failed');
    expect(wants(log)).toEqual([]);
    log.finish('one', 'b', 'ok');
    expect(wants(log)).toMatchObject([{ do: 'finish', outcome: 'failed' }]);
  });

  it('ends a run whose ignored failures reach the limit as failed: the rest was not done', () => {
    const log = begun({ ...four, onFailure: 'ignore', stopAfter: 1 }).run('one', 'a', 'failed');
    expect(wants(log)).toMatchObject([{ do: 'finish', outcome: 'failed' }]);
  });

  it('stops at a bad step without hosts', () => {
    const log = begun({ id: 'one', hosts: null, onFailure: 'stop' }, { id: 'two' });
    log.run('one', null, 'failed');
    expect(wants(log)).toEqual(finish('failed', 'Title of one: it went bad, and the step stops there'));
  });
});

describe('a step that goes on', () => {
  it('leaves a bad host out of everything after it', () => {
    const log = begun({ id: 'one', onFailure: 'continue' }, { id: 'two' }).run('one', 'a', 'failed');
    expect(wants(log)[0]).toMatchObject({
      do: 'exclude',
      host: 'a',
      reason: 'Title of one went bad on it: seen as failed',
    });
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, reason: 'bad', by: null } });
    log.run('one', 'b');
    expect(keys(log)).toEqual(['attempt two@b 1']);
    log.run('two', 'b');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('goes on past a bad step without hosts, and the run is failed all the same', () => {
    const log = begun({ id: 'one', hosts: null, onFailure: 'continue' }, { id: 'two', hosts: ['a'] });
    log.run('one', null, 'failed');
    expect(keys(log)).toEqual(['attempt two@a 1']);
    log.run('two', 'a');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('goes on with a host whose failure is ignored', () => {
    const log = begun({ id: 'one', onFailure: 'ignore' }, { id: 'two' });
    log.run('one', 'a', 'failed').run('one', 'b', 'unknown');
    expect(keys(log)).toEqual(['attempt two@a 1', 'attempt two@b 1']);
    log.run('two', 'a').run('two', 'b');
    expect(wants(log)).toEqual(finish('succeeded'));
  });
});

describe('a step that asks', () => {
  const spec = { id: 'one', hosts: ['a', 'b', 'c'], parallel: 1 } as const;

  it('waits with everything new until the question is answered', () => {
    const log = begun(spec).run('one', 'a', 'failed');
    expect(wants(log)).toMatchObject([
      {
        do: 'ask',
        id: 'unit:one@a#1',
        question: { about: 'unit', attempt: 1, outcome: 'failed', reason: 'seen as failed' },
      },
    ]);
    answerNextOpen(log);
    expect(wants(log)).toEqual([]);
  });

  it('tries again on `retry`, and asks anew when that fails too', () => {
    const log = answerNext(begun(spec).run('one', 'a', 'unknown'), 'retry');
    expect(keys(log)).toEqual(['attempt one@a 2']);
    log.run('one', 'a', 'failed');
    expect(keys(log)).toEqual(['ask unit:one@a#2']);
  });

  it('leaves the unit on `skip`, with person and reason', () => {
    const log = answerNext(begun(spec).run('one', 'a', 'failed'), 'skip', 'done by hand');
    expect(log.unit('one', 'a')).toMatchObject({
      state: 'skipped',
      reason: 'Skipped by engineer: done by hand',
    });
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('leaves the host on `exclude`', () => {
    const log = answerNext(begun(spec, { id: 'two' }).run('one', 'a', 'failed'), 'exclude');
    expect(log.unit('two', 'a').state).toBe('excluded');
    expect(log.unit('one', 'a').state).toBe('failed');
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('goes past a step without hosts on `exclude`', () => {
    const log = answerNext(begun({ id: 'one', hosts: null }).run('one', null, 'failed'), 'exclude');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('ends the run on `stop`', () => {
    const log = answerNext(begun(spec).run('one', 'a', 'failed'), 'stop', 'enough');
    expect(wants(log)).toEqual(finish('failed', 'Stopped by engineer: enough'));
  });

  it('asks about each of several bad units and starts none of the rest', () => {
    const log = begun({ ...spec, parallel: 2 })
      .intend('one', 'a')
      .intend('one', 'b');
    log.finish('one', 'a', 'failed').finish('one', 'b', 'unreachable');
    expect(keys(log)).toEqual(['ask unit:one@a#1', 'ask unit:one@b#1']);
    answerNext(log, 'retry');
    expect(keys(log)).toEqual(['ask unit:one@b#1', 'attempt one@a 2']);
  });
});

function answerNextOpen(log: Log): void {
  const ask = wants(log).find((effect) => effect.do === 'ask');
  if (ask?.do === 'ask') log.ask(ask.id, ask.question);
}

describe('retries', () => {
  const retry = { times: 2, delayMs: 5000 };

  it.each(['failed', 'unreachable'] as const)(
    'tries a unit that is %s again by itself, after the delay',
    (outcome) => {
      const log = begun({ id: 'one', hosts: ['a'], retry }).run('one', 'a', outcome);
      expect(wants(log)).toEqual([{ do: 'attempt', unit: ref('one', 'a'), attempt: 2, delayMs: 5000 }]);
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
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, reason: 'gone', by: 'engineer' } });
    log.finish('one', 'a', 'failed').run('one', 'b');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('does not count a unit with retries left as bad', () => {
    const log = begun({ id: 'one', onFailure: 'stop', parallel: 1, retry }).run('one', 'a', 'failed');
    expect(keys(log)).toEqual(['attempt one@a 2']);
  });
});

describe('what is skipped by rule', () => {
  it('is a unit whose condition was decided before the run', () => {
    const log = begun({ id: 'one', hosts: ['a'], skipBecause: 'Condition not met: x' });
    expect(wants(log)).toEqual([{ do: 'skip', unit: ref('one', 'a'), reason: 'Condition not met: x' }]);
  });

  it('is a unit whose condition over a captured value is not met, or not known', () => {
    const log = begun(
      { id: 'one', hosts: ['a'] },
      { id: 'two', hosts: ['a'], when: 'step.one.role == "primary"' },
    );
    log.run('one', 'a');
    expect(wants(log)).toMatchObject([
      { do: 'skip', reason: 'Condition not met: step.one.role == "primary"' },
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
    expect(wants(log)).toMatchObject([{ do: 'skip', reason: 'Check mode changes nothing' }]);
    log.add({ type: 'unitSkipped', data: { ...ref('run', 'a'), reason: 'x', by: null } });
    expect(wants(log)).toMatchObject([{ do: 'skip', unit: ref('hold') }]);
    log.add({ type: 'unitSkipped', data: { ...ref('hold'), reason: 'x', by: null } });
    expect(keys(log)).toEqual(['attempt look@a 1']);
  });

  it('is a communiqué in a rehearsal', () => {
    const plan = planOf([{ id: 'tell', hosts: null, task: NOTIFY }]);
    expect(decide(createLog(plan, 'rehearsal').begin().state())).toMatchObject([
      { do: 'skip', reason: 'A rehearsal sends nothing' },
    ]);
  });
});

describe('steps of people', () => {
  it('are asked once, with the values of the run in their text', () => {
    const log = begun({ id: 'tell', hosts: null, task: NOTIFY });
    const [ask] = wants(log);
    expect(ask).toMatchObject({
      id: 'notify:tell#1',
      question: { subject: 'Since 2026-11-21T04:25:00.000Z', body: 'Size {{ step.backup.size@db1 }}' },
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
  it('ends what is under way, starts nothing, and finishes when all is seen to be over', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b', 'c'], parallel: 2 }, { id: 'two' });
    log.intend('one', 'a').intend('one', 'b').start('one', 'b');
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: 'smoke' } });
    expect(keys(log)).toEqual(['kill one@a 1', 'kill one@b 1']);
    log.finish('one', 'a', 'stopped');
    expect(keys(log)).toEqual(['kill one@b 1']);
    log.finish('one', 'b', 'ok');
    expect(wants(log)).toEqual(finish('stopped', 'Stopped by engineer: smoke'));
  });

  it('is `stopped` when nothing went bad', () => {
    const log = begun({ id: 'one' }).run('one', 'a');
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    expect(wants(log)).toEqual(finish('stopped', 'Stopped by engineer'));
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

it('stops at a bad step without hosts, however many bad hosts its rollout lets pass', () => {
  const log = begun({ id: 'one', hosts: null, onFailure: 'stop', stopAfter: 2 }).run('one', null, 'failed');
  expect(wants(log)).toMatchObject([{ do: 'finish', outcome: 'failed' }]);
});

describe('a run that is taken up again', () => {
  const looked = (log: Log, passed: boolean): Log => {
    log.add({ type: 'preflightFinished', data: { passed, hosts: [], problems: [] } });
    return log;
  };
  const resumed = (log: Log): Log => {
    log.add({ type: 'runResumed', data: { by: 'engineer', inFlight: [] } });
    return log;
  };

  it('looks at everything again, and asks about what was under way before it does anything else', () => {
    const log = resumed(begun({ id: 'one', hosts: ['a', 'b'], parallel: 1 }).intend('one', 'a'));
    expect(keys(log)).toEqual(['preflight']);
    expect(keys(looked(log, true))).toEqual(['ask unit:one@a#1']);
  });

  it('goes on where it was when nothing was under way', () => {
    const log = resumed(begun({ id: 'one' }, { id: 'two' }).run('one', 'a').run('one', 'b'));
    expect(keys(looked(log, true))).toEqual(['attempt two@a 1', 'attempt two@b 1']);
  });

  it('stays open when its hosts are not fit to run', () => {
    expect(wants(looked(resumed(begun({ id: 'one' })), false))).toEqual([]);
  });

  it('asks again after a stop that nobody saw the end of', () => {
    const log = begun({ id: 'one' }).intend('one', 'a');
    log.add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    expect(keys(looked(resumed(log), true))).toContain('ask unit:one@a#1');
  });
});

describe('a step that asks and tolerates bad hosts', () => {
  const five = { id: 'one', hosts: ['a', 'b', 'c', 'd', 'e'], parallel: 1, stopAfter: 2 };

  it('goes on with the next host below its number', () => {
    expect(keys(begun(five).run('one', 'a', 'failed'))).toEqual(['attempt one@b 1']);
  });

  it('asks about every bad host at its number, and starts nothing', () => {
    const log = begun(five).run('one', 'a', 'failed').run('one', 'b', 'unknown');
    expect(keys(log)).toEqual(['ask unit:one@a#1', 'ask unit:one@b#1']);
  });

  it('asks about what is bad before the next step begins', () => {
    const log = begun(five, { id: 'two' }).run('one', 'a', 'failed');
    for (const host of ['b', 'c', 'd', 'e']) log.run('one', host);
    expect(keys(log)).toEqual(['ask unit:one@a#1']);
  });
});
