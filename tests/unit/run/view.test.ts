import { describe, expect, it } from 'vitest';
import { decide } from '#core/run/decide.ts';
import { lastAttempt, unitOf } from '#core/run/state.ts';
import { inFlight, readRun, runJson, runStateName, runWord, unitsLastRunning } from '#core/run/view.ts';
import { pause, stop } from './happenings.ts';
import { createLog, type Log, planOf, ref } from './run-fixture.ts';

const PLAN = planOf([{ id: 'one' }]);
const HEAD = 'f'.repeat(64);
const begun = (): Log => createLog(PLAN).begin();
const view = (log: Log, carriedOut = false) => readRun(log.state(), { carriedOut, head: HEAD });
const read = (log: Log, carriedOut = false) => view(log, carriedOut).state;
const name = (log: Log, carriedOut = false) => runStateName(view(log, carriedOut));

function ended(log: Log, outcome: 'succeeded' | 'failed' | 'stopped' | 'refused'): Log {
  log.add({ type: 'runFinished', data: { outcome, reason: null } });
  return log;
}

function waiting(): Log {
  const log = begun().run('one', 'a', 'failed');
  const [ask] = decide(log.state());
  if (ask?.kind === 'ask') log.ask(ask.id, ask.question);
  return log;
}

describe('reading a log that nobody carries on', () => {
  it.each(['intent', 'running'])('makes what was %s unknown, never ok', (state) => {
    const log = begun().intend('one', 'a');
    if (state === 'running') log.start('one', 'a');
    const seen = read(log);
    expect(seen.units.get('one' as never)?.get('a')).toMatchObject({ state: 'unknown' });
    expect(seen.units.get('one' as never)?.get('a')?.reason).toEqual({ kind: 'closed', next: 'unseen' });
    expect(name(log)).toBe('interrupted');
    expect(inFlight(log.state())).toEqual([ref('one', 'a')]);
    expect(view(log).leftRunning).toEqual([ref('one', 'a')]);
    expect(unitsLastRunning(view(log))).toEqual([ref('one', 'a')]);
  });

  it('says since when nobody observed it: the newest moment on record', () => {
    const log = begun().intend('one', 'a');
    log.add({ type: 'noteAdded', data: { by: 'Ada', text: 'still here' } });
    const { at } = log.events.at(-1) ?? {};
    expect(log.state().lastAt).toBe(at);
    const unobserved = { since: at, notedAt: null };
    expect(lastAttempt(unitOf(read(log), ref('one', 'a'))!)).toMatchObject({ unobserved });
    expect(lastAttempt(unitOf(read(log, true), ref('one', 'a'))!)?.unobserved).toBeNull();
  });

  it('counts output, which is no event, to what is on record', () => {
    const { lastAt } = view(begun());
    const at = (heardAt: string) =>
      readRun(begun().state(), { carriedOut: true, head: null, heardAt }).lastAt;
    expect([at('2000-01-01T00:00:00.000Z'), at('2999-01-01T00:00:00.000Z')]).toEqual([
      lastAt,
      '2999-01-01T00:00:00.000Z',
    ]);
  });

  it('leaves it running while a program holds the run', () => {
    const log = begun().intend('one', 'a');
    expect(
      read(log, true)
        .units.get('one' as never)
        ?.get('a')?.state,
    ).toBe('intent');
    expect(name(log, true)).toBe('running');
    expect(view(log, true).leftRunning).toEqual([]);
    expect(unitsLastRunning(view(log, true))).toEqual([ref('one', 'a')]);
  });

  it('says interrupted where nothing was running and nothing is asked', () => {
    expect(name(begun().run('one', 'a'))).toBe('interrupted');
  });

  it('says waiting where a person is asked, held or not', () => {
    expect(name(waiting())).toBe('waiting');
    expect(name(waiting(), true)).toBe('waiting');
  });

  it('says running while a question is open and another unit is running', () => {
    expect(name(waiting().intend('one', 'b'), true)).toBe('running');
    expect(name(waiting().intend('one', 'b'), false)).toBe('interrupted');
  });

  it('keeps a run that was closed as it was closed', () => {
    const log = ended(begun().run('one', 'a', 'unknown'), 'failed');
    expect(read(log)).toBe(log.state());
    expect(name(log)).toBe('failed');
  });
});

describe('the JSON of a run', () => {
  it('tells each unit with its last attempt', () => {
    const log = begun().run('one', 'a', 'failed').run('one', 'a', 'ok');
    const { units, ...rest } = runJson(view(log));
    expect(rest).toMatchObject({
      state: 'interrupted',
      head: HEAD,
      plan: 'deployment',
      operator: 'engineer',
      undoes: null,
    });
    expect(units).toMatchObject([
      { step: 'one', host: 'a', state: 'ok', attempt: 2, exit: 0, signal: null, reason: null },
      { step: 'one', host: 'b', state: 'waiting', attempt: 0, exit: null, startedAt: null, stdout: null },
    ]);
  });

  it('calls a run that preflight refused stopped', () => {
    const log = ended(createLog(PLAN), 'refused');
    expect(runJson(view(log)).state).toBe('stopped');
  });
});

describe('the word for a run, the same in the app, in show and on paper', () => {
  const running = () => begun().intend('one', 'a').start('one', 'a');
  it.each([
    ['running', running(), true],
    ['interrupted', running(), false],
    ['paused', pause(running()), true],
    ['paused', pause(begun()), false],
    ['stopping', stop(pause(running())), true],
    ['waiting', waiting(), true],
    ['waiting', waiting(), false],
    ['paused', pause(waiting()), true],
    ['refused by preflight', ended(createLog(PLAN), 'refused'), false],
    ['stopped', ended(stop(begun()), 'stopped'), false],
    ['succeeded', ended(begun(), 'succeeded'), false],
  ] as const)('is %s', (word, log, carriedOut) => {
    expect(runWord(view(log, carriedOut))).toBe(word);
  });
});
