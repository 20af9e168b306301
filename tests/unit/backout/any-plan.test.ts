/** Of any plan, and of any part of it that ran, the backout is one list and takes one time, wherever it is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeBackout, describeWayBack } from '#cli/backout-words.ts';
import { describePlan, planDocument } from '#cli/plan-words.ts';
import {
  type Backout,
  type BackoutChoice,
  backoutPlan,
  computeBackout,
  pointsPassed,
  WHOLE_BACKOUT,
} from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { backoutClock, clockJson } from '#core/backout/clock.ts';
import { concernsOf } from '#core/backout/concerns.ts';
import { hostsOfBackout } from '#core/backout/frame.ts';
import { mirrorTimes } from '#core/backout/mirror-times.ts';
import { type Estimate, timeOfSteps } from '#core/backout/time.ts';
import { timesByStep } from '#core/backout/times-by-step.ts';
import type { Plan } from '#core/plan/model.ts';
import type { HostName, Revision } from '#core/release/model.ts';
import { pointsOfNoReturn } from '#core/report/runbook-model.ts';
import { renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import type { UnitRef } from '#core/run/events.ts';
import { plannedUnit, type RunState, unitKey } from '#core/run/state.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import { planned, request } from '../plan/small-release.ts';
import { createLog, ref } from '../run/run-fixture.ts';
import { type Choices, createChoices } from '../run/run-model.ts';
import { historyBy, partialRunBy, releaseBy } from './random-release.ts';

const RUNS = Number(process.env['HOLDPOINT_MODEL_RUNS'] ?? 400);

const forAny = (property: (choices: Choices) => void): void =>
  fc.assert(
    fc.property(fc.array(fc.nat(9999), { maxLength: 200, size: 'max' }), (numbers) =>
      property(createChoices(numbers)),
    ),
    { numRuns: RUNS },
  );

const figure = ({ ms, without }: Pick<Estimate, 'ms' | 'without'>) => ({
  ms,
  without: without.map(({ title }) => title).toSorted(),
});

function allRan(plan: Plan): RunState {
  const log = createLog(plan).begin();
  for (const { step, hosts } of plan.waves)
    for (const host of hosts.length === 0 ? [null] : hosts)
      if (plannedUnit(plan, ref(step, host)).skipBecause === null) log.run(step, host);
  return log.state();
}

/** What the list says is done, in its order. */
function listed({ before, units, after }: Backout): readonly string[] {
  return [...before, ...units.filter(({ struck }) => struck === null), ...after].map(unitKey);
}

/** What the engine does, wave after wave. */
function carriedOut(plan: Plan): readonly string[] {
  return plan.waves.flatMap(({ step, hosts }) =>
    (hosts.length === 0 ? [null] : hosts)
      .map((host): UnitRef => ({ step, host }))
      .filter((unit) => plannedUnit(plan, unit).skipBecause === null)
      .map(unitKey),
  );
}

/** Keys that begin a line of the terminal's list, of those that are asked for. */
function toldAtTerminal(text: string, keys: readonly string[]): readonly string[] {
  const wanted = new Set(keys);
  return text.split('\n').flatMap((line) => {
    const [, key = ''] = /^ {2}(\S+) /.exec(line) ?? [];
    return wanted.has(key) ? [key] : [];
  });
}

describe('of any plan', () => {
  it('the whole backout takes one time: mirror, paper, plan, list, clock and what runs', {
    timeout: 600_000,
  }, () => {
    forAny((choices) => {
      const release = releaseBy(choices);
      const wanted = request([], { release });
      const plan = planned(wanted);
      const whole = planned({ ...wanted, plan: 'backout' });
      const history = historyBy(choices, plan);
      const state = allRan(plan);
      const backout = computeBackout(state, WHOLE_BACKOUT, history);
      const expected = figure(timeOfSteps(whole, history));

      const onPaper = timesByStep(plan, history);
      const mirrored = mirrorTimes({ release, plan: 'deployment', environment: 'production' }, history);
      for (const [id, { estimate, noReturn }] of onPaper) {
        const beside = mirrored.get(id);
        expect(beside && { ...figure(beside.estimate), noReturn: beside.noReturn }).toEqual({
          ...figure(estimate),
          noReturn,
        });
      }
      const last = plan.steps.at(-1);
      if (last) expect(figure(onPaper.get(last.id)!.estimate)).toEqual(expected);
      expect(figure(backout.estimate)).toEqual(expected);
      expect(figure(timeOfSteps(backoutPlan(state, backout, null), history))).toEqual(expected);
      const read = backoutClock({ state, history, now: new Date(0) });
      const clock = clockJson(read);
      expect(figure({ ms: clock.backoutMs, without: clock.without })).toEqual(expected);
      const words = describeEstimate(backout.estimate);
      if (backout.units.length > 0)
        expect(describeWayBack(state, { clock: read, backedOut: null })).toContain(
          `backing out from here takes ${words}`,
        );
      expect(carriedOut(backoutPlan(state, backout, null))).toEqual(carriedOut(whole));
      const book = {
        document: 'runbook' as const,
        release,
        environment: 'production',
        revision: '0'.repeat(64) as Revision,
        plans: [plan, whole],
        unresolved: [],
        qr: null,
        history,
        printedAt: '2026-11-21T04:00:00.000Z',
      };
      expect(renderRunbookMarkdown(book)).toContain(`All of it takes ${words}.`);
      for (const shown of [plan, whole]) checkPlan(shown, backout.estimate);
    });
  });

  it('what is told of the backout of any part of it is what runs', { timeout: 600_000 }, () => {
    forAny((choices) => {
      const plan = planned(request([], { release: releaseBy(choices) }));
      const history = historyBy(choices, plan);
      const state = partialRunBy(choices, plan).state();
      const choice = choiceBy(choices, plan, state);
      const backout = computeBackout(state, choice, history);
      const concerns = concernsOf(backout, []);
      const runs = backoutPlan(state, backout, choice.limit);
      const list = listed(backout);

      expect(carriedOut(runs)).toEqual(list);
      expect(figure(timeOfSteps(runs, history))).toEqual(figure(backout.estimate));
      const json = backoutJson(backout, concerns) as Record<'before' | 'units' | 'after', UnitRef[]>;
      expect([...json.before, ...json.units, ...json.after].map(unitKey)).toEqual(list);
      expect(toldAtTerminal(describeBackout(backout, concerns), list)).toEqual(list);
      expect(new Set(list).size).toBe(list.length);
      expect(new Set(runs.hosts.map(({ name }) => name))).toEqual(
        new Set(runs.steps.flatMap(({ units }) => units.flatMap(({ host }) => host ?? []))),
      );
      const [firstOfEach] = [runs.waves.filter(({ batch }) => batch === 1)];
      expect(firstOfEach.every(({ pauseBefore }) => !pauseBefore)).toBe(true);
      checkPoints(state, backout);
      checkLimit(state, choice, backout);
    });
  });
});

/** What `plan` says of it and what its JSON says: the time, each unit that is done in its order, and no undo of what is skipped. */
function checkPlan(plan: Plan, estimate: Estimate): void {
  const points = pointsOfNoReturn({ plans: [plan] });
  const shown = { plan, mode: 'live', points: [], time: estimate } as const;
  const text = describePlan(shown);
  const json = planDocument(shown);
  if (plan.waves.length > 0)
    expect(text).toContain(`backing out all of it takes ${describeEstimate(estimate)}`);
  expect(figure(json.backout!)).toEqual(figure(estimate));
  const done = json.units.filter(({ skip }) => skip === null);
  expect(done.map(unitKey)).toEqual(carriedOut(plan));
  const skipped = json.units.filter(({ skip }) => skip !== null);
  expect(skipped.every(({ undo, undoKind }) => undo === null && undoKind === 'nothing')).toBe(true);
  const undos = text.split('\n').filter((line) => /^ {4}undo(?: \(.*\))?: /.test(line));
  expect(undos).toHaveLength(
    plan.plan === 'backout' ? 0 : done.filter(({ undoKind }) => undoKind === 'undo').length,
  );
  if (plan.plan === 'deployment')
    expect(text.split('\n').filter((line) => line.startsWith('    point of no return: '))).toHaveLength(
      points.length,
    );
}

/** Every point of no return of which something may have run, whatever the limit. */
function checkPoints(state: RunState, backout: Backout): void {
  const passed = state.plan.steps
    .filter(({ noUndo }) => noUndo?.kind === 'no-return')
    .filter(({ id }) =>
      [...(state.units.get(id)?.values() ?? [])].some(({ attempts }) =>
        attempts.some(({ finished }) => finished?.outcome !== 'unreachable'),
      ),
    )
    .map(({ id }) => id);
  expect(new Set(pointsPassed(backout).map(({ step }) => step))).toEqual(new Set(passed));
}

/** What stays in and what is left out are together what would be done without the limit. */
function checkLimit(state: RunState, choice: BackoutChoice, backout: Backout): void {
  if (choice.limit === null || listed(backout).length === 0) return;
  const all = listed(computeBackout(state, { ...choice, limit: null }));
  const out = backout.leftOut.filter((line) => !choice.struck.has(unitKey(line))).map(unitKey);
  expect([...listed(backout), ...out].toSorted()).toEqual([...all].toSorted());
  expect(out.every((key) => !choice.limit?.hosts.has((key.split('@')[1] ?? '') as HostName))).toBe(true);
}

function choiceBy(choices: Choices, plan: Plan, state: RunState): BackoutChoice {
  const names = hostsOfBackout(plan).map(({ name }) => name);
  const hosts = new Set(names.filter(() => choices.pick(2) === 1));
  const limit = hosts.size > 0 && choices.pick(2) === 1 ? { selector: [...hosts].join(' or '), hosts } : null;
  const struck = computeBackout(state)
    .units.filter(() => choices.pick(5) === 1)
    .map((line) => [unitKey(line), 'It is done by hand'] as const);
  return { ...WHOLE_BACKOUT, limit, struck: new Map(struck) };
}
