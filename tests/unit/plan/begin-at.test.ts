import { describe, expect, it } from 'vitest';
import { wholeBackout } from '#core/backout/whole-backout.ts';
import { targetsOf } from '#core/plan/jumps.ts';
import type { Plan } from '#core/plan/model.ts';
import type { Phase, Step } from '#core/release/model.ts';
import { decide } from '#core/run/decide.ts';
import { describeLaterStart } from '#core/words/run/describe-later-start.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { createLog, header } from '../run/run-fixture.ts';
import { phase, planned, problemsOf, request, run, step, undoBy, unitOf, wavesOf } from './small-release.ts';

const HOLD = step('go', { kind: 'hold', approvers: [], count: 1, notOperator: false });
const STEPS = [
  run('one', 'a', { on: 'db1', undo: undoBy('back') }),
  HOLD,
  run('two', 'b', { on: 'web' }),
  run('three', 'c', { on: 'web1', undo: undoBy('back') }),
];
const begun = (from: string, steps: readonly (Step | Phase)[] = STEPS): Plan =>
  planned(request(steps, { from }));
const leftOut = (plan: Plan): readonly string[] =>
  plan.steps.flatMap(({ units }) =>
    units.filter((unit) => unit.leftOut).map((unit) => `${unit.step}@${unit.host ?? ''} ${unit.batch}`),
  );
const rolling = (...steps: Phase['steps']) =>
  phase('tier', steps, {
    on: 'web',
    rollout: { batches: [{ kind: 'count', count: 1 }], parallel: null, stopAfter: null, pause: 'hold' },
  });

describe('a plan that begins at a later step', () => {
  it('leaves out what comes before, but for hold points', () => {
    const plan = begun('three');
    expect(leftOut(plan)).toEqual(['one@db1 1', 'two@web1 1', 'two@web2 1', 'two@web3 1']);
    expect(plan.from).toBe('three');
    expect(unitOf(plan, 'go').skipBecause).toBeNull();
  });

  it('needs no host on which only that stands, and undoes none of it', () => {
    const plan = begun('three');
    expect(targetsOf(plan).map(({ name }) => name)).toEqual(['web1']);
    expect(wholeBackout(plan).waves.flatMap(({ hosts }) => hosts)).toEqual(['web1']);
  });

  it('leaves out of a rolling phase what comes before the first batch of the step', () => {
    const plan = begun('swap', [rolling(run('drain', 'a'), run('swap', 'b'))]);
    expect(leftOut(plan)).toEqual(['drain@web1 1']);
    expect(wavesOf(plan)).toContain('? drain 2/3: web2');
  });

  it('asks for a batch that is released before the first of its steps that is still done', () => {
    const plan = begun('swap', [
      rolling(run('drain', 'a', { on: 'web2' }), run('swap', 'b', { on: 'web2' })),
    ]);
    expect(wavesOf(plan).filter((wave) => wave.startsWith('?'))).toEqual(['? swap 2/3: web2']);
  });

  it.each([
    ['trhee', 'There is no step "trhee" in what would be run; did you mean "three"?'],
    ['one', 'Nothing comes before one that could be left out: the plan begins there anyway'],
  ])('is refused where it would begin at %s', (from, message) => {
    expect(problemsOf(request(STEPS, { from }))).toMatchObject([{ code: 'unknown-start', message }]);
  });

  it.each([
    ['a command', { on: 'db1' }, 'echo {{ step.size.bytes }}'],
    ['another host', { on: 'web1' }, 'echo {{ step.size.bytes@db1 }}'],
    ['an undo', { on: 'db1', undo: undoBy('cut {{ step.size.bytes }}') }, 'true'],
    ['a condition', { on: 'db1', when: 'step.size.bytes == "1"' }, 'true'],
  ])('is refused where %s needs a value that would be left out', (_, given, text) => {
    const size = run('size', 'wc', { on: 'db1', capture: { bytes: '(\\d+)' } });
    const steps = [size, run('use', text, given)];
    expect(planned(request(steps)).steps).toHaveLength(2);
    expect(problemsOf(request(steps, { from: 'use' }))).toMatchObject([
      { code: 'missing-value', step: 'use', message: expect.stringContaining('would be left out') },
    ]);
  });

  it('runs so: what is left out is skipped by name, with the reason', () => {
    const plan = begun('three');
    const from = { step: 'three' as never, title: 'Title of three', because: 'Done by hand' };
    const log = createLog(plan, 'live', { from }).begin();
    const [skip] = decide(log.state());
    expect(skip?.kind === 'skip' && describeReason(skip.reason)).toBe(
      'Left out by engineer, since the run begins at Title of three: Done by hand',
    );
    expect(describeLaterStart({ header: header({ from }), plan })).toBe(
      'Begins at Title of three (three). engineer left out Title of one, Title of two: Done by hand',
    );
  });
});
