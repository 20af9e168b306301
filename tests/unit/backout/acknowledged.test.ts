/** What has to be known before a backout starts. */
import { describe, expect, it } from 'vitest';
import { describeBackout } from '#cli/backout-words.ts';
import { type BackoutChoice, backoutPlan, computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { concernsOf, unacknowledged } from '#core/backout/concerns.ts';
import type { BackoutFrame, Plan, Task } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import { describeConcern } from '#core/words/backout/describe-concern.ts';
import { createLog, host, type Log, planOf, type StepSpec, shellTask } from '../run/run-fixture.ts';

const NO_RETURN = { undo: null, noUndo: { kind: 'no-return', why: 'Tokens move' } } as const;
const NOTHING = { undo: null, noUndo: { kind: 'nothing', why: 'A copy' } } as const;
const UNSAID = {
  undo: null,
  noUndo: { kind: 'unsaid', why: 'The release does not say how to undo it' },
} as const;

const ran = (...specs: StepSpec[]): Log => {
  const log = createLog(planOf(specs)).begin();
  for (const { id, hosts = ['a', 'b'] } of specs) for (const name of hosts ?? [null]) log.run(id, name);
  return log;
};
const limitedTo = (...names: string[]): Partial<BackoutChoice> => ({
  limit: { selector: names.join(' or '), hosts: new Set(names as HostName[]) },
});
const backoutOf = (log: Log, choice: Partial<BackoutChoice> = {}) =>
  computeBackout(log.state(), { ...WHOLE_BACKOUT, ...choice });

/** Each concern with its words. */
const concernsSaid = (...asked: Parameters<typeof concernsOf>) =>
  concernsOf(...asked).map((concern) => ({
    kind: concern.kind,
    key: concern.key,
    says: describeConcern(concern),
    option: concern.option,
  }));

describe('what has to be acknowledged', () => {
  it('is each point of no return by itself and first, and never a step with nothing to undo', () => {
    const backout = backoutOf(
      ran({ id: 'copy', ...NOTHING }, { id: 'one' }, { id: 'cut', ...NO_RETURN }, { id: 'mail', ...UNSAID }),
    );
    const concerns = concernsSaid(backout, []);
    expect(concerns.map(({ kind, option }) => [kind, option])).toEqual([
      ['no-return', '--past-no-return cut'],
      ['not-undone', null],
    ]);
    expect(concerns[0]?.says).toBe(
      'Point of no return passed: Title of cut on b, a. Tokens move. The backout does not undo it',
    );
    expect(concerns[1]?.says).toBe(
      'Ran and cannot be undone, because the release does not say how: Title of mail on b, a',
    );
    expect(unacknowledged(concerns, new Set(['no-return:cut'])).map(({ kind }) => kind)).toEqual([
      'not-undone',
    ]);
  });

  it('is a point of no return whatever the limit, and of a hold point too', () => {
    const log = ran(
      { id: 'one' },
      { id: 'cut', hosts: ['b'], ...NO_RETURN },
      { id: 'gate', hosts: null, task: { kind: 'manual', text: 'Go', items: [] }, ...NO_RETURN },
    );
    expect(concernsSaid(backoutOf(log, limitedTo('a')), []).map(({ key }) => key)).toEqual([
      'no-return:gate',
      'no-return:cut',
      'left-out',
    ]);
  });

  it('is what a limit leaves out, and what is done all the same without a host', () => {
    const frame = frameOf({ id: 'freeze', hosts: ['b'] }, { id: 'proof', hosts: null });
    const log = createLog(planOf([{ id: 'one' }], { frame }))
      .begin()
      .run('one', 'a')
      .run('one', 'b');
    const backout = backoutOf(log, limitedTo('a'));
    expect(backout.leftOut).toMatchObject([
      { step: 'freeze', host: 'b', part: 'before' },
      { step: 'one', host: 'b', part: 'undo' },
    ]);
    expect(concernsSaid(backout, [])).toMatchObject([
      {
        kind: 'left-out',
        says: '"a" leaves out: Title of freeze on b; Undo one on b. It stays as it is. Without a host of their own, and done all the same: Title of proof',
      },
    ]);
    const plan = backoutPlan(log.state(), backout, limitedTo('a').limit ?? null);
    expect(plan.waves.map(({ step, hosts }) => [step, hosts])).toEqual([
      ['one', ['a']],
      ['proof', []],
    ]);
  });
});

it('a limit is acknowledged also where as much is left out as is done without a host', () => {
  const frame = frameOf({ id: 'freeze', hosts: ['b'] }, { id: 'proof', hosts: null });
  const log = createLog(planOf([{ id: 'one', hosts: ['a'] }], { frame }))
    .begin()
    .run('one', 'a');
  expect(concernsSaid(backoutOf(log, limitedTo('a')), []).map(({ key }) => key)).toEqual(['left-out']);
});

it('a limit leaves out what comes after the undos, too, and says of which part it is', () => {
  const frame = frameOf({ id: 'freeze', hosts: ['a'] }, { id: 'proof', hosts: ['a', 'b'] });
  const log = createLog(planOf([{ id: 'one', hosts: ['a'] }], { frame })).begin();
  expect(backoutOf(log.run('one', 'a'), limitedTo('a')).leftOut).toEqual([
    { step: 'proof', host: 'b', title: 'Title of proof', part: 'after' },
  ]);
});

describe('the words of what has to be acknowledged', () => {
  it.each(['Tokens move.', ' Tokens move ', 'Tokens move! ', 'Tokens (v. 2) move'])(
    'end the reason of a point of no return once: "%s"',
    (why) => {
      const log = ran({ id: 'cut', hosts: null, undo: null, noUndo: { kind: 'no-return', why } });
      const reason = why.trim().replace(/e$/, 'e.');
      expect(concernsSaid(backoutOf(log), [])).toEqual([
        {
          kind: 'no-return',
          key: 'no-return:cut',
          says: `Point of no return passed: Title of cut. ${reason} The backout does not undo it`,
          option: '--past-no-return cut',
        },
      ]);
    },
  );

  it('name a newer run with who began it and when, and how it is backed out first', () => {
    const newer = {
      run: 'r-9' as RunId,
      plan: 'infrastructure',
      version: '2.1.0',
      startedAt: '2026-11-22T04:00:00.000Z',
      operator: 'engineer',
    };
    expect(concernsSaid(backoutOf(ran({ id: 'one' })), [newer])).toEqual([
      {
        kind: 'newer-run',
        key: 'newer-run:r-9',
        says: 'r-9 is newer and still in place: infrastructure of 2.1.0, started by engineer at 2026-11-22 04:00:00 UTC. Back it out first (holdpoint backout r-9)',
        option: '--under r-9',
      },
    ]);
  });

  it.each([
    ['failed', 'a', 'failed'],
    ['stopped', 'a', 'was stopped'],
    ['unknown', null, 'has an unknown outcome'],
  ] as const)('say how an undo that was begun before ended: %s', (outcome, on, ended) => {
    const log = ran({ id: 'one', hosts: on === null ? null : [on] });
    const unit = on === null ? 'one' : 'one@a';
    const begun = new Map([[unit, { run: 'r-8' as RunId, outcome }]]);
    expect(concernsSaid(backoutOf(log, { begun }), [])).toEqual([
      {
        kind: 'begun-undo',
        key: `begun-undo:${unit}`,
        says: `Its undo was begun before: "Undo one"${on === null ? '' : ' on a'} in r-8, where it ${ended}. It may be undone in whole or in part, and is undone again`,
        option: `--undo-again ${unit}`,
      },
    ]);
  });

  it.each([
    { what: 'what stays', hosts: ['a', 'b'], says: '"b" leaves out: Undo one on a. It stays as it is' },
    {
      what: 'what is done without a host',
      hosts: null,
      says: 'Without a host of their own, and done all the same: Undo one',
    },
    { what: 'nothing where it leaves nothing out', hosts: ['b'], says: null },
  ])('say of a limit $what', ({ hosts, says }) => {
    const concerns = concernsSaid(backoutOf(ran({ id: 'one', hosts }), limitedTo('b')), []);
    expect(concerns).toEqual(
      says === null ? [] : [{ kind: 'left-out', key: 'left-out', says, option: null }],
    );
  });

  it('name each step that cannot be undone once, with its hosts', () => {
    const log = ran({ id: 'mail', ...UNSAID }, { id: 'desk', hosts: null, ...UNSAID });
    expect(concernsSaid(backoutOf(log), [])).toEqual([
      {
        kind: 'not-undone',
        key: 'not-undone',
        says: 'Ran and cannot be undone, because the release does not say how: Title of desk; Title of mail on b, a',
        option: null,
      },
    ]);
  });
});

function frameOf(before: StepSpec, after: StepSpec): BackoutFrame {
  const part = (spec: StepSpec) => {
    const { steps, waves } = planOf([spec]);
    return { steps, waves };
  };
  return { before: part(before), after: part(after), hosts: [host('a'), host('b')] };
}

describe('the list of a backout', () => {
  const asRoot = (task: Task): Task =>
    'shell' in task
      ? { ...task, shell: { ...task.shell, sudo: { user: 'root', passwordSecret: null }, cwd: ['/srv/app'] } }
      : task;

  it('is what runs: all of it, with what comes before and after, in one order', () => {
    const frame = frameOf({ id: 'freeze', hosts: ['a'] }, { id: 'proof', hosts: ['a', 'b'] });
    const log = createLog(planOf([{ id: 'one' }], { frame }))
      .begin()
      .run('one', 'a')
      .run('one', 'b');
    const backout = backoutOf(log);
    const listed = [...backout.before, ...backout.units, ...backout.after].map(({ step, host: on }) => [
      step,
      on,
    ]);
    const plan = backoutPlan(log.state(), backout, null);
    const runs = plan.waves.flatMap(({ step, hosts }) => hosts.map((on) => [step, on]));
    expect(listed).toEqual(runs);
    expect(backoutJson(backout, [])).toMatchObject({
      before: [{ step: 'freeze', host: 'a', command: 'do freeze' }],
      after: [{ step: 'proof' }, { step: 'proof' }],
    });
  });

  it('names what surrounds it batch by batch, and nothing that a condition leaves out', () => {
    const frame = frameOf(
      { id: 'freeze', hosts: ['a', 'b'], batches: [1, 1] },
      { id: 'proof', hosts: ['a'], skipBecause: 'host.name == "b"' },
    );
    const log = createLog(planOf([{ id: 'one', hosts: ['a'] }], { frame })).begin();
    const { before, after } = backoutOf(log.run('one', 'a'));
    expect(before.map(({ step, host: on, title }) => [step, on, title])).toEqual([
      ['freeze', 'a', 'Title of freeze'],
      ['freeze', 'b', 'Title of freeze'],
    ]);
    expect(after).toEqual([]);
  });

  it('is empty and takes no time where nothing is undone, whatever would surround it', () => {
    const frame = frameOf({ id: 'freeze', takesMs: 5 }, { id: 'proof', takesMs: 5 });
    const backout = backoutOf(createLog(planOf([{ id: 'one' }], { frame })).begin());
    expect(backout).toMatchObject({ before: [], units: [], after: [], leftOut: [] });
    expect(backout.estimate).toEqual({ ms: 0, unestimated: 0, without: [], fromHistory: false, waves: [] });
  });

  it('says as which user and in which folder each of it runs', () => {
    const plan = planOf([{ id: 'one', hosts: ['a'] }]);
    const rooted: Plan = {
      ...plan,
      steps: plan.steps.map((step) => ({
        ...step,
        units: step.units.map((unit) => ({
          ...unit,
          undo: unit.undo && { ...unit.undo, task: asRoot(shellTask('rm -rf ./cache')) },
        })),
      })),
    };
    const backout = backoutOf(createLog(rooted).begin().run('one', 'a'));
    expect(describeBackout(backout, [])).toContain('one@a (as root, in /srv/app)  rm -rf ./cache');
    expect(backoutJson(backout, [])).toMatchObject({ units: [{ shell: 'as root, in /srv/app' }] });
  });

  it('names points of no return before what cannot be undone, and that before what has nothing to undo', () => {
    const steps = [
      { id: 'cut', hosts: ['a'], ...NO_RETURN },
      { id: 'mail', hosts: ['a'], ...UNSAID },
      { id: 'copy', hosts: ['a'], ...NOTHING },
    ];
    for (const order of [steps, steps.toReversed()])
      expect(backoutOf(ran(...order)).notUndone.map(({ kind }) => kind)).toEqual([
        'no-return',
        'unsaid',
        'nothing',
      ]);
  });

  it('keeps apart what has nothing to undo and what cannot be undone', () => {
    const words = describeBackout(backoutOf(ran({ id: 'copy', ...NOTHING }, { id: 'mail', ...UNSAID })), []);
    expect(words).toMatch(/Ran, and has nothing to undo:\n {2}copy@b {2}A copy\n {2}copy@a {2}A copy\n/);
    expect(words).toMatch(/Ran and cannot be undone: the release does not say how:\n {2}mail@b/);
  });
});

describe('what is struck', () => {
  const BEGUN = { run: 'r-8' as RunId, outcome: 'failed' } as const;

  it('is not undone, so nobody is asked about its undo', () => {
    const log = ran({ id: 'one', hosts: ['a'] }, { id: 'desk', hosts: null });
    const begun = new Map([
      ['one@a', BEGUN],
      ['desk', BEGUN],
    ]);
    const struck = new Map([['desk', 'It is done by hand']]);
    const keys = concernsOf(backoutOf(log, { begun, struck, ...limitedTo('a') }), []).map(({ key }) => key);
    expect(keys).toEqual(['begun-undo:one@a']);
  });

  it('leaves nothing to be done around it once it is everything', () => {
    const frame = frameOf(
      { id: 'freeze', hosts: ['a'], takesMs: 5 },
      { id: 'proof', hosts: ['a'], takesMs: 5 },
    );
    const log = createLog(planOf([{ id: 'one', hosts: ['a'] }], { frame }))
      .begin()
      .run('one', 'a');
    const backout = backoutOf(log, { struck: new Map([['one@a', 'It is done by hand']]) });
    expect(backout).toMatchObject({ before: [], after: [], units: [{ step: 'one' }], estimate: { ms: 0 } });
    expect(backoutPlan(log.state(), backout, null).waves.map(({ step }) => step)).toEqual(['one']);
  });
});
