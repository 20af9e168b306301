/** What earlier backouts of a deployment have undone, and what became of a run since. */
import { describe, expect, it } from 'vitest';
import { backedOutOf, isLeftToBackOut } from '#core/backout/backed-out.ts';
import { backoutPlan, computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { concernsOf } from '#core/backout/concerns.ts';
import { type EarlierBackouts, undoneSince } from '#core/backout/earlier-backouts.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { describeBackedOut, describeRun, markOfRun } from '#core/words/backout/describe-backed-out.ts';
import { options, phase, planned, request, step } from '../plan/small-release.ts';
import { createLog, type Log, planOf, ref, type StepSpec } from '../run/run-fixture.ts';
import { allRan } from './all-ran.ts';

const ran = (...specs: StepSpec[]): Log => {
  const log = createLog(planOf(specs)).begin();
  for (const { id, hosts = ['a', 'b'] } of specs) for (const name of hosts ?? [null]) log.run(id, name);
  return log;
};

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

const recordedLater = (...runs: RunState[]): EarlierBackouts => ({ runs, isAfter: () => true });
const recordedEarlier = (...runs: RunState[]): EarlierBackouts => ({ runs, isAfter: () => false });

const NONE = { undone: new Set(), begun: new Map() };

describe('runs of one deployment', () => {
  const first = ran({ id: 'one', hosts: ['a'] });
  const own = first.state().header.run;

  it('are undone by a backout of another of them that came after', () => {
    const later = undoing(first, ['r-9', 'r-repair']).state();
    expect(undoneSince(first.state(), recordedLater(later)).undone).toEqual(new Set(['one@a']));
  });

  it('are not undone by one of another of them that did not come after they ran', () => {
    const other = undoing(first, ['r-9', 'r-before']).state();
    expect(undoneSince(first.state(), recordedEarlier(other))).toEqual(NONE);
  });

  it('are ordered by the place of the undo in its log, and of the attempt in its own', () => {
    const later = undoing(first, ['r-9', 'r-repair']).state();
    const asked: unknown[] = [];
    const isAfter = (...places: readonly unknown[]): boolean => asked.push(places) > 0;
    undoneSince(first.state(), { runs: [later], isAfter });
    const seqOf = ({ units }: RunState) =>
      units
        .get('one' as never)
        ?.get('a' as never)
        ?.attempts.at(-1)?.seq;
    expect(asked).toEqual([
      [
        { run: 'r-9', seq: seqOf(later) },
        { run: own, seq: seqOf(first.state()) },
      ],
    ]);
  });

  it.each(['2026-11-20T04:00:00.000Z', '2026-11-22T04:00:00.000Z'])(
    'are ordered by their logs, not by a clock that was set in between: %s',
    (time) => {
      const set = at(undoing(first, ['r-9', 'r-repair']), time);
      const run = at(first, '2026-11-21T04:00:00.000Z');
      expect(undoneSince(run, recordedLater(set)).undone).toEqual(new Set(['one@a']));
      expect(undoneSince(run, recordedEarlier(set))).toEqual(NONE);
    },
  );

  it.each([
    { from: '2026-11-21T03:59:00.000Z', undone: [] },
    { from: '2026-11-21T04:00:00.000Z', undone: ['one@a'] },
    { from: '2026-11-21T04:01:00.000Z', undone: ['one@a'] },
  ])('are ordered by the times on the paper where a step was done from it: $from', ({ from, undone }) => {
    const run = at(first, '2026-11-21T04:00:42.000Z');
    const plan = backoutPlan(first.state(), computeBackout(first.state()), null);
    const other = { run: 'r-9' as RunId, undoes: 'r-repair' as RunId };
    const paper = createLog(plan, 'live', other).begin();
    paper.add({
      type: 'unitRecorded',
      data: { ...ref('one', 'a'), outcome: 'ok', by: 'ann', doneAt: from, note: null },
    });
    for (const backouts of [recordedLater(paper.state()), recordedEarlier(paper.state())])
      expect([...undoneSince(run, backouts).undone]).toEqual(undone);
  });

  it('are not undone where they never ran, or where a step of that name only surrounds the undos', () => {
    const later = undoing(first, ['r-9', 'r-repair']).state();
    expect(
      undoneSince(createLog(planOf([{ id: 'one', hosts: ['a'] }])).state(), recordedLater(later)),
    ).toEqual(NONE);
    const around = planOf([{ id: 'one', hosts: ['a'] }]);
    const before = { steps: around.steps, waves: around.waves };
    const frame = { before, after: { steps: [], waves: [] }, hosts: [] };
    const other = createLog(planOf([{ id: 'two', hosts: ['a'] }], { frame }))
      .begin()
      .run('two', 'a');
    const surrounded = undoing(other, ['r-9', 'r-repair']).run('two', 'a');
    expect(undoneSince(first.state(), recordedLater(surrounded.state()))).toEqual(NONE);
  });

  it('are undone by their own backout, whatever the order', () => {
    const set = undoing(first, ['r-9', own]).state();
    expect(undoneSince(first.state(), recordedEarlier(set)).undone).toEqual(new Set(['one@a']));
  });

  it('tell of an undo that was begun and not seen to succeed, until one succeeds', () => {
    const failed = undoing(first, ['r-8', own], 'failed').state();
    const { undone, begun } = undoneSince(first.state(), recordedLater(failed));
    expect([undone, begun.get('one@a')]).toEqual([new Set(), { run: 'r-8', outcome: 'failed' }]);
    const concerns = concernsOf(computeBackout(first.state(), { ...WHOLE_BACKOUT, undone, begun }), []);
    expect(concerns).toMatchObject([{ kind: 'begun-undo', option: '--undo-again one@a' }]);
    expect(
      undoneSince(first.state(), recordedLater(failed, undoing(first, ['r-9', own]).state())).undone,
    ).toEqual(new Set(['one@a']));
  });
});

describe('a run', () => {
  const log = ran({ id: 'one', hosts: ['a'] });
  const own = log.state().header.run;
  const end = (backout: Log, outcome: 'succeeded' | 'failed'): RunState =>
    backout.add({ type: 'runFinished', data: { outcome, reason: null } });
  const standing = (...backouts: RunState[]) => backedOutOf(log.state(), recordedLater(...backouts));

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
    const backedOut = backedOutOf(two.state(), recordedLater(end(undoing(two, ['r-9', own]), 'succeeded')));
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
    expect(markOfRun({ state: 'waiting', backedOut: null })).toBe('needs you');
    expect(isLeftToBackOut(null)).toBe(true);
  });

  it('is told by a later backout of a repair that undid what its own had left, once that succeeded', () => {
    const own8 = end(undoing(log, ['r-8', own], 'failed'), 'failed');
    const rest = undoing(log, ['r-9', 'r-repair']);
    expect(standing(own8, rest.state())).toMatchObject({ as: 'failed', by: 'r-8' });
    expect(standing(own8, end(rest, 'succeeded'))).toEqual({ as: 'whole', by: 'r-9', left: 0 });
    const before = end(undoing(log, ['r-7', 'r-repair']), 'succeeded');
    expect(standing(before, own8)).toMatchObject({ as: 'failed', by: 'r-8' });
  });

  it('is not told by a later backout of a repair that left something, or undid nothing of it, or was not needed', () => {
    const two = ran({ id: 'one', hosts: ['a', 'b'] });
    const failed = end(undoing(two, ['r-8', own], 'failed'), 'failed');
    const rest = end(undoing(two, ['r-9', 'r-repair']), 'succeeded');
    expect(backedOutOf(two.state(), recordedLater(failed, rest))).toEqual({
      as: 'failed',
      by: 'r-8',
      left: 1,
    });
    const other = ran({ id: 'two', hosts: ['a'] });
    const plan = backoutPlan(other.state(), computeBackout(other.state()), null);
    const elsewhere = createLog(plan, 'live', { run: 'r-9' as RunId, undoes: 'r-repair' as RunId }).begin();
    const undone = end(undoing(log, ['r-8', own]), 'failed');
    expect(standing(undone, end(elsewhere.run('two', 'a'), 'succeeded'))).toMatchObject({
      as: 'failed',
      by: 'r-8',
    });
    const later = end(undoing(log, ['r-9', 'r-repair']), 'succeeded');
    expect(standing(end(undoing(log, ['r-8', own]), 'succeeded'), later)).toMatchObject({ by: 'r-8' });
    expect(standing(undoing(log, ['r-8', own], 'failed').state(), later)).toEqual({
      as: 'open',
      by: 'r-8',
      left: 0,
    });
  });

  it('is told by the newest backout that was begun, whatever preflight refused since', () => {
    const done = end(undoing(log, ['r-8', own]), 'succeeded');
    const refused = createLog(planOf([{ id: 'one' }]), 'live', { run: 'r-9' as RunId, undoes: own });
    expect(
      standing(done, refused.add({ type: 'runFinished', data: { outcome: 'refused', reason: null } })),
    ).toEqual({ as: 'whole', by: 'r-8', left: 0 });
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

describe('a step that is done once for each batch', () => {
  const action = { kind: 'manual', text: 'Call', items: [] } as const;
  const asked = (id: string) =>
    step(id, action, { undo: { kind: 'undo', title: 'Call back', action, options: options() } });
  const rolling = (count: number) =>
    phase('tier', [asked('call'), asked('tell')], {
      on: 'web',
      rollout: { batches: [{ kind: 'count', count }], parallel: null, stopAfter: null, pause: 'none' },
    });
  const ranOn = (limit: string | null, count: number): RunState =>
    allRan(planned(request([rolling(count)], { limit })));
  /** What a backout came to of a run of the batches of these hosts, of whose steps this one was undone. */
  function backedOutOn(limit: string, count: number, how: { step?: string; outcome?: 'ok' | 'failed' } = {}) {
    const plan = backoutPlan(ranOn(limit, count), computeBackout(ranOn(limit, count)), null);
    const undo = createLog(plan, 'live', { run: 'r-9' as RunId, undoes: 'r-repair' as RunId }).begin();
    const { step: which = 'call', outcome = 'ok' } = how;
    for (const { id, of } of plan.steps) if ((of?.id ?? id) === which) undo.run(id, null, outcome);
    return undo.state();
  }
  const known = (count: number, ...backouts: RunState[]) =>
    undoneSince(ranOn(null, count), recordedLater(...backouts));
  const undone = (count: number, ...backouts: RunState[]) => [...known(count, ...backouts).undone];

  it('is undone for the batch of its hosts, whatever number that batch has in the repair', () => {
    expect(undone(1, backedOutOn('web2 or web3', 1))).toEqual(['call.2', 'call.3']);
    expect(undone(1, backedOutOn('web3', 1))).toEqual(['call.3']);
    expect(undone(1, backedOutOn('web3', 1, { step: 'tell' }))).toEqual(['tell.3']);
  });

  it('is undone once it is undone for every host of its batch', () => {
    expect(undone(2, backedOutOn('web1', 1))).toEqual([]);
    expect(undone(2, backedOutOn('web1', 1), backedOutOn('web2', 1))).toEqual(['call.1']);
    expect(undone(2, backedOutOn('web2 or web3', 2))).toEqual(['call.2']);
    expect(undone(2, backedOutOn('web2 or web3', 2), backedOutOn('web1', 1))).toEqual(['call.1', 'call.2']);
  });

  it('was begun to be undone where that was not seen to succeed for one of its hosts', () => {
    const failed = backedOutOn('web1', 1, { outcome: 'failed' });
    const found = known(2, failed, backedOutOn('web2', 1));
    expect(found.undone).toEqual(new Set());
    expect(found.begun).toEqual(new Map([['call.1', { run: 'r-9', outcome: 'failed' }]]));
  });
});
