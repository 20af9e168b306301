import { describe, expect, it } from 'vitest';
import type { RunState } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { because } from '#support/because.ts';
import { begun } from './deciding.ts';
import { lose, pause, reattach, resume } from './happenings.ts';
import { AT, createLog, type Log, ref, type StepSpec } from './run-fixture.ts';

const TWO: StepSpec = { id: 'work', hosts: ['a', 'b'], parallel: 1 };

describe('moments of a log', () => {
  const second = (seq: number): string => new Date(Date.parse(AT) + seq * 1000).toISOString();
  /** The same log, with a second between its events. */
  const timed = (log: Log): RunState =>
    foldRun(
      log.state().plan,
      log.events.map((event) => ({ ...event, at: second(event.seq) })),
    );
  const unobserved = (log: Log) =>
    timed(log).units.get(ref('work').step)?.get('a')?.attempts.at(-1)?.unobserved;
  const running = (): Log => begun(TWO).intend('work', 'a').start('work', 'a');
  const seqOf = (log: Log): number => log.events.length;

  it('say since when nobody observes an attempt: the first loss of its link, with the newest reason', () => {
    const log = lose(running(), 'work@a');
    const since = second(seqOf(log));
    log.add({
      type: 'attemptUnobserved',
      data: { ...ref('work', 'a'), attempt: 1, reason: because('no route') },
    });
    expect(unobserved(log)).toEqual({ since, notedAt: since, reason: because('no route') });
    expect(unobserved(reattach(log, 'work@a'))).toBeNull();
  });

  it('say it of each attempt by itself', () => {
    const log = lose(running(), 'work@a').finish('work', 'a', 'unreachable').intend('work', 'a');
    const since = second(seqOf(lose(log, 'work@a')));
    expect(unobserved(log)?.since).toBe(since);
  });

  it('say the same of a program that ended: its newest event, also once the outcome is known', () => {
    const log = running();
    const since = second(seqOf(log));
    const notedAt = second(seqOf(resume(log)));
    const lost = { since, notedAt, reason: { kind: 'closed', next: 'searching' } };
    expect(unobserved(log)).toEqual(lost);
    expect(unobserved(log.finish('work', 'a', 'unknown'))).toEqual(lost);
  });

  it('keep the loss of a link before the program ended', () => {
    const log = lose(running(), 'work@a');
    expect(unobserved(resume(log))?.since).toBe(second(seqOf(log) - 1));
  });

  it('say it of a run that is ended without being resumed', () => {
    const log = running();
    const since = second(seqOf(log));
    log.add({ type: 'runInterrupted', data: { inFlight: [ref('work', 'a')] } });
    expect(unobserved(log)).toMatchObject({ since, notedAt: second(seqOf(log)) });
  });

  it('say since when it is paused, when it was resumed, and of when the newest event is', () => {
    const log = pause(running());
    const pausedAt = second(seqOf(log));
    expect(timed(log).resumed).toBeNull();
    expect(timed(pause(log)).paused?.at).toBe(pausedAt);
    resume(log);
    expect(timed(log)).toMatchObject({
      lastAt: second(seqOf(log)),
      paused: { because: 'recovery', at: second(seqOf(log)) },
      resumed: { seq: seqOf(log), inFlight: [ref('work', 'a')] },
    });
    expect(createLog(log.state().plan).state().lastAt).toBe(AT);
  });

  it('continue after the end, which says what was left on hosts', () => {
    const log = running().finish('work', 'a', 'ok');
    expect(timed(log).recordsLeft).toEqual([]);
    const recordsLeft = [{ host: 'a' as never, reason: because('no space') }];
    log.add({ type: 'runFinished', data: { outcome: 'stopped', reason: null, recordsLeft } });
    expect(timed(log).recordsLeft).toEqual(recordsLeft);
    log.add({ type: 'noteAdded', data: { by: 'engineer', text: 'late' } }, { type: 'runStarted', data: {} });
    expect(timed(log).lastAt).toBe(second(seqOf(log)));
    log.add({ type: 'runFinished', data: { outcome: 'stopped', reason: null } });
    expect(timed(log).recordsLeft).toEqual(recordsLeft);
  });

  it('leave nothing on hosts where the end names none', () => {
    const log = running().finish('work', 'a', 'ok');
    log.add({ type: 'runFinished', data: { outcome: 'stopped', reason: null } });
    expect(timed(log).recordsLeft).toEqual([]);
  });
});
