import { describe, expect, it } from 'vitest';
import { refuseAnswer } from '#core/run/answers.ts';
import { decide } from '#core/run/decide.ts';
import type { Answer } from '#core/run/events.ts';
import { createLog, holdTask, type Log, MANUAL, PEOPLE, planOf, type StepSpec } from './run-fixture.ts';

const RELEASE: Answer = { to: 'hold', release: true };

/** A run that waits for the one question of this step. */
function asked(spec: StepSpec): { log: Log; id: string } {
  const log = createLog(planOf([spec])).begin();
  const [ask] = decide(log.state());
  if (ask?.do !== 'ask') throw new Error('the step asks nothing');
  log.ask(ask.id, ask.question);
  return { log, id: ask.id };
}

const holdPoint = (given: Parameters<typeof holdTask>[0]) =>
  asked({ id: 'go', hosts: null, task: holdTask(given) });

type Said = [answer?: Answer, note?: string | null];

function refusal(
  { log, id }: { log: Log; id: string },
  by: string,
  ...[answer = RELEASE, note = null]: Said
) {
  return refuseAnswer(log.state(), { question: id, answer, by, note }, PEOPLE);
}

describe('a hold point', () => {
  it('is released by a named approver, or by anyone with a named role', () => {
    const hold = holdPoint({ approvers: ['manager', 'product-owner'] });
    expect(refusal(hold, 'manager')).toBeNull();
    expect(refusal(hold, 'owner')).toBeNull();
    expect(refusal(hold, 'engineer')).toContain('is not an approver');
    expect(refusal(hold, 'somebody')).toContain('is not an approver');
  });

  it('refuses the operator, however the name is written', () => {
    const hold = holdPoint({ notOperator: true });
    for (const name of ['engineer', 'Engineer', ' engineer ', 'ｅngineer']) {
      expect(refusal(hold, name)).toContain('may not release');
    }
    expect(refusal(hold, 'manager')).toBeNull();
  });

  it('takes one release of each person', () => {
    const hold = holdPoint({ count: 2 });
    hold.log.answer(hold.id, RELEASE, 'manager');
    expect(hold.log.unit('go').state).toBe('waiting');
    expect(hold.log.state().questions.get(hold.id)?.releasedBy).toEqual(['manager']);
    expect(refusal(hold, 'manager')).toContain('already');
    expect(refusal(hold, 'Manager ')).toContain('already');
    expect(refusal(hold, 'owner')).toBeNull();
    hold.log.answer(hold.id, RELEASE, 'owner');
    expect(hold.log.unit('go').state).toBe('ok');
  });

  it('counts the same person once even if the log holds two releases', () => {
    const hold = holdPoint({ count: 2 });
    hold.log.answer(hold.id, RELEASE, 'manager').answer(hold.id, RELEASE, 'manager');
    expect(hold.log.unit('go').state).toBe('waiting');
  });

  it('is failed as soon as one approver refuses', () => {
    const hold = holdPoint({ count: 2 });
    hold.log.answer(hold.id, RELEASE, 'manager');
    hold.log.answer(hold.id, { to: 'hold', release: false }, 'owner', 'not today');
    expect(hold.log.unit('go')).toMatchObject({ state: 'failed', reason: 'Refused by owner: not today' });
  });
});

describe('any answer', () => {
  const manual = () => asked({ id: 'desk', hosts: null, task: MANUAL });
  const done = (items: readonly string[]): Answer => ({ to: 'manual', done: true, items });

  it('belongs to an open question', () => {
    const { log } = manual();
    expect(refusal({ log, id: 'other' }, 'engineer', done([]))).toContain('not open');
  });

  it('has a name', () => {
    expect(refusal(manual(), ' ', done(MANUAL.kind === 'manual' ? MANUAL.items : []))).toContain('name');
  });

  it('is of the kind that the question takes', () => {
    expect(refusal(manual(), 'engineer', { to: 'unit', remedy: 'skip' })).toContain('about a manual');
  });

  it('ticks every item of a list before it says done', () => {
    expect(refusal(manual(), 'engineer', done(['called']))).toBe('Not ticked: noted');
    expect(refusal(manual(), 'engineer', done(['noted', 'called']))).toBeNull();
    expect(refusal(manual(), 'engineer', { to: 'manual', done: false, items: [] })).toBeNull();
  });

  it('gives a reason where a unit is skipped', () => {
    const log = createLog(planOf([{ id: 'work', hosts: ['a'] }]))
      .begin()
      .run('work', 'a', 'failed');
    const [ask] = decide(log.state());
    if (ask?.do !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question);
    const open = { log, id: ask.id };
    expect(refusal(open, 'engineer', { to: 'unit', remedy: 'skip' }, '  ')).toContain('reason');
    expect(refusal(open, 'engineer', { to: 'unit', remedy: 'skip' }, 'done by hand')).toBeNull();
    expect(refusal(open, 'engineer', { to: 'unit', remedy: 'retry' })).toBeNull();
  });
});
