import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '#core/plan/model.ts';
import { decide } from '#core/run/decide.ts';
import type { Answer, Outcome, Question, Remedy } from '#core/run/events.ts';
import { offeredAnswers, refuseAnswer, remediesFor, remediesOfStep } from '#core/run/may-answer.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { said } from '../../support/said.ts';
import { answerNextOpen } from './deciding.ts';
import { createLog, holdTask, type Log, MANUAL, planOf, ref, type StepSpec } from './run-fixture.ts';

const RELEASE: Answer = { to: 'hold', release: true };

/** A run that waits for the one question of this step. */
function asked(spec: StepSpec): { log: Log; id: string } {
  const log = createLog(planOf([spec])).begin();
  const [ask] = decide(log.state());
  if (ask?.kind !== 'ask') throw new Error('the step asks nothing');
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
  return said(refuseAnswer(log.state(), { question: id, answer, by, note }));
}

describe('a hold point', () => {
  it('is released by a named approver, or by anyone with a named role', () => {
    const hold = holdPoint({ approvers: ['manager', 'product-owner'] });
    expect(refusal(hold, 'manager')).toBeNull();
    expect(refusal(hold, 'owner')).toBeNull();
    expect(refusal(hold, 'engineer')).toContain('is not an approver');
    expect(refusal(hold, 'somebody')).toBe(
      'somebody is not an approver of this hold point (manager, product-owner)',
    );
  });

  it('refuses the operator, however the name is written', () => {
    const hold = holdPoint({ notOperator: true });
    for (const name of [
      'engineer',
      'Engineer',
      ' engineer ',
      'ｅngineer',
      'Ada King',
      'ada  king',
      'aking',
      'AKing',
    ]) {
      expect(refusal(hold, name)).toContain('may not release');
    }
    expect(refusal(hold, 'manager')).toBeNull();
  });

  it('refuses everybody who has run it, not only who did so last', () => {
    const hold = holdPoint({ notOperator: true });
    hold.log.add({ type: 'runResumed', data: { by: 'manager', inFlight: [] } });
    expect(refusal(hold, 'engineer')).toBe('engineer runs this release and may not release this hold point');
    expect(refusal(hold, 'manager')).toBe('manager runs this release and may not release this hold point');
    expect(refusal(hold, 'owner')).toBeNull();
  });

  it('knows a name by its letters, not by its spaces', () => {
    const log = createLog(
      planOf([{ id: 'go', hosts: null, task: holdTask({ notOperator: true }) }]),
      'live',
      {
        operator: 'Ada  King',
        people: [],
      },
    ).begin();
    answerNextOpen(log);
    const hold = { log, id: 'hold:go#1' };
    expect(refusal(hold, 'ada king')).toContain('may not release');
    expect(refusal(hold, 'adaking')).toBeNull();
  });

  it('takes one release of each person', () => {
    const hold = holdPoint({ count: 2 });
    hold.log.answer(hold.id, RELEASE, 'manager');
    expect(hold.log.unit('go').state).toBe('waiting');
    expect(hold.log.state().questions.get(hold.id)?.releasedBy).toEqual(['manager']);
    expect(refusal(hold, 'manager')).toContain('already');
    expect(refusal(hold, 'Manager ')).toContain('already');
    expect(refusal(hold, 'Mallory')).toContain('not among the people of this release');
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
    expect(hold.log.unit('go')).toMatchObject({
      state: 'failed',
      reason: { kind: 'refused-by', by: 'owner', note: 'not today' },
    });
  });
});

describe('any answer', () => {
  const manual = () => asked({ id: 'desk', hosts: null, task: MANUAL });
  const done = (items: readonly string[]): Answer => ({ to: 'manual', done: true, items });

  it('belongs to an open question', () => {
    const { log } = manual();
    expect(refusal({ log, id: 'other' }, 'engineer', done([]))).toContain('not open');
  });

  it('is taken once, and says to the next who was first, and why', () => {
    const hold = holdPoint({ count: 1 });
    hold.log.answer(hold.id, { to: 'hold', release: false }, 'owner', 'not today');
    expect(refusal(hold, 'manager', RELEASE)).toMatch(
      /^owner has answered this: Refused, at 20.*\. Note: not today$/,
    );
  });

  it('has a name', () => {
    expect(refusal(manual(), ' ', done(MANUAL.kind === 'manual' ? MANUAL.items : []))).toBe(
      'An answer needs the name of the person who gives it',
    );
  });

  it('is of the kind that the question takes', () => {
    expect(refusal(manual(), 'engineer', { to: 'unit', remedy: 'skip' })).toContain('about a manual');
  });

  it('ticks every item of a list before it says done', () => {
    expect(refusal(manual(), 'engineer', done(['called']))).toBe('Not ticked: noted');
    expect(refusal(manual(), 'engineer', done([]))).toBe('Not ticked: called, noted');
    expect(refusal(manual(), 'engineer', done(['noted', 'called']))).toBeNull();
    const notDone: Answer = { to: 'manual', done: false, items: [] };
    expect(refusal(manual(), 'engineer', notDone)).toBe('A step that was not done needs a note: why not');
    expect(refusal(manual(), 'engineer', notDone, 'nobody answers')).toBeNull();
  });

  it('gives a reason where a unit is skipped', () => {
    const log = createLog(planOf([{ id: 'work', hosts: ['a'] }]))
      .begin()
      .run('work', 'a', 'failed');
    const [ask] = decide(log.state());
    if (ask?.kind !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question);
    const open = { log, id: ask.id };
    expect(refusal(open, 'engineer', { to: 'unit', remedy: 'skip' }, '  ')).toContain('reason');
    expect(refusal(open, 'engineer', { to: 'unit', remedy: 'skip' }, 'done by hand')).toBeNull();
    expect(refusal(open, 'engineer', { to: 'unit', remedy: 'retry' })).toBeNull();
  });
});

describe('what may be done about a bad unit', () => {
  function bad(spec: Partial<StepSpec>, outcome: Outcome, tracked = false) {
    const log = createLog(planOf([{ id: 'work', hosts: ['a'], ...spec }])).begin();
    const data = { ...ref('work', 'a'), attempt: 1, id: 'x', command: '', scriptSha256: null, tracked };
    log.add({ type: 'attemptIntended', data });
    log.finish('work', 'a', outcome);
    const [ask] = decide(log.state());
    if (ask?.kind !== 'ask') throw new Error('nothing is asked');
    return { log: log.ask(ask.id, ask.question), id: ask.id };
  }
  const offered = ({ log }: { log: Log }) => remediesFor(log.state(), ref('work', 'a'));
  const common = ['retry', 'skip', 'exclude', 'stop'];
  const settling = ['settle-done', 'settle-failed', 'settle-not-run'];
  const remedy = (name: Remedy): Answer => ({ to: 'unit', remedy: name });

  it.each(['failed', 'unreachable', 'stopped'] as const)('is not to settle it where it is %s', (outcome) => {
    const open = bad({ doneIf: 'test -e done' }, outcome, true);
    expect(offered(open)).toEqual(common);
    for (const name of ['settle-done', 'settle-failed', 'settle-not-run'] as const)
      expect(refusal(open, 'engineer', remedy(name), 'why')).toBe('Only an unknown outcome can be settled');
    expect(refusal(open, 'engineer', remedy('recheck'))).toContain('or its outcome is known');
    expect(refusal(open, 'engineer', remedy('check'))).toContain('or its outcome is known');
    expect(refusal(open, 'engineer', remedy('retry'))).toBeNull();
  });

  it('is to settle it where it is unknown, and to look where there is something to look at', () => {
    expect(offered(bad({}, 'unknown'))).toEqual([...settling, ...common]);
    expect(offered(bad({}, 'unknown', true))).toEqual(['recheck', ...settling, ...common]);
    expect(offered(bad({ doneIf: 'test' }, 'unknown', true))).toEqual([
      'recheck',
      'check',
      ...settling,
      ...common,
    ]);
  });

  it('is not to look without a record, nor to check without a check', () => {
    const open = bad({}, 'unknown');
    expect(refusal(open, 'engineer', remedy('recheck'))).toContain('keeps no record of this attempt');
    expect(refusal(open, 'engineer', remedy('check'))).toContain('has no check of its own (done_if)');
    const both = bad({ doneIf: 'test' }, 'unknown', true);
    expect(refusal(both, 'engineer', remedy('recheck'))).toBeNull();
    expect(refusal(both, 'engineer', remedy('check'))).toBeNull();
  });

  it('is not to look where a log of earlier days does not say that there is a record', () => {
    const log = createLog(planOf([{ id: 'work', hosts: ['a'] }])).begin();
    expect(offered({ log: log.run('work', 'a', 'unknown') })).not.toContain('recheck');
  });

  it('is to settle an unknown with a note alone: how it is known', () => {
    const open = bad({}, 'unknown');
    for (const name of ['settle-done', 'settle-failed', 'settle-not-run'] as const) {
      expect(refusal(open, 'engineer', remedy(name))).toContain('how it is known');
      expect(refusal(open, 'engineer', remedy(name), ' ')).toContain('how it is known');
      expect(refusal(open, 'engineer', remedy(name), 'the service answers')).toBeNull();
    }
  });

  it('is to run an unknown again with a note alone, unless the step may be repeated', () => {
    expect(refusal(bad({}, 'unknown'), 'engineer', remedy('retry'))).toContain('why it may run twice');
    expect(refusal(bad({}, 'unknown'), 'engineer', remedy('retry'), 'idle')).toBeNull();
    expect(refusal(bad({ repeatable: true }, 'unknown'), 'engineer', remedy('retry'))).toBeNull();
  });

  it('needs no note where the program knows why: that is a fact of its own, and nobody is said to have noted it', () => {
    const { log, id } = bad({}, 'unknown');
    const given = { question: id, answer: remedy('skip'), by: 'engineer', note: null } as const;
    const asked = { ...given, cause: 'told-to-continue' } as const;
    expect(said(refuseAnswer(log.state(), given))).toContain('reason');
    expect(refuseAnswer(log.state(), asked)).toBeNull();
    const { question: _, ...data } = { ...asked, id };
    log.add({ type: 'questionAnswered', data });
    const why = { by: 'engineer', note: null, cause: 'told-to-continue' };
    expect(log.state().decisions).toMatchObject([why]);
    expect(log.unit('work', 'a').reason).toEqual({ kind: 'skipped-by', ...why });
    expect(describeReason({ kind: 'skipped-by', ...why, cause: 'told-to-continue' })).toBe(
      'Skipped by engineer: The run was told to continue',
    );
  });

  it('is to exclude and to stop without a word', () => {
    expect(refusal(bad({}, 'unknown'), 'engineer', remedy('exclude'))).toBeNull();
    expect(refusal(bad({}, 'unknown'), 'engineer', remedy('stop'))).toBeNull();
  });

  it('is known of a unit that the run does not have: nothing more', () => {
    const { log } = bad({}, 'unknown');
    expect(remediesFor(log.state(), ref('work', 'z'))).toEqual(common);
  });
});

describe('the answers that are offered', () => {
  const unit = ref('one');

  it.each<[Question, readonly (readonly [Answer, string | null])[]]>([
    [
      { about: 'manual', unit, text: 'Call', items: ['called', 'noted'] },
      [
        [{ to: 'manual', done: true, items: ['called', 'noted'] }, null],
        [{ to: 'manual', done: false, items: [] }, 'why-not-done'],
      ],
    ],
    [
      { about: 'notify', unit, channel: 'email', to: ['shops@example.com'], subject: 'S', body: 'B' },
      [
        [{ to: 'notify', done: true, items: [] }, null],
        [{ to: 'notify', done: false, items: [] }, 'why-not-sent'],
      ],
    ],
    [
      { about: 'hold', unit, approvers: [], count: 1, notOperator: false },
      [
        [{ to: 'hold', release: true }, null],
        [{ to: 'hold', release: false }, null],
      ],
    ],
    [
      { about: 'batch', unit, batch: 2, batches: 2, hosts: [] },
      [
        [{ to: 'batch', continue: true }, null],
        [{ to: 'batch', continue: false }, null],
      ],
    ],
    [
      { about: 'verdict', unit, criteria: ['Orders flow'] },
      [
        [{ to: 'verdict', verdict: 'success', met: ['Orders flow'] }, null],
        [{ to: 'verdict', verdict: 'back-out' }, null],
        [{ to: 'verdict', verdict: 'leave' }, 'fix-logged'],
      ],
    ],
  ])('are those that the question takes: $about', (question, offered) => {
    const log = createLog(planOf([{ id: 'one', hosts: null }]))
      .begin()
      .ask('q', question);
    const open = log.state().questions.get('q') ?? expect.unreachable();
    expect(offeredAnswers(log.state(), open).map(({ answer, needsNote }) => [answer, needsNote])).toEqual(
      offered,
    );
  });

  const SETTLE = ['settle-done', 'settle-failed', 'settle-not-run'];
  const COMMON = ['retry', 'skip', 'exclude', 'stop'];

  it.each<[string, StepSpec, Partial<PlannedStep>, readonly string[]]>([
    ['keeps a record', { id: 'one' }, {}, ['recheck', ...SETTLE, ...COMMON]],
    ['is attached', { id: 'one' }, { mode: 'attached' }, [...SETTLE, ...COMMON]],
    ['a person does', { id: 'one', task: MANUAL }, {}, [...SETTLE, ...COMMON]],
    [
      'has its own check',
      { id: 'one', doneIf: 'test -e up' },
      {},
      ['recheck', 'check', ...SETTLE, ...COMMON],
    ],
  ])('about a step on paper are all that can ever be: one that %s', (...[, spec, given, remedies]) => {
    const [step] = planOf([spec]).steps;
    expect(remediesOfStep({ ...step!, ...given }).toSorted()).toEqual([...remedies].toSorted());
  });

  it('about a step of which one unit alone can be looked at are to look and to check', () => {
    const [step] = planOf([{ id: 'one' }]).steps;
    const [first, second] = step!.units;
    const units = [
      { ...first!, doneIf: ['test -e up'] },
      { ...second!, task: MANUAL },
    ];
    expect(remediesOfStep({ ...step!, units })).toEqual(expect.arrayContaining(['recheck', 'check']));
  });
});

describe('a hold point that was refused', () => {
  function refused() {
    const hold = holdPoint({ approvers: ['manager', 'engineer'], notOperator: true });
    hold.log.answer(hold.id, { to: 'hold', release: false }, 'manager', 'not today');
    const [ask] = decide(hold.log.state());
    if (ask?.kind !== 'ask') throw new Error('nothing is asked');
    return { log: hold.log.ask(ask.id, ask.question), id: ask.id };
  }

  it.each(['skip', 'exclude'] as const)('is passed by %s only by those who may release it', (remedy) => {
    const answer: Answer = { to: 'unit', remedy };
    expect(refusal(refused(), 'engineer', answer, 'go')).toContain('may not release');
    expect(refusal(refused(), 'owner', answer, 'go')).toContain('is not an approver');
    expect(refusal(refused(), 'manager', answer, 'go')).toBeNull();
  });

  it('is skipped with a reason all the same', () => {
    expect(refusal(refused(), 'manager', { to: 'unit', remedy: 'skip' })).toContain('reason');
  });

  it.each(['retry', 'stop'] as const)('is asked about again, or ends the run, by anybody (%s)', (remedy) => {
    expect(refusal(refused(), 'engineer', { to: 'unit', remedy })).toBeNull();
  });
});
