/** What has to be known before a backout starts, and what became of a run since. */
import { describe, expect, it } from 'vitest';
import { describeBackout } from '#cli/backout-words.ts';
import { backedOutOf, describeBackedOut, describeRun, isLeftToBackOut } from '#core/backout/backed-out.ts';
import { type BackoutChoice, backoutPlan, computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { concernsOf, unacknowledged } from '#core/backout/concerns.ts';
import { undoneSince } from '#core/backout/earlier-backouts.ts';
import type { BackoutFrame, Plan, Task } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
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

describe('what has to be acknowledged', () => {
  it('is each point of no return by itself and first, and never a step with nothing to undo', () => {
    const backout = backoutOf(
      ran({ id: 'copy', ...NOTHING }, { id: 'one' }, { id: 'cut', ...NO_RETURN }, { id: 'mail', ...UNSAID }),
    );
    const concerns = concernsOf(backout, []);
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
    expect(concernsOf(backoutOf(log, limitedTo('a')), []).map(({ key }) => key)).toEqual([
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
    expect(concernsOf(backout, [])).toMatchObject([
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

describe('runs of one deployment', () => {
  const first = ran({ id: 'one', hosts: ['a'] });
  const own = first.state().header.run;

  it('are undone by a backout of another of them that came after', () => {
    const later = at(undoing(first, ['r-9', 'r-repair']), '2026-11-21T05:00:00.000Z');
    expect(undoneSince(at(first, '2026-11-21T04:00:00.000Z'), [later]).undone).toEqual(new Set(['one@a']));
  });

  it('are not undone by one that came before they ran again', () => {
    const earlier = at(undoing(first, ['r-9', 'r-before']), '2026-11-21T03:00:00.000Z');
    expect(undoneSince(at(first, '2026-11-21T04:00:00.000Z'), [earlier]).undone).toEqual(new Set());
  });

  it('are undone by their own backout, whatever the clocks say', () => {
    const set = at(undoing(first, ['r-9', own]), '2026-11-21T01:00:00.000Z');
    expect(undoneSince(at(first, '2026-11-21T04:00:00.000Z'), [set]).undone).toEqual(new Set(['one@a']));
  });

  it('tell of an undo that was begun and not seen to succeed, until one succeeds', () => {
    const failed = undoing(first, ['r-8', own], 'failed').state();
    const { undone, begun } = undoneSince(first.state(), [failed]);
    expect([undone, begun.get('one@a')]).toEqual([new Set(), { run: 'r-8', outcome: 'failed' }]);
    const concerns = concernsOf(computeBackout(first.state(), { ...WHOLE_BACKOUT, undone, begun }), []);
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
    expect(isLeftToBackOut(backedOut)).toBe(isLeft);
  });

  it('is told as partly backed out where the backout succeeded and left something', () => {
    const two = ran({ id: 'one', hosts: ['a', 'b'] });
    const backedOut = backedOutOf(two.state(), [end(undoing(two, ['r-9', own]), 'succeeded')]);
    expect(describeBackedOut(backedOut!)).toBe('partly backed out, 1 left');
  });

  it('is told as it ended where no backout of it was begun, or preflight refused it', () => {
    expect(standing()).toBeNull();
    const refused = createLog(planOf([{ id: 'one' }]), 'live', { run: 'r-9' as RunId, undoes: own });
    expect(
      standing(refused.add({ type: 'runFinished', data: { outcome: 'refused', reason: null } })),
    ).toBeNull();
  });
});
