import type { Phase, Release } from '#core/release/model.ts';
import type { PlannedStep, PlannedUnit, Wave } from './model.ts';
import { type PlannedSteps, planPhases } from './phases.ts';
import type { PlanScope } from './scope.ts';
import { describeRollout } from './sentence.ts';

/** What surrounds the undo steps of a backout: the release's `backout.before` and `backout.after`. */
export interface BackoutFrame {
  readonly before: PlannedSteps;
  readonly after: PlannedSteps;
}

/** Plans `backout.before` and `backout.after`, in this order. */
export function planFrame(release: Release, scope: PlanScope): BackoutFrame {
  const before = planPhases([framePhase('before', 'Before the backout', release.backout.before)], scope);
  return {
    before,
    after: planPhases([framePhase('after', 'After the backout', release.backout.after)], scope),
  };
}

/**
 * The backout as it would be if every unit of the deployment had run: for paper and rehearsal of the eye.
 * The backout of a run is computed from what really ran.
 */
export function planWholeBackout(release: Release, scope: PlanScope): PlannedSteps {
  const undone = undoAll(planPhases(release.deployment, scope));
  const { before, after } = planFrame(release, scope);
  return {
    steps: [...before.steps, ...undone.steps, ...after.steps],
    waves: [...before.waves, ...undone.waves, ...after.waves],
  };
}

function framePhase(id: string, title: string, steps: Phase['steps']): Phase {
  return { id, title, on: null, rollout: null, steps };
}

function undoAll({ steps, waves }: PlannedSteps): PlannedSteps {
  const batches = new Map(waves.map((wave) => [wave.step, wave.batches]));
  const byId = new Map(
    steps.flatMap((step) => undoStep(step, batches.get(step.id) ?? 1)).map((step) => [step.id, step]),
  );
  const undoWaves = waves.toReversed().flatMap((wave) => {
    const step = byId.get(wave.step);
    return step === undefined ? [] : undoWave(step, wave);
  });
  return {
    steps: [...new Set(undoWaves.map((wave) => wave.step))].flatMap((id) => byId.get(id) ?? []),
    waves: undoWaves,
  };
}

/** Last batch first: batch 3 of 3 becomes batch 1. */
function undoWave(step: PlannedStep, wave: Wave): readonly Wave[] {
  const batch = wave.batches - wave.batch + 1;
  const units = step.units.filter((unit) => unit.batch === batch);
  const hosts = units.flatMap((unit) => unit.host ?? []);
  return units.length === 0
    ? []
    : [{ step: step.id, batch, batches: wave.batches, hosts, pauseBefore: false }];
}

function undoStep(step: PlannedStep, batches: number): readonly PlannedStep[] {
  const units = step.units.flatMap((unit) => undoUnit(unit, batches));
  const first = step.units.find((unit) => unit.undo !== null && unit.skipBecause === null)?.undo;
  if (!first) return [];
  return [
    {
      ...step,
      title: first.title,
      phase: { id: 'undo', title: 'Undo the deployment, newest first' },
      kind: first.task.kind === 'poll' ? 'wait' : first.task.kind,
      onFailure: 'ask',
      retry: null,
      repeatable: false,
      stopAfter: 1,
      takesMs: first.takesMs,
      timeoutMs: first.timeoutMs,
      mode: first.mode ?? step.mode,
      noUndo: { kind: 'nothing', why: 'It is an undo itself' },
      sentence: step.sentence === null ? null : describeUndo(units, step.parallel),
      units,
    },
  ];
}

function undoUnit(unit: PlannedUnit, batches: number): readonly PlannedUnit[] {
  if (unit.undo === null || unit.skipBecause !== null) return [];
  const { task, doneIf = null } = unit.undo;
  return [{ ...unit, batch: batches - unit.batch + 1, task, doneIf, undo: null, when: null }];
}

function describeUndo(units: readonly PlannedUnit[], parallel: number): string {
  const counts = new Map<number, number>();
  for (const unit of units) counts.set(unit.batch, (counts.get(unit.batch) ?? 0) + 1);
  const batches = [...counts].toSorted(([a], [b]) => a - b).map(([, count]) => count);
  return describeRollout({ batches, parallel, stopAfter: 1 });
}
