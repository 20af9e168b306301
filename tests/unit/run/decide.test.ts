import { describe, expect, it } from 'vitest';
import { because } from '#support/because.ts';
import { answerNext, answerNextOpen, begun, finish, keys, wants } from './deciding.ts';
import { createLog, planOf, shellTask } from './run-fixture.ts';

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
    expect(wants(log)).toEqual(finish('refused', { kind: 'preflight' }));
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

  it('has no more running than the step allows', () => {
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
      kind: 'ask',
      id: 'batch:one#2',
      question: { about: 'batch', batch: 2, batches: 2, hosts: ['b'] },
    });
    if (ask?.kind !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question);
    expect(wants(log)).toEqual([]);
    log.answer(ask.id, { to: 'batch', continue: true });
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('ends the run when the person does not continue', () => {
    const log = begun(spec).run('one', 'a');
    const [ask] = wants(log);
    if (ask?.kind !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question).answer(ask.id, { to: 'batch', continue: false }, 'manager', 'too late');
    expect(wants(log)).toEqual(finish('stopped', { kind: 'stopped-by', by: 'manager', note: 'too late' }));
  });

  it('is not asked in check mode', () => {
    const log = createLog(planOf([{ ...spec, task: shellTask('id', 'check') }]), 'check').begin();
    log.run('one', 'a');
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('is moot once every host of the batch is excluded', () => {
    const log = begun(spec).run('one', 'a');
    const [ask] = wants(log);
    if (ask?.kind !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question);
    log.add({ type: 'hostExcluded', data: { host: 'b' as never, by: 'engineer', note: 'gone' } });
    expect(log.state().questions.size).toBe(0);
    expect(wants(log)).toEqual(finish('succeeded'));
  });
});

describe('a step that stops at failed hosts', () => {
  const four = { id: 'one', hosts: ['a', 'b', 'c', 'd'], parallel: 1, onFailure: 'stop' } as const;

  it('stops at the first when nothing else is said', () => {
    const log = begun(four, { id: 'two' }).run('one', 'a', 'failed');
    expect(wants(log)).toEqual(finish('failed', { kind: 'step-stops', title: 'Title of one', hosts: 1 }));
  });

  it('counts failed, unreachable and unknown alike, and the last one allowed is the limit', () => {
    const log = begun({ ...four, stopAfter: 3 }, { id: 'two', hosts: ['a', 'd'] });
    log.run('one', 'a', 'failed');
    expect(keys(log)).toContain('attempt one@b 1');
    log.run('one', 'b', 'unreachable');
    expect(keys(log)).toContain('attempt one@c 1');
    log.run('one', 'c', 'unknown');
    expect(wants(log)).toEqual(finish('failed', { kind: 'step-stops', title: 'Title of one', hosts: 3 }));
  });

  it('continues without the failed hosts while they are fewer than the limit', () => {
    const log = begun({ ...four, stopAfter: 2 }, { id: 'two', hosts: ['a', 'b'] });
    log.run('one', 'a', 'failed');
    expect(keys(log)).toContain('exclude a');
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, by: null, reason: because('bad') } });
    log.run('one', 'b').run('one', 'c').run('one', 'd');
    expect(keys(log)).toEqual(['attempt two@b 1']);
    log.run('two', 'b');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('counts over the whole step, not over the batch', () => {
    const log = begun({ ...four, batches: [2, 2], stopAfter: 2, onFailure: 'continue' });
    log.run('one', 'a', 'failed');
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, by: null, reason: because('bad') } });
    log.run('one', 'b');
    expect(keys(log)).toEqual(['attempt one@c 1']);
    log.run('one', 'c', 'failed');
    expect(wants(log)).toMatchObject([{ kind: 'finish', outcome: 'failed' }]);
  });

  it('lets finish what is running and starts nothing more', () => {
    const log = begun({ ...four, parallel: 2 })
      .intend('one', 'a')
      .intend('one', 'b');
    log.finish('one', 'a', 'failed');
    expect(wants(log)).toEqual([]);
    log.finish('one', 'b', 'ok');
    expect(wants(log)).toMatchObject([{ kind: 'finish', outcome: 'failed' }]);
  });

  it('ends a run whose ignored failures reach the limit as failed: the rest was not done', () => {
    const log = begun({ ...four, onFailure: 'ignore', stopAfter: 1 }).run('one', 'a', 'failed');
    expect(wants(log)).toMatchObject([{ kind: 'finish', outcome: 'failed' }]);
  });

  it('stops at a bad step without hosts', () => {
    const log = begun({ id: 'one', hosts: null, onFailure: 'stop' }, { id: 'two' });
    log.run('one', null, 'failed');
    expect(wants(log)).toEqual(finish('failed', { kind: 'step-stops', title: 'Title of one', hosts: null }));
  });
});

describe('a step that continues', () => {
  it('leaves a failed host out of everything after it', () => {
    const log = begun({ id: 'one', onFailure: 'continue' }, { id: 'two' }).run('one', 'a', 'failed');
    expect(wants(log)[0]).toMatchObject({
      kind: 'exclude',
      host: 'a',
      reason: {
        kind: 'failed-on-host',
        title: 'Title of one',
        outcome: 'failed',
        because: because('seen as failed'),
      },
    });
    log.add({ type: 'hostExcluded', data: { host: 'a' as never, by: null, reason: because('bad') } });
    log.run('one', 'b');
    expect(keys(log)).toEqual(['attempt two@b 1']);
    log.run('two', 'b');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('continues past a bad step without hosts, and the run is failed all the same', () => {
    const log = begun({ id: 'one', hosts: null, onFailure: 'continue' }, { id: 'two', hosts: ['a'] });
    log.run('one', null, 'failed');
    expect(keys(log)).toEqual(['attempt two@a 1']);
    log.run('two', 'a');
    expect(wants(log)).toEqual(finish('failed'));
  });

  it('continues with a host whose failure is ignored', () => {
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
        kind: 'ask',
        id: 'unit:one@a#1',
        question: { about: 'unit', attempt: 1, outcome: 'failed', reason: because('seen as failed') },
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
      reason: { kind: 'skipped-by', by: 'engineer', note: 'done by hand' },
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
    expect(wants(log)).toEqual(finish('failed', { kind: 'stopped-by', by: 'engineer', note: 'enough' }));
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
