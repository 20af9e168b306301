import type { HostName, Phase, Rollout, Step } from '#core/release/model.ts';
import { runsOnHosts } from '#core/release/step-kinds.ts';
import { type Coverage, coverPhase, coverStep } from './hosts.ts';
import type { PlannedStep, PlannedSteps, Wave } from './model.ts';
import { placePauses } from './pauses.ts';
import type { PlanScope } from './scope.ts';
import { planStep, type StepOnHosts } from './step.ts';
import { batchesOf, idInBatch, wavesOfRollingPhase, wavesOfStep } from './waves.ts';

/** Plans phases one after the other. A step whose hosts are all outside the limit is left out. */
export function planPhases(phases: readonly Phase[], scope: PlanScope): PlannedSteps {
  const planned = phases.map((phase) => planPhase(phase, scope));
  return { steps: planned.flatMap(({ steps }) => steps), waves: planned.flatMap(({ waves }) => waves) };
}

function planPhase(phase: Phase, scope: PlanScope): PlannedSteps {
  const placed = placePhase(phase, scope);
  const waves = placed.waves;
  const steps = placed.steps.filter((each) => each.waves.length > 0).map((each) => planStep(each, scope));
  return placePauses({ steps: inOrderOfWaves(steps, waves), waves });
}

export interface PlacedSteps {
  readonly steps: readonly StepOnHosts[];
  readonly waves: readonly Wave[];
}

/** Which steps of a phase run on which hosts, in which order; their texts are not looked at. */
export function placePhase(phase: Phase, scope: PlanScope): PlacedSteps {
  const coverage = coverPhase(phase, scope);
  return coverage === null ? placeSteps(phase, scope) : placeRollingSteps(phase, coverage, scope);
}

function placeSteps(phase: Phase, scope: PlanScope): PlacedSteps {
  const steps = phase.steps.map((step) => {
    const hosts = runsOnHosts(step.action) ? coverStep(step, null, scope).chosen : null;
    return {
      step,
      phase,
      rollout: rolloutAlone(step),
      hosts,
      waves: wavesOfStep({ id: step.id, hosts }, step.rollout),
    };
  });
  return { steps, waves: steps.flatMap((step) => step.waves) };
}

function placeRollingSteps(phase: Phase, coverage: Coverage, scope: PlanScope): PlacedSteps {
  const covered = phase.steps
    .filter((step) => fitsRollingPhase(step, phase, scope))
    .map((step) => ({ step, hosts: isOncePerBatch(step) ? null : coverStep(step, coverage, scope).chosen }));
  const batches = batchesOf(coverage.chosen, phase.rollout);
  const waves = wavesOfRollingPhase(
    covered.map(({ step, hosts }) => ({ id: step.id, hosts })),
    batches,
    phase.rollout,
  );
  const steps = covered.flatMap(({ step, hosts }): StepOnHosts[] => {
    if (hosts === null) return placeInBatches(step, phase, batches);
    const rollout = rolloutInPhase(step, phase);
    return [{ step, phase, rollout, hosts, waves: waves.filter((wave) => wave.step === step.id) }];
  });
  return { steps, waves };
}

/** What needs no host is done once for each batch; a probe of the workstation is about each of its hosts. */
function isOncePerBatch({ action }: Step): boolean {
  return !runsOnHosts(action) && action.kind !== 'probe';
}

function placeInBatches(step: Step, phase: Phase, batches: readonly (readonly HostName[])[]): StepOnHosts[] {
  const count = batches.length;
  return batches.map((hosts, index) => {
    const number = index + 1;
    const wave = { batch: number, batches: count, hosts: [], pauseBefore: false };
    const id = idInBatch(step.id, wave);
    const title = count === 1 ? step.title : `${step.title} (batch ${number} of ${count})`;
    return {
      step: { ...step, id, title },
      ...(count === 1 ? {} : { of: { id: step.id, title: step.title } }),
      batch: { number, count, hosts },
      phase,
      rollout: null,
      hosts: null,
      waves: [{ step: id, ...wave }],
    };
  });
}

/** What one host does about many is done for one of them at a time, where the release does not say. */
function rolloutAlone({ rollout, delegateTo }: Step): Rollout | null {
  if (delegateTo === undefined || rollout?.parallel != null) return rollout;
  return { ...(rollout ?? NO_ROLLOUT), parallel: 1 };
}

const NO_ROLLOUT: Rollout = { batches: [], parallel: null, stopAfter: null, pause: 'none' };

/** In a rolling phase a step may have its own `parallel` and `stop_after`; the batches are the phase's. */
function rolloutInPhase(step: Step, phase: Phase): Rollout {
  return {
    batches: phase.rollout?.batches ?? [],
    pause: phase.rollout?.pause ?? 'none',
    parallel:
      step.rollout?.parallel ?? (step.delegateTo === undefined ? (phase.rollout?.parallel ?? null) : 1),
    stopAfter: step.rollout?.stopAfter ?? phase.rollout?.stopAfter ?? null,
  };
}

function fitsRollingPhase(step: Step, phase: Phase, scope: PlanScope): boolean {
  const message = misfitInRollingPhase(step, phase);
  if (message === null) return true;
  scope.problems.add({ code: 'not-in-rolling-phase', message, step: step.id, host: null });
  return false;
}

function misfitInRollingPhase(step: Step, phase: Phase): string | null {
  const batches = step.rollout?.batches ?? [];
  const ownBatches = batches.some((batch) => batch.kind !== 'rest');
  return ownBatches
    ? `${step.id} has batches of its own in the rolling phase ${phase.id}: only the phase has batches`
    : null;
}

function inOrderOfWaves(steps: readonly PlannedStep[], waves: readonly Wave[]): readonly PlannedStep[] {
  const first = new Map<string, number>();
  waves.forEach((wave, index) => {
    if (!first.has(wave.step)) first.set(wave.step, index);
  });
  return steps.toSorted((a, b) => (first.get(a.id) ?? 0) - (first.get(b.id) ?? 0));
}
