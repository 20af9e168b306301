import { describe, expect, it } from 'vitest';
import { recoveryOf } from '#core/run/recovery.ts';
import { isUnobserved, unobservedBecause } from '#core/run/state.ts';
import { describeFound, listFound } from '#core/words/run/describe-found.ts';
import { because } from '#support/because.ts';
import { answerNext, begun, finish, keys, wants } from './deciding.ts';
import {
  continueRun,
  exclude,
  include,
  lose,
  passPreflight,
  pause,
  reattach,
  recordOnPaper,
  resume,
  settle,
  stop,
} from './happenings.ts';
import { AT, createLog, finished, type Log, planOf, ref, type StepSpec } from './run-fixture.ts';

const TWO: StepSpec = { id: 'work', hosts: ['a', 'b'], parallel: 1 };
const AFTER: StepSpec = { id: 'after', hosts: ['a'] };
/** Resumed after a crash while a command ran on `a`. */
const crashed = (...more: Partial<StepSpec>[]): Log =>
  resume(
    begun(Object.assign({}, TWO, ...more), AFTER)
      .intend('work', 'a')
      .start('work', 'a'),
  );
const attempt = (log: Log, host = 'a') => log.unit('work', host).attempts.at(-1);
const unobserved = (log: Log) => {
  const last = attempt(log);
  return last ? unobservedBecause(last) : undefined;
};

describe('a run that is resumed', () => {
  it('is paused, looks for what was running, and wants nothing else', () => {
    const log = crashed();
    expect(log.state()).toMatchObject({
      paused: { because: 'recovery', by: 'engineer', note: null },
      preflight: null,
      interrupted: false,
    });
    expect(wants(log)).toEqual([{ kind: 'recover', unit: ref('work', 'a'), attempt: 1 }]);
    expect(log.unit('work', 'a').state).toBe('running');
    expect(unobserved(log)).toEqual({ kind: 'closed', next: 'searching' });
    expect(log.state().decisions).toMatchObject([
      { decided: { kind: 'resumed' }, by: 'engineer', note: null },
    ]);
  });

  it('does what never started without a question, once a person continues', () => {
    const log = crashed();
    log.add(
      finished(ref('work', 'a'), 1, {
        outcome: 'unreachable',
        again: true,
        reason: because('never started'),
      }),
    );
    expect(log.unit('work', 'a')).toMatchObject({ state: 'waiting', reason: because('never started') });
    expect(keys(log)).toEqual([]);
    expect(keys(passPreflight(continueRun(log)))).toEqual(['attempt work@a 2']);
  });

  it('does not do it on a host that was left out meanwhile', () => {
    const log = exclude(crashed(), 'a');
    log.add(finished(ref('work', 'a'), 1, { outcome: 'unreachable', again: true }));
    expect(log.unit('work', 'a').state).toBe('excluded');
  });

  it('waits for a person when nothing was running', () => {
    const log = resume(begun({ id: 'one' }, { id: 'two' }).run('one', 'a').run('one', 'b'));
    expect(wants(log)).toEqual([]);
    expect(keys(continueRun(log))).toEqual(['preflight']);
    expect(keys(passPreflight(log))).toEqual(['attempt two@a 1', 'attempt two@b 1']);
  });

  it('looks at all hosts first when a person continues, and continues looking for what was lost', () => {
    const log = continueRun(crashed());
    expect(log.state().paused).toBeNull();
    expect(keys(log)).toEqual(['recover work@a 1', 'preflight']);
    expect(keys(passPreflight(log))).toEqual(['recover work@a 1']);
    log.finish('work', 'a', 'ok');
    expect(keys(log)).toEqual(['attempt work@b 1']);
  });

  it('asks after continuing, not before, about what nobody saw', () => {
    const log = crashed().finish('work', 'a', 'unknown');
    expect(wants(log)).toEqual([]);
    expect(keys(passPreflight(continueRun(log)))).toEqual(['ask unit:work@a#1']);
  });

  it('asks nothing before a person continues, even where preflight is done', () => {
    expect(wants(passPreflight(crashed().finish('work', 'a', 'unknown')))).toEqual([]);
  });

  it.each(['ok', 'failed', 'unreachable', 'unknown'] as const)(
    'no longer looks for what was found to be %s',
    (outcome) => {
      const log = crashed().finish('work', 'a', outcome);
      expect(log.state().searching.size).toBe(0);
      expect(log.unit('work', 'a').state).toBe(outcome);
      expect(unobserved(log)).toBeNull();
    },
  );

  it('continues with what still runs', () => {
    const log = reattach(crashed(), 'work@a');
    expect(wants(log)).toEqual([]);
    expect(attempt(log)).toMatchObject({ pid: 12, group: 11, unobserved: null });
    log.finish('work', 'a', 'ok');
    expect(keys(passPreflight(continueRun(log)))).toEqual(['attempt work@b 1']);
  });

  it('no longer looks for what is said to have started after all', () => {
    expect(wants(resume(begun(TWO).intend('work', 'a')).start('work', 'a'))).toEqual([]);
  });

  it('continues looking for the last attempt when an older one is heard of', () => {
    const log = resume(begun(TWO).run('work', 'a', 'failed').intend('work', 'a'));
    log.add(finished(ref('work', 'a'), 1, { outcome: 'ok' }));
    const where = { ...ref('work', 'a'), attempt: 1, pid: 3, group: 3 };
    log.add({ type: 'attemptReattached', data: where });
    expect(wants(log)).toEqual([{ kind: 'recover', unit: ref('work', 'a'), attempt: 2 }]);
  });

  it('keeps the number of an attempt that was asked for and not begun', () => {
    const log = resume(answerNext(begun(TWO).run('work', 'a', 'failed'), 'retry'));
    expect(keys(passPreflight(continueRun(log)))).toEqual(['attempt work@a 2']);
  });

  it('looks for it once more after another crash', () => {
    const log = resume(reattach(crashed(), 'work@a'));
    expect(keys(log)).toEqual(['recover work@a 1']);
  });

  it('stays open when its hosts are not passed preflight', () => {
    expect(wants(passPreflight(continueRun(resume(begun({ id: 'one' }))), false))).toEqual([]);
  });

  it('can be resumed after the program that wound it up', () => {
    const log = begun(TWO).intend('work', 'a');
    log.add({ type: 'runInterrupted', data: { inFlight: [ref('work', 'a')] } });
    expect(log.unit('work', 'a').state).toBe('unknown');
    expect(wants(log)).toEqual([]);
    expect(keys(passPreflight(continueRun(resume(log))))).toEqual(['ask unit:work@a#1']);
  });

  it('forgets a stop that nobody saw the end of', () => {
    const log = resume(stop(begun(TWO).intend('work', 'a')));
    expect(log.state().stop).toBeNull();
    log.finish('work', 'a', 'unknown');
    expect(keys(passPreflight(continueRun(log)))).toEqual(['ask unit:work@a#1']);
  });

  it('asks again where a person answered with a stop and the program died of something else', () => {
    const log = resume(answerNext(begun(TWO).run('work', 'a', 'failed'), 'stop'));
    expect(keys(passPreflight(continueRun(log)))).toEqual(['ask unit:work@a#1.1']);
  });

  it('asks again about a batch that a person did not release', () => {
    const log = begun({ id: 'work', batches: [1, 1], pause: true }).run('work', 'a');
    const [ask] = wants(log);
    if (ask?.kind !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question).answer(ask.id, { to: 'batch', continue: false });
    expect(keys(passPreflight(continueRun(resume(log))))).toEqual(['ask batch:work#2']);
  });

  it('asks nothing again that was answered for good', () => {
    const log = begun({ ...TWO, parallel: 2 }, AFTER)
      .run('work', 'a', 'failed')
      .run('work', 'b', 'failed');
    answerNext(answerNext(log, 'skip', 'by hand'), 'exclude');
    const before = [log.unit('work', 'a').round, log.unit('work', 'b').round];
    resume(log);
    expect([log.unit('work', 'a').round, log.unit('work', 'b').round]).toEqual(before);
  });
});

describe('a stop during recovery', () => {
  it('ends what was running, and the run with it', () => {
    const log = stop(crashed());
    expect(keys(log)).toEqual(['recover work@a 1', 'kill work@a 1']);
    log.finish('work', 'a', 'stopped');
    expect(wants(log)).toEqual(finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }));
  });

  it('ends the run at once when nothing was running', () => {
    expect(wants(stop(resume(begun(TWO))))).toEqual(
      finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }),
    );
  });

  it('ends a run that had not been started', () => {
    expect(wants(stop(resume(createLog(planOf([TWO])))))).toEqual(
      finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }),
    );
  });
});

describe('a link that is lost', () => {
  const lost = (...more: Partial<StepSpec>[]): Log =>
    lose(
      begun(Object.assign({}, TWO, ...more), AFTER)
        .intend('work', 'a')
        .start('work', 'a'),
      'work@a',
    );

  it('leaves the attempt unobserved and running: nothing is begun in its place', () => {
    const log = lost({ retry: { times: 2, delayMs: 0 }, repeatable: true });
    expect(log.unit('work', 'a').state).toBe('running');
    expect(unobserved(log)).toEqual(because('the link is gone'));
    expect(wants(log)).toEqual([]);
  });

  it('leaves the attempt unobserved until it is found or over', () => {
    const isIt = (log: Log) => isUnobserved(log.unit('work', 'a'));
    const log = begun(TWO);
    expect(isIt(log)).toBe(false);
    expect(isIt(log.intend('work', 'a'))).toBe(false);
    expect(isIt(lose(log, 'work@a'))).toBe(true);
    expect(isIt(reattach(log, 'work@a'))).toBe(false);
    expect(isIt(lose(log, 'work@a').finish('work', 'a', 'ok'))).toBe(false);
  });

  it('is forgotten once the attempt is found running', () => {
    const log = reattach(lost(), 'work@a');
    expect(attempt(log)).toMatchObject({ unobserved: null, pid: 12, group: 11, finished: null });
  });

  it('is forgotten once the outcome is known', () => {
    const log = lost().finish('work', 'a', 'ok', { adopted: true });
    expect([unobserved(log), attempt(log)?.finished?.adopted]).toEqual([null, true]);
    expect(keys(log)).toEqual(['attempt work@b 1']);
  });

  it('says nothing any more of an attempt that is over', () => {
    const log = lose(begun(TWO).run('work', 'a'), 'work@a');
    expect(unobserved(log)).toBeNull();
    expect(attempt(reattach(log, 'work@a'))?.pid).toBe(7);
  });

  it('is waited for where the host is left out meanwhile, and its outcome is taken as it comes', () => {
    const log = exclude(lost(), 'a');
    expect(log.unit('work', 'a')).toMatchObject({ state: 'running', dealtWith: true });
    expect(wants(log)).toEqual([]);
    log.finish('work', 'a', 'unknown');
    expect(keys(log)).toEqual(['attempt work@b 1']);
    expect(keys(include(log, 'a'))).toEqual(['ask unit:work@a#1.1']);
  });
});

describe('an attempt that says nothing for long', () => {
  const quiet = (log: Log, lastLine: string): Log => {
    const said = { ...ref('work', 'a'), attempt: 1, quietMs: 60_000, lastLine };
    log.add({ type: 'attemptQuiet', data: said });
    return log;
  };

  it('is told so, with its newest silence, and nothing is done about it', () => {
    const log = quiet(quiet(begun(TWO).intend('work', 'a'), 'copying'), 'still copying');
    expect(attempt(log)?.quiet).toMatchObject({ quietMs: 60_000, lastLine: 'still copying' });
    expect(log.unit('work', 'a').state).toBe('intent');
    expect(wants(log)).toEqual([]);
  });

  it('is not told so once it is over', () => {
    expect(attempt(quiet(begun(TWO).run('work', 'a'), 'copying'))?.quiet).toBeNull();
  });
});

describe('a pause', () => {
  it('lets nothing begin; what is running continues', () => {
    const log = pause(begun({ ...TWO, hosts: ['a', 'b', 'c'], parallel: 2 }).intend('work', 'a'));
    expect(log.state().paused).toEqual({
      because: 'person',
      at: AT,
      by: 'engineer',
      note: null,
    });
    expect(wants(log)).toEqual([]);
    log.finish('work', 'a', 'ok');
    expect(wants(log)).toEqual([]);
    expect(keys(continueRun(log))).toEqual(['attempt work@b 1', 'attempt work@c 1']);
    expect(log.state().decisions.map(({ decided }) => decided.kind)).toEqual(['paused', 'continued']);
  });

  it('still asks about what fails, and still leaves out the hosts of a step that continues', () => {
    expect(keys(pause(begun(TWO).run('work', 'a', 'failed')))).toEqual(['ask unit:work@a#1']);
    const log = pause(begun({ ...TWO, onFailure: 'continue' }).run('work', 'a', 'failed'));
    expect(keys(log)).toEqual(['exclude a']);
  });

  it('neither starts nor ends a run', () => {
    const early = pause(createLog(planOf([TWO])));
    expect(wants(early)).toEqual([]);
    expect(wants(passPreflight(early))).toEqual([]);
    expect(keys(continueRun(early))).toEqual(['start']);
    const late = pause(begun(AFTER).run('after', 'a'));
    expect(wants(late)).toEqual([]);
    expect(wants(continueRun(late))).toEqual(finish('succeeded'));
  });

  it('does not keep a step from being stopped by its own rule for ever', () => {
    const log = pause(begun({ ...TWO, onFailure: 'stop' }).run('work', 'a', 'failed'));
    expect(wants(log)).toEqual([]);
    expect(wants(continueRun(log))).toMatchObject([{ kind: 'finish', outcome: 'failed' }]);
  });

  it('gives way to a stop', () => {
    expect(wants(stop(pause(begun(TWO))))).toEqual(
      finish('stopped', { kind: 'stopped-by', by: 'engineer', note: null }),
    );
  });

  it('lets a person have looked again what is unknown', () => {
    const log = answerNext(pause(begun(TWO).run('work', 'a', 'unknown')), 'recheck');
    expect(keys(log)).toEqual(['recheck work@a 1']);
  });

  it('keeps who paused first, and stays a recovery', () => {
    const log = pause(begun(TWO));
    log.add({ type: 'runPaused', data: { by: 'manager', note: 'lunch' } });
    expect(log.state().paused?.by).toBe('engineer');
    expect(pause(resume(begun(TWO))).state().paused?.because).toBe('recovery');
  });
});

describe('what is shown of a recovery', () => {
  const five: StepSpec = { id: 'work', hosts: ['a', 'b', 'c', 'd', 'e'], parallel: 5 };
  const lines = (log: Log) =>
    recoveryOf(log.state()).map((line) => ({
      step: line.step,
      host: line.host,
      found: line.found,
      says: describeFound(line),
    }));

  it('is one line for each unit that was running, with what became of it', () => {
    const log = begun(five);
    for (const host of ['a', 'b', 'c', 'd', 'e']) log.intend('work', host);
    resume(log).finish('work', 'a', 'ok').finish('work', 'b', 'unreachable').finish('work', 'c', 'unknown');
    expect(listFound(recoveryOf(reattach(log, 'work@d').state()))).toEqual([
      'ended meanwhile work@a  It succeeded while nobody was watching\n',
      'never started   work@b  seen as unreachable\n',
      'unknown         work@c  seen as unknown\n',
      'still running   work@d  It still runs, pid 12; its output continues here\n',
      'reconnecting    work@e  Was running when Holdpoint closed; Holdpoint is searching for it\n',
    ]);
  });

  it('says what went wrong with what ended badly, and what is known where no reason is', () => {
    const log = resume(begun(five).intend('work', 'a').intend('work', 'b').intend('work', 'c'));
    log.finish('work', 'a', 'failed', { reason: null }).finish('work', 'b', 'unreachable', { reason: null });
    log.finish('work', 'c', 'unknown', { reason: null });
    expect(lines(log)).toEqual([
      { ...ref('work', 'a'), found: 'adopted', says: 'failed' },
      { ...ref('work', 'b'), found: 'never-started', says: 'It never started' },
      { ...ref('work', 'c'), found: 'unknown', says: 'Its outcome was not observed' },
    ]);
  });

  it('says how an unknown was settled', () => {
    const log = resume(begun(five).intend('work', 'a').intend('work', 'b'));
    log.finish('work', 'a', 'unknown').finish('work', 'b', 'unknown');
    settle(settle(log, 'work@a', 'done'), 'work@b', 'not-run');
    expect(lines(log)).toMatchObject([
      { found: 'adopted', says: 'the record says done' },
      { found: 'never-started', says: 'the record says not-run' },
    ]);
  });

  it('speaks of the attempt that was running, not of one made later', () => {
    const log = resume(begun(five).intend('work', 'a')).finish('work', 'a', 'failed');
    passPreflight(continueRun(log)).intend('work', 'a').finish('work', 'a', 'ok');
    expect(lines(log)).toMatchObject([{ found: 'adopted', says: 'seen as failed' }]);
  });

  it('tells a process without a known number as running', () => {
    const log = resume(begun(five).intend('work', 'a'));
    log.add({
      type: 'attemptReattached',
      data: { ...ref('work', 'a'), attempt: 1, pid: null, group: null },
    });
    expect(lines(log)).toMatchObject([{ says: 'It still runs; its output continues here' }]);
  });

  it('is of the newest crash, and nothing where there was none', () => {
    expect(lines(begun(five))).toEqual([]);
    expect(lines(resume(recordOnPaper(crashed(), 'work@b').finish('work', 'a', 'ok')))).toEqual([]);
  });

  it('knows nothing of a unit that the plan does not have', () => {
    const resumed = { seq: 9, inFlight: [ref('work', 'z')] };
    const [line] = recoveryOf({ ...begun(five).state(), resumed });
    expect(line && [line.found, describeFound(line)]).toEqual(['unknown', 'Nothing is known of it']);
  });
});
