import type { Host, HostName, Rollout, StepId } from '#core/release/model.ts';
import { splitBatches } from './batches.ts';
import type { Wave } from './model.ts';

/** A step with the hosts it will run on; null for a step without hosts. */
export interface WaveStep {
  readonly id: StepId;
  readonly hosts: readonly Host[] | null;
}

/** Waves of a step on its own: one per batch, or a single one without hosts. */
export function wavesOfStep(step: WaveStep, rollout: Rollout | null): readonly Wave[] {
  if (step.hosts === null) return [{ step: step.id, batch: 1, batches: 1, hosts: [], pauseBefore: false }];
  const batches = splitBatches(namesOf(step.hosts), rollout?.batches ?? []);
  return batches.map((hosts, index) => ({
    step: step.id,
    batch: index + 1,
    batches: batches.length,
    hosts,
    pauseBefore: index > 0 && rollout?.pause === 'hold',
  }));
}

/** Waves of a rolling phase: every step on one batch of the phase's hosts before any step on the next. */
export function wavesOfRollingPhase(
  steps: readonly WaveStep[],
  hosts: readonly Host[],
  rollout: Rollout | null,
): readonly Wave[] {
  const batches = splitBatches(namesOf(hosts), rollout?.batches ?? []);
  const hostsOfStep = new Map(steps.map((step) => [step.id, new Set(namesOf(step.hosts ?? []))]));
  return batches.flatMap((batch, index) => {
    const waves = steps.flatMap((step) => {
      const own = batch.filter((host) => hostsOfStep.get(step.id)?.has(host));
      return own.length === 0
        ? []
        : [{ step: step.id, batch: index + 1, batches: batches.length, hosts: own, pauseBefore: false }];
    });
    return index > 0 && rollout?.pause === 'hold' ? pauseFirst(waves) : waves;
  });
}

function pauseFirst(waves: readonly Wave[]): readonly Wave[] {
  return waves.map((wave, index) => (index === 0 ? { ...wave, pauseBefore: true } : wave));
}

function namesOf(hosts: readonly Host[]): readonly HostName[] {
  return hosts.map((host) => host.name);
}
