/** What has to be known before a backout starts, and what became of a run since. */
import { describe, expect, it } from 'vitest';
import { describeBackout } from '#cli/backout-words.ts';
import {
  backedOutOf,
  describeBackedOut,
  describeRun,
  isLeftToBackOut,
  markOfRun,
} from '#core/backout/backed-out.ts';
import { type BackoutChoice, backoutPlan, computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { concernsOf, unacknowledged } from '#core/backout/concerns.ts';
import { undoneSince } from '#core/backout/earlier-backouts.ts';
import type { BackoutFrame, Plan, Task } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { describeConcern } from '#core/words/describe-concern.ts';
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
      'Point of no return passed: Title of cut on b, a. Tokens move. The backout does not take it back',
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
          says: `Point of no return passed: Title of cut. ${reason} The backout does not take it back`,
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
    expect(backout.estimate).toEqual({ ms: 0, unestimated: 0, without: [], waves: [] });
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

/** A run, and its backout, whose attempts were begun at given times. */
function at(log: Log, time: string): RunState {
  const events = log.events.map((event) => ({ ...event, at: time })) as RunEvent[];
  return foldRun(log.state().plan, events);
}

const undoing = (
  log: Log,
  [run, undoes]: readonly [string, string],
  outcome: 'ok' | 'failed' | 'unknown' = 'ok',
) => {
  const plan = backoutPlan(log.state(), computeBackout(log.state()), null);
  const undo = createLog(plan, 'live', { run: run as RunId, undoes: undoes as RunId }).begin();
  return undo.run('one', 'a', outcome);
};

const NONE = { undone: new Set(), begun: new Map() };

describe('runs of one deployment', () => {
  const first = ran({ id: 'one', hosts: ['a'] });
  const own = first.state().header.run;

  it('are undone by a backout of another of them that came after', () => {
    const later = at(undoing(first, ['r-9', 'r-repair']), '2026-11-21T05:00:00.000Z');
    expect(undoneSince(at(first, '2026-11-21T04:00:00.000Z'), [later]).undone).toEqual(new Set(['one@a']));
  });

  it.each(['2026-11-21T03:00:00.000Z', '2026-11-21T04:00:00.000Z'])(
    'are not undone by one of another of them that did not come after they ran: at %s',
    (time) => {
      const other = at(undoing(first, ['r-9', 'r-before']), time);
      expect(undoneSince(at(first, '2026-11-21T04:00:00.000Z'), [other])).toEqual(NONE);
    },
  );

  it('are not undone where they never ran, or where a step of that name only surrounds the undos', () => {
    const later = at(undoing(first, ['r-9', 'r-repair']), '2026-11-21T05:00:00.000Z');
    expect(undoneSince(createLog(planOf([{ id: 'one', hosts: ['a'] }])).state(), [later])).toEqual(NONE);
    const frame = frameOf({ id: 'one', hosts: ['a'] }, { id: 'proof', hosts: null });
    const other = createLog(planOf([{ id: 'two', hosts: ['a'] }], { frame }))
      .begin()
      .run('two', 'a');
    const surrounded = undoing(other, ['r-9', 'r-repair']).run('two', 'a');
    expect(undoneSince(first.state(), [at(surrounded, '2026-11-22T05:00:00.000Z')])).toEqual(NONE);
  });

  it('are undone by their own backout, whatever the clocks say', () => {
    const set = at(undoing(first, ['r-9', own]), '2026-11-21T01:00:00.000Z');
    expect(undoneSince(at(first, '2026-11-21T04:00:00.000Z'), [set]).undone).toEqual(new Set(['one@a']));
  });

  it('tell of an undo that was begun and not seen to succeed, until one succeeds', () => {
    const failed = undoing(first, ['r-8', own], 'failed').state();
    const { undone, begun } = undoneSince(first.state(), [failed]);
    expect([undone, begun.get('one@a')]).toEqual([new Set(), { run: 'r-8', outcome: 'failed' }]);
    const concerns = concernsSaid(computeBackout(first.state(), { ...WHOLE_BACKOUT, undone, begun }), []);
    expect(concerns).toMatchObject([{ kind: 'begun-undo', option: '--undo-again one@a' }]);
    expect(undoneSince(first.state(), [failed, undoing(first, ['r-9', own]).state()]).undone).toEqual(
      new Set(['one@a']),
    );
  });
});

describe('a run', () => {
  const log = ran({ id: 'one', hosts: ['a'] });
  const own = log.state().header.run;
  const end = (backout: Log, outcome: 'succeeded' | 'failed'): RunState =>
    backout.add({ type: 'runFinished', data: { outcome, reason: null } });
  const standing = (...backouts: RunState[]) => backedOutOf(log.state(), backouts);

  it.each([
    { as: 'whole', words: 'backed out', isLeft: false, by: end(undoing(log, ['r-9', own]), 'succeeded') },
    {
      as: 'failed',
      words: 'backout failed, 1 left',
      isLeft: true,
      by: end(undoing(log, ['r-9', own], 'failed'), 'failed'),
    },
    { as: 'failed', words: 'backout failed', isLeft: false, by: end(undoing(log, ['r-9', own]), 'failed') },
    { as: 'open', words: 'backout not finished', isLeft: false, by: undoing(log, ['r-9', own]).state() },
  ] as const)('is told as $as: $words', ({ as, words, isLeft, by }) => {
    const backedOut = standing(by);
    expect(backedOut).toMatchObject({ as, by: 'r-9' });
    expect(describeBackedOut(backedOut!)).toBe(words);
    expect(describeRun({ state: 'failed', backedOut })).toBe(`failed, ${words}`);
    expect(markOfRun({ state: 'failed', backedOut })).toBe(words.replace(/, .*/, ''));
    expect(isLeftToBackOut(backedOut)).toBe(isLeft);
  });

  it('is told as partly backed out where the backout succeeded and left something', () => {
    const two = ran({ id: 'one', hosts: ['a', 'b'] });
    const backedOut = backedOutOf(two.state(), [end(undoing(two, ['r-9', own]), 'succeeded')]);
    expect(describeBackedOut(backedOut!)).toBe('partly backed out, 1 left');
    expect(markOfRun({ state: 'failed', backedOut })).toBe('partly backed out');
    expect(isLeftToBackOut(backedOut)).toBe(true);
  });

  it('is told as it ended where no backout of it was begun, or preflight refused it', () => {
    expect(standing()).toBeNull();
    const refused = createLog(planOf([{ id: 'one' }]), 'live', { run: 'r-9' as RunId, undoes: own });
    expect(
      standing(refused.add({ type: 'runFinished', data: { outcome: 'refused', reason: null } })),
    ).toBeNull();
    expect(describeRun({ state: 'failed', backedOut: null })).toBe('failed');
    expect(describeRun({ state: 'failed', refused: true, backedOut: null })).toBe('refused by preflight');
    expect(markOfRun({ state: 'failed', backedOut: null })).toBe('failed');
    expect(isLeftToBackOut(null)).toBe(true);
  });

  it('is not told as left to be backed out while its backout is not finished', () => {
    const backedOut = standing(undoing(log, ['r-9', own], 'failed').state());
    expect(backedOut).toEqual({ as: 'open', by: 'r-9', left: 1 });
    expect(isLeftToBackOut(backedOut)).toBe(false);
  });

  it('is told by its newest backout, whatever backouts of other runs came since', () => {
    const older = end(undoing(log, ['r-8', own], 'failed'), 'failed');
    const newest = end(undoing(log, ['r-9', own]), 'succeeded');
    const other = undoing(log, ['r-10', 'r-repair']).state();
    expect(standing(older, newest, other)).toEqual({ as: 'whole', by: 'r-9', left: 0 });
  });
});

it('nothing is said of how a run ended whose line is not what was recorded', () => {
  const line = { state: 'succeeded', backedOut: null, unsound: 'r-1 DOES NOT VERIFY' } as const;
  expect([describeRun(line), markOfRun(line)]).toEqual(['does not verify', 'does not verify']);
});
