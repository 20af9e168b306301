import { checkUndo, noUndoOf, planUndo } from '#core/backout/plan-undo.ts';
import type { Host, HostName, Phase, Rollout, Step } from '#core/release/model.ts';
import { parallelOf, stopAfterOf } from './batches.ts';
import { type DecidedCondition, decideWhen } from './condition.ts';
import { delegateOf } from './executor.ts';
import type { PlannedStep, PlannedUnit, Wave } from './model.ts';
import { createProblemList } from './problem.ts';
import type { BatchAtHand, PlanScope } from './scope.ts';
import { describeRollout } from './sentence.ts';
import { planTask, timeoutOf } from './task.ts';
import { createUnitTexts } from './unit-texts.ts';

/** A step with the hosts it runs on (null: it needs none) and the waves in which it does. */
export interface StepOnHosts {
  readonly step: Step;
  /** The step as the release has it, where it is done once for each batch. */
  readonly of?: NonNullable<PlannedStep['of']>;
  /** The batch that it is about, of a step without hosts in a rolling phase. */
  readonly batch?: BatchAtHand;
  readonly phase: Phase;
  readonly rollout: Rollout | null;
  readonly hosts: readonly Host[] | null;
  readonly waves: readonly Wave[];
}

/** The step with its units resolved. What it captures can be used by the steps planned after it. */
export function planStep(placed: StepOnHosts, around: PlanScope): PlannedStep {
  const { step, phase, rollout } = placed;
  const scope = { ...around, shell: [phase, ...around.shell], batch: placed.batch ?? null };
  checkUndo(step, phase, scope);
  const units = planUnits(placed, scope);
  const stopAfter = stopAfterOf(rollout, step.onFailure, units.length);
  return {
    id: step.id,
    ...(placed.of === undefined ? {} : { of: placed.of }),
    title: step.title,
    phase: { id: phase.id, title: phase.title },
    kind: step.action.kind,
    onFailure: step.onFailure,
    retry: step.retry,
    repeatable: step.repeatable,
    stopAfter,
    parallel: parallelOf(rollout),
    takesMs: step.takesMs,
    timeoutMs: timeoutOf(step.action, step),
    owner: step.owner,
    notes: step.notes,
    evidence: step.evidence,
    mode: step.mode,
    noUndo: noUndoOf(step),
    sentence: sentenceOf(placed, stopAfter, units),
    units,
    ...(step.drill && { drill: step.drill }),
  };
}

function sentenceOf(
  { hosts, waves, rollout }: StepOnHosts,
  stopAfter: number | null,
  units: readonly PlannedUnit[],
): string | null {
  if (hosts === null) return null;
  return describeRollout({
    batches: waves.map((wave) => wave.hosts.length),
    parallel: parallelOf(rollout),
    stopAfter,
    at: delegateOf(units),
  });
}

/** Where a unit is, before its texts are resolved. */
interface UnitPlace {
  readonly host: Host | null;
  readonly batch: number;
  readonly condition: DecidedCondition;
}

function planUnits(placed: StepOnHosts, scope: PlanScope): readonly PlannedUnit[] {
  const places = placeUnits(placed, scope);
  const after = withCapturesOf(placed.step, places, scope);
  const deedOf = planDeeds(placed.step, { before: scope, after });
  const about = placed.batch === undefined ? {} : { about: placed.batch.hosts };
  const units = places.map((place) => ({ ...planUnit(placed.step, place, deedOf(place)), ...about }));
  for (const [step, captures] of after.captures) scope.captures.set(step, captures);
  return units;
}

function placeUnits(
  { step, phase, hosts, waves, batch }: StepOnHosts,
  scope: PlanScope,
): readonly UnitPlace[] {
  const batchOf = new Map<HostName, number>();
  for (const { batch, hosts: names } of waves)
    if (batch > 1) for (const name of names) batchOf.set(name, batch);
  return (hosts ?? [null]).map((host) => ({
    host,
    batch: batch?.number ?? (host && batchOf.get(host.name)) ?? 1,
    condition: decideWhen({ step, phase, host }, scope),
  }));
}

/** An undo, unlike its step, may use what the step captured. */
interface UnitScopes {
  readonly before: PlanScope;
  readonly after: PlanScope;
}

/** What is done on a unit's host. */
type Deed = Required<Pick<PlannedUnit, 'task' | 'doneIf' | 'undo'>>;

/** Where a step uses no value, what it does is the same on every host and is planned once. */
function planDeeds(step: Step, scopes: UnitScopes): (place: UnitPlace) => Deed {
  const hasValues = JSON.stringify(step).includes('{{');
  const shared = new Map<boolean, Deed>();
  return (place) => {
    const isSkipped = place.condition.skipBecause !== null;
    const known = shared.get(isSkipped);
    if (known !== undefined) return known;
    const deed = planDeed(step, place.host, isSkipped ? unchecked(scopes) : scopes);
    if (!hasValues) shared.set(isSkipped, deed);
    return deed;
  };
}

function planDeed(step: Step, host: Host | null, { before, after }: UnitScopes): Deed {
  const texts = createUnitTexts({ step: step.id, host }, before);
  return {
    task: planTask({ step, action: step.action, options: step }, texts, before),
    doneIf: step.doneIf === null ? null : texts.command(step.doneIf),
    undo: planUndo(step, host, after),
  };
}

function planUnit(step: Step, { host, batch, condition }: UnitPlace, deed: Deed): PlannedUnit {
  return {
    step: step.id,
    host: host?.name ?? null,
    batch,
    task: deed.task,
    doneIf: deed.doneIf,
    undo: deed.undo,
    skipBecause: condition.skipBecause,
    when: condition.when,
  };
}

/** A unit that is skipped may lack the values it would need. */
function unchecked({ before, after }: UnitScopes): UnitScopes {
  const problems = createProblemList();
  return { before: { ...before, problems }, after: { ...after, problems } };
}

function withCapturesOf(step: Step, places: readonly UnitPlace[], scope: PlanScope): PlanScope {
  const names = new Set(Object.keys(step.capture));
  if (names.size === 0) return scope;
  const hosts = new Set(
    places.flatMap(({ host, condition }) =>
      host === null || condition.skipBecause !== null ? [] : [host.name],
    ),
  );
  return { ...scope, captures: new Map([...scope.captures, [step.id, { names, hosts }]]) };
}
