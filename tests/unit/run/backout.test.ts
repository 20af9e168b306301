import { describe, expect, it } from 'vitest';
import {
  type BackoutChoice,
  backoutPlan,
  computeBackout,
  pointsPassed,
  WHOLE_BACKOUT,
} from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import type { BackoutFrame } from '#core/plan/model.ts';
import type { SettledAs } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { because } from '#support/because.ts';
import { recordOnPaper, settle, settleByCheck } from './happenings.ts';
import { createLog, host, type Log, MANUAL, planOf, type StepSpec, shellTask } from './run-fixture.ts';

const begun = (...specs: StepSpec[]): Log => createLog(planOf(specs)).begin();
const undone = (log: Log, choice: Partial<BackoutChoice> = {}) =>
  computeBackout(log.state(), { ...WHOLE_BACKOUT, ...choice });
const lines = (log: Log, choice: Partial<BackoutChoice> = {}) => undone(log, choice).units.map(unitKey);

describe('what a backout covers', () => {
  it('is what ran, newest first', () => {
    const log = begun({ id: 'one' }, { id: 'two' }, { id: 'three' });
    log.run('one', 'b').run('one', 'a').run('two', 'a').run('two', 'b');
    expect(lines(log)).toEqual(['two@b', 'two@a', 'one@a', 'one@b']);
  });

  it.each([
    ['ok', 'It ran and succeeded'],
    ['failed', 'It failed and may be partly done'],
    ['unknown', 'Its outcome is unknown; it may have run'],
    ['stopped', 'It was stopped partway'],
  ] as const)('takes in a unit that is %s', (outcome, because) => {
    const log = begun({ id: 'one' }).run('one', 'a', outcome);
    expect(undone(log).units).toMatchObject([{ step: 'one', host: 'a', because }]);
  });

  it('takes in a unit that is still running: it may have run', () => {
    const log = begun({ id: 'one' }).intend('one', 'a');
    expect(lines(log)).toEqual(['one@a']);
    expect(undone(log).units[0]?.because).toBe('Its outcome is unknown; it may have run');
  });

  it.each([
    ['done', ['one@a']],
    ['failed', ['one@a']],
    ['not-run', []],
  ] as const)('takes an unknown that was settled as %s for that', (as, undoes) => {
    expect(lines(settle(begun({ id: 'one' }).run('one', 'a', 'unknown'), 'one@a', as))).toEqual(undoes);
  });

  it('says of a settled outcome what it was settled as, and by what', () => {
    const lost = () => begun({ id: 'one' }).run('one', 'a', 'unknown');
    const because = (as: SettledAs) => undone(settle(lost(), 'one@a', as)).units[0]?.because;
    expect(because('done')).toBe("It ran and succeeded, by the host's record");
    expect(undone(settleByCheck(lost(), 'one@a')).units[0]?.because).toBe(
      'Its outcome was not observed; its own check found it done',
    );
    expect(because('failed')).toBe('It failed and may be partly done');
  });

  it('says of an outcome that was found on the host by whom it is known', () => {
    const adopted = begun({ id: 'one' }).intend('one', 'a').finish('one', 'a', 'ok', { adopted: true });
    expect(undone(adopted).units[0]?.because).toBe("It ran and succeeded, by the host's record");
    expect(undone(begun({ id: 'one' }).run('one', 'a')).units[0]?.because).toBe('It ran and succeeded');
  });

  it('says of what a person settled or recorded that nobody saw it', () => {
    const log = begun({ id: 'one' }).run('one', 'a', 'unknown');
    log.ask('q', {
      about: 'unit',
      unit: { step: 'one' as never, host: 'a' as never },
      attempt: 1,
      outcome: 'unknown',
      reason: null,
    });
    log.answer('q', { to: 'unit', remedy: 'settle-done' }, 'ann', 'the journal says so');
    expect(undone(log).units[0]?.because).toBe('Its outcome was not observed; ann settled it as done');
    expect(undone(recordOnPaper(begun({ id: 'one' }), 'one@a')).units[0]?.because).toBe(
      'It was recorded as done on paper',
    );
  });

  it('takes in an earlier try that may have run, though the last was settled as not run', () => {
    const log = begun({ id: 'one' }).run('one', 'a', 'failed').run('one', 'b').run('one', 'a', 'unknown');
    expect(lines(settle(log, 'one@a', 'not-run'))).toEqual(['one@b', 'one@a']);
  });

  it('takes in what was done from paper', () => {
    expect(lines(recordOnPaper(begun({ id: 'one' }), 'one@a'))).toEqual(['one@a']);
  });

  it('leaves out what an earlier backout has undone', () => {
    const log = begun({ id: 'one' }).run('one', 'a').run('one', 'b');
    expect(lines(log, { undone: new Set(['one@b']) })).toEqual(['one@a']);
  });

  it('leaves out what certainly never ran', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b', 'c'] }).run('one', 'a', 'unreachable');
    log.add({
      type: 'unitSkipped',
      data: { step: 'one' as never, host: 'b' as never, reason: because('') },
    });
    expect(lines(log)).toEqual([]);
  });

  it('looks at every attempt of a unit, not at the last alone', () => {
    const log = begun({ id: 'one' }).run('one', 'a', 'failed').run('one', 'a', 'unreachable');
    expect(lines(log)).toEqual(['one@a']);
    const skipped = begun({ id: 'one' }).run('one', 'a', 'unknown');
    skipped.ask('q', {
      about: 'unit',
      unit: { step: 'one' as never, host: 'a' as never },
      attempt: 1,
      outcome: 'unknown',
      reason: null,
    });
    skipped.answer('q', { to: 'unit', remedy: 'skip' }, 'engineer', 'looks fine');
    expect(skipped.unit('one', 'a').state).toBe('skipped');
    expect(lines(skipped)).toEqual(['one@a']);
  });

  it('orders a retried unit by its last try that may have run', () => {
    const retried = begun({ id: 'one' }).run('one', 'a', 'failed').run('one', 'b').run('one', 'a');
    expect(lines(retried)).toEqual(['one@a', 'one@b']);
    const unreached = begun({ id: 'one' })
      .run('one', 'a', 'failed')
      .run('one', 'b')
      .run('one', 'a', 'unreachable');
    expect(lines(unreached)).toEqual(['one@b', 'one@a']);
  });

  it('can be held to some hosts; steps without hosts stay in', () => {
    const log = begun({ id: 'desk', hosts: null, task: MANUAL }, { id: 'one' });
    log.run('desk', null).run('one', 'a').run('one', 'b');
    expect(lines(log, { limit: { selector: 'b', hosts: new Set(['b' as never]) } })).toEqual([
      'one@b',
      'desk',
    ]);
  });

  it('says why a unit cannot be undone, and leaves out what changes nothing', () => {
    const log = begun(
      { id: 'one', undo: null, noUndo: { kind: 'no-return', why: 'Tokens move' } },
      { id: 'two', undo: null },
      { id: 'look', undo: null, task: shellTask('id', 'check') },
    );
    log.run('one', 'a').run('one', 'b', 'unreachable').run('two', 'a').run('look', 'a');
    expect(undone(log).units).toEqual([]);
    expect(undone(log).notUndone).toMatchObject([
      { step: 'one', host: 'a', kind: 'no-return', because: 'Tokens move' },
      { step: 'two', host: 'a', kind: 'unsaid', because: 'The plan does not say how to undo it' },
    ]);
    expect(pointsPassed(undone(log))).toMatchObject([{ step: 'one', hosts: ['a'] }]);
  });

  it('estimates by wave and says what has no estimate', () => {
    const log = begun({ id: 'one', takesMs: 60_000, parallel: 1 }, { id: 'two' });
    log.run('one', 'a').run('one', 'b').run('two', 'a');
    expect(undone(log).estimate).toMatchObject({
      ms: 120_000,
      unestimated: 1,
      without: [{ step: 'two', title: 'Undo two' }],
    });
  });
});

describe('a struck line', () => {
  it('stays in the list with its reason, and is neither done nor shown as to be done', () => {
    const log = begun({ id: 'one' }).run('one', 'a').run('one', 'b');
    const backout = undone(log, { struck: new Map([['one@a', 'already by hand']]) });
    expect(backout.units.map((line) => line.struck)).toEqual([null, 'already by hand']);
    expect(backoutJson(backout, [])).toMatchObject({
      units: [{ step: 'one', host: 'b', undo: 'undo one' }],
    });
    const plan = backoutPlan(log.state(), backout, null);
    const run = createLog(plan).begin();
    expect(plan.steps[0]?.units.find((unit) => unit.host === 'a')?.skipBecause).toBe(
      'Left out of the backout: already by hand',
    );
    expect(run.unit('one', 'b').state).toBe('waiting');
  });
});

describe('the plan of a backout', () => {
  const planFor = (log: Log) => backoutPlan(log.state(), undone(log), null);

  it('undoes the units of one batch side by side, and batch after batch in reverse', () => {
    const log = begun({ id: 'one', hosts: ['a', 'b', 'c'], batches: [1, 2] }, { id: 'two', hosts: ['a'] });
    log.run('one', 'a').run('one', 'b').run('one', 'c').run('two', 'a');
    const plan = planFor(log);
    expect(plan.waves.map((wave) => [wave.step, wave.batch, wave.hosts])).toEqual([
      ['two', 1, ['a']],
      ['one', 1, ['c', 'b']],
      ['one', 2, ['a']],
    ]);
    expect(plan.steps.map((step) => [step.id, step.units.map((unit) => [unit.host, unit.batch])])).toEqual([
      ['two', [['a', 1]]],
      [
        'one',
        [
          ['c', 1],
          ['b', 1],
          ['a', 2],
        ],
      ],
    ]);
    expect(plan).toMatchObject({ plan: 'backout', undoes: log.state().header.run });
  });

  it('asks about a bad undo, never repeats one by itself, and has no undo of its own', () => {
    const log = begun({ id: 'one', onFailure: 'ignore', retry: { times: 3, delayMs: 1 }, repeatable: true });
    log.run('one', 'a');
    expect(planFor(log).steps).toMatchObject([
      { onFailure: 'ask', retry: null, repeatable: false, stopAfter: 1 },
    ]);
    expect(planFor(log).steps[0]?.units).toMatchObject([{ undo: null, task: { command: ['undo one'] } }]);
  });

  it('stands between what goes before and after, and carries the captured values', () => {
    const frame = planOf([
      { id: 'freeze', hosts: ['a'] },
      { id: 'thaw', hosts: ['b'] },
    ]);
    const [before, after] = frame.steps;
    const around: BackoutFrame = {
      before: { steps: [before!], waves: frame.waves.slice(0, 1) },
      after: { steps: [after!], waves: frame.waves.slice(1) },
      hosts: [],
    };
    const log = createLog(planOf([{ id: 'one' }], { frame: around })).begin();
    log.intend('one', 'a').finish('one', 'a', 'ok', { captured: { size: '12' } });
    const plan = planFor(log);
    expect(plan.steps.map((step) => step.id)).toEqual(['freeze', 'one', 'thaw']);
    expect(plan.waves.map((wave) => wave.step)).toEqual(['freeze', 'one', 'thaw']);
    expect(createLog(plan).state().captures.get('one\na\nsize')).toBe('12');
  });

  it('needs the hosts it undoes on and those they are reached through, and no others', () => {
    const plan = planOf([{ id: 'one', hosts: ['a', 'b'] }], {
      hosts: [host('gate'), host('other'), host('a', 'gate'), host('b', 'other')],
    });
    const log = createLog(plan).begin().run('one', 'a');
    expect(planFor(log).hosts.map((each) => each.name)).toEqual(['gate', 'a']);
  });
});
