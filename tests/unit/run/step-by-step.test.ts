import { describe, expect, it } from 'vitest';
import type { Plan } from '#core/plan/model.ts';
import type { StepGo } from '#core/run/events.ts';
import { offeredAnswers } from '#core/run/may-answer.ts';
import { foldRun } from '#core/run/transition.ts';
import { answerNextOpen, finish, keys, wants } from './deciding.ts';
import { recordOnPaper } from './happenings.ts';
import { createLog, holdTask, type Log, planOf, type StepSpec, shellTask } from './run-fixture.ts';

const stepwise = (steps: readonly StepSpec[], given: Partial<Plan> = {}): Log =>
  createLog(planOf(steps, given), 'live', { stepByStep: true }).begin();

function say(log: Log, go: StepGo): Log {
  const [open] = wants(log);
  answerNextOpen(log);
  if (open?.kind !== 'ask') throw new Error('nothing is asked');
  return log.answer(open.id, { to: 'step', go });
}

describe('a run that goes step by step', () => {
  it('begins a step on none of its hosts before a yes, and asks again before the next', () => {
    const log = stepwise([{ id: 'one' }, { id: 'two' }]);
    expect(wants(log)).toEqual([
      {
        kind: 'ask',
        id: 'step:one#1',
        question: {
          about: 'step',
          unit: { step: 'one', host: null },
          batch: 1,
          batches: 1,
          hosts: ['a', 'b'],
        },
      },
    ]);
    answerNextOpen(log);
    expect(wants(log)).toEqual([]);
    const open = [...log.state().questions.values()][0];
    expect(open && offeredAnswers(log.state(), open).map(({ answer }) => answer)).toEqual([
      { to: 'step', go: 'step' },
      { to: 'step', go: 'rest' },
      { to: 'step', go: 'stop' },
    ]);
    log.answer('step:one#1', { to: 'step', go: 'step' });
    expect(keys(log)).toEqual(['attempt one@a 1', 'attempt one@b 1']);
    log.run('one', 'a').run('one', 'b');
    expect(keys(log)).toEqual(['ask step:two#1']);
  });

  it('asks before each batch', () => {
    const log = stepwise([{ id: 'one', batches: [1, 1] }]);
    say(log, 'step').run('one', 'a');
    expect(keys(log)).toEqual(['ask step:one#2']);
  });

  it('takes the release of a batch, and what a person does, for the yes', () => {
    const log = stepwise([
      { id: 'go', hosts: null, task: holdTask() },
      { id: 'one', batches: [1, 1], pause: true },
    ]);
    expect(keys(log)).toEqual(['ask hold:go#1']);
    answerNextOpen(log);
    log.answer('hold:go#1', { to: 'hold', release: true }, 'manager');
    say(log, 'step').run('one', 'a');
    expect(keys(log)).toEqual(['ask batch:one#2']);
    answerNextOpen(log);
    log.answer('batch:one#2', { to: 'batch', continue: true });
    expect(keys(log)).toEqual(['attempt one@b 1']);
  });

  it('does not ask about a step that is skipped, nor twice about one that is tried again', () => {
    const log = stepwise([
      { id: 'not', skipBecause: "vars.x == 'y'" },
      { id: 'one', hosts: ['a'] },
    ]);
    expect(keys(log)).toEqual(['skip not@a', 'skip not@b']);
    for (const host of ['a', 'b'])
      log.add({
        type: 'unitSkipped',
        data: {
          step: 'not' as never,
          host: host as never,
          reason: { kind: 'condition', condition: "vars.x == 'y'" },
        },
      });
    say(log, 'step').run('one', 'a', 'failed');
    answerNextOpen(log);
    log.answer('unit:one@a#1', { to: 'unit', remedy: 'retry' });
    expect(keys(log)).toEqual(['attempt one@a 2']);
  });

  it('goes on by itself once it is told to, and is stopped before the step', () => {
    const log = stepwise([{ id: 'one', hosts: ['a'] }, { id: 'two' }]);
    say(log, 'rest').run('one', 'a');
    expect(keys(log)).toEqual(['attempt two@a 1', 'attempt two@b 1']);
    const stopped = say(stepwise([{ id: 'one' }]), 'stop');
    expect(wants(stopped)).toMatchObject(finish('stopped', { kind: 'stopped-by', by: 'engineer' }));
  });

  it('asks about the hosts that are left of a step which is done from paper on one of them', () => {
    const log = stepwise([{ id: 'one' }]);
    answerNextOpen(log);
    log.add({
      type: 'unitRecorded',
      data: {
        step: 'one' as never,
        host: 'a' as never,
        outcome: 'ok',
        by: 'engineer',
        doneAt: '2026-11-21T04:26:00Z',
        note: null,
      },
    });
    expect([...log.state().questions.keys()]).toEqual(['step:one#1']);
    expect(wants(log)).toEqual([]);
  });

  it('asks no more about a step that is done from paper on all its hosts', () => {
    const log = stepwise([{ id: 'one' }, { id: 'two' }]);
    answerNextOpen(log);
    recordOnPaper(recordOnPaper(log, 'one@a'), 'one@b');
    expect(log.state().questions.size).toBe(0);
    expect(keys(log)).toEqual(['ask step:two#1']);
  });

  it('asks about a batch too in check mode, where none waits for its release', () => {
    const plan = planOf([{ id: 'one', task: shellTask('id', 'check'), batches: [1, 1], pause: true }]);
    const log = createLog(plan, 'check', { stepByStep: true }).begin();
    say(log, 'step').run('one', 'a');
    expect(keys(log)).toEqual(['ask step:one#2']);
  });

  it('keeps going so over a crash', () => {
    const log = stepwise([{ id: 'one', hosts: ['a'] }, { id: 'two' }]);
    say(log, 'step').run('one', 'a');
    log.add({ type: 'runInterrupted', data: { inFlight: [] } });
    log.add({ type: 'runResumed', data: { by: 'engineer', inFlight: [] } });
    expect(foldRun(log.state().plan, log.events).stepByStep).toBe(true);
    log.add(
      { type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } },
      { type: 'runContinued', data: { by: 'engineer', note: null } },
    );
    expect(keys(log)).toEqual(['ask step:two#1']);
  });
});

it('one that does not go step by step asks about no step', () => {
  expect(keys(createLog(planOf([{ id: 'one' }])).begin())).toEqual(['attempt one@a 1', 'attempt one@b 1']);
});
