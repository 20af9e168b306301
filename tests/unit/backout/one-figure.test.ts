/** How long a backout takes is one figure: computed once by hand here, and the same on every surface. */
import { describe, expect, it } from 'vitest';
import { describeBackout } from '#cli/backout-words.ts';
import { describePlan, planDocument } from '#cli/plan-words.ts';
import { backoutPlan, computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { backoutClock, clockJson } from '#core/backout/clock.ts';
import { mirrorEnvironment, mirrorTimes } from '#core/backout/mirror-times.ts';
import { NO_HISTORY, readHistory, timeOfSteps, type UndoHistory } from '#core/backout/time.ts';
import { timesByStep } from '#core/backout/times-by-step.ts';
import type { Environment, Revision, StepId } from '#core/release/model.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import { planned, request, run, undoBy } from '../plan/small-release.ts';
import { allRan } from './all-ran.ts';
import {
  CASES,
  CONDITIONS,
  ENVIRONMENT,
  KINDS,
  MINUTE,
  MIXED,
  releaseOf,
  type Slower,
} from './timed-cases.ts';

const TABLE = [...CASES, ...CONDITIONS, ...KINDS, ...MIXED].flatMap((each) => [
  { ...each, memory: '', history: NO_HISTORY },
  { ...each, ...after(each.slower), memory: ', and what an earlier backout took' },
]);

function after({ took, minutes, without = [] }: Slower) {
  const history: UndoHistory = new Map(
    Object.entries(took).map(([step, min]) => [step as StepId, min * MINUTE]),
  );
  return { minutes, without, history };
}

describe.each(TABLE)('the time of a backout counts $what$memory', (each) => {
  const { history, memory, limit = null } = each;
  const of = releaseOf(each);
  const mirrored = { release: of, plan: 'deployment', environment: 'production' } as const;
  const wanted = request([], { release: of, limit });
  const plan = planned(wanted);
  const whole = planned({ ...wanted, plan: 'backout' });
  const state = allRan(plan);
  const backout = computeBackout(state, WHOLE_BACKOUT, history);
  const expected = { ms: each.minutes * MINUTE, without: [...(each.without ?? [])].toSorted() };
  const words = describeEstimate(backout.estimate);
  const figure = ({ ms, without }: (typeof backout)['estimate']) => ({
    ms,
    without: without.map(({ title }) => title).toSorted(),
  });

  // The mirror is of a release, which has no limit.
  it.skipIf(limit !== null)('in the mirror, while the release is written', () => {
    const last = plan.steps.at(-1)!.id;
    expect(figure(mirrorTimes(mirrored, history).get(last)!.estimate)).toEqual(expected);
  });

  it.skipIf(limit !== null)('in the mirror step by step as on paper', () => {
    const steps = (times: ReturnType<typeof timesByStep>) =>
      [...times].map(([id, { estimate, noReturn }]) => [id, figure(estimate), noReturn]);
    expect(steps(mirrorTimes(mirrored, history))).toEqual(steps(timesByStep(plan, history)));
  });

  it('in the plan of the whole backout, and in the backout that is run', () => {
    expect(figure(timeOfSteps(whole, history))).toEqual(expected);
    expect(figure(timeOfSteps(backoutPlan(state, backout, null), history))).toEqual(expected);
  });

  it('and says where it is taken from', () => {
    expect(words.includes('counting what an earlier backout took')).toBe(memory !== '');
  });

  it('in the list, in words and in JSON', () => {
    expect(figure(backout.estimate)).toEqual(expected);
    expect(describeBackout(backout, [])).toContain(`It takes ${words}. Would be done`);
    expect(backoutJson(backout, [])).toMatchObject({
      estimate: { ms: expected.ms, unestimated: expected.without.length },
    });
  });

  it('in the clock of the cockpit and of show', () => {
    const clock = backoutClock({ state, history, now: new Date(0) });
    expect(figure(clock.backout.estimate)).toEqual(expected);
    expect(clockJson(clock)).toMatchObject({
      backoutMs: expected.ms,
      unestimated: expected.without.length,
    });
  });

  it('in the plan, at the terminal and in JSON', () => {
    for (const shown of [plan, whole]) {
      const told = { plan: shown, mode: 'live', points: [], time: backout.estimate } as const;
      expect(describePlan(told)).toContain(`backing out all of it takes ${words}`);
      expect(planDocument(told).backout).toMatchObject({
        ms: expected.ms,
        unestimated: expected.without.length,
      });
    }
  });

  it('on paper, beside the last step and over the backout plan', () => {
    const book = {
      document: 'runbook' as const,
      release: of,
      environment: 'production',
      revision: '0'.repeat(64) as Revision,
      plans: [plan, whole],
      unresolved: [],
      qr: null,
      history,
      printedAt: '2026-11-21T04:00:00.000Z',
    };
    const { html } = renderRunbook(book);
    expect(html).toContain(`backing out from here: ${words}`);
    expect(html).toContain(`All of it takes ${words}.`);
    expect(renderRunbookMarkdown(book)).toContain(`All of it takes ${words}.`);
  });
});

describe('the mirror', () => {
  const [, production] = CASES;
  const of = releaseOf(production!);
  const last = releaseOf(KINDS.at(-1)!);
  const named = (name: string, kind: Environment['kind']): Environment => ({ ...ENVIRONMENT, name, kind });

  it.each([
    { environments: [named('lab', 'test'), named('live', 'production')], shows: 'live' },
    { environments: [named('lab', 'test'), named('other', 'test')], shows: 'lab' },
    { environments: [], shows: undefined },
  ])('counts the hosts of production, else of the first environment: $shows', ({ environments, shows }) => {
    expect(mirrorEnvironment({ ...of, environments })?.name).toBe(shows);
  });

  it('says nothing of an environment that is not there', () => {
    expect(mirrorTimes({ release: of, plan: 'deployment', environment: 'nowhere' }, NO_HISTORY)).toEqual(
      new Map(),
    );
  });

  it.each([
    [
      'in the mirror',
      mirrorTimes({ release: last, plan: 'deployment', environment: 'production' }, NO_HISTORY),
    ],
    ['on paper', timesByStep(planned(request([], { release: last })), NO_HISTORY)],
  ])(
    'counts what surrounds a backout from the first undo on, and passes a point of no return: %s',
    (_, times) => {
      const minutes = [...times].map(([id, { estimate, noReturn }]) => [id, estimate.ms / MINUTE, noReturn]);
      expect(minutes).toEqual([
        ['copy', 0, false],
        ['one', 4, false],
        ['cut', 4, true],
        ['two', 8, true],
      ]);
      expect([...times.values()].map(({ estimate }) => estimate.unestimated)).toEqual([0, 0, 0, 0]);
    },
  );

  it('is told of a plan that was frozen without what surrounds its backout', () => {
    const plan = planned(
      request([run('one', 'do', { on: 'web1', undo: undoBy('back', { takesMs: 3 * MINUTE }) })]),
    );
    const { frame: _, ...bare } = plan;
    expect(timesByStep(bare, NO_HISTORY).get('one' as StepId)?.estimate.ms).toBe(3 * MINUTE);
  });
});

it('what earlier backouts took comes over the contract by step', () => {
  expect([...readHistory({ drain: 5 * MINUTE, cut: 1 })]).toEqual([
    ['drain', 5 * MINUTE],
    ['cut', 1],
  ]);
});
