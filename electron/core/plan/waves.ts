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
  batches: readonly (readonly HostName[])[],
  rollout: Rollout | null,
): readonly Wave[] {
  const hostsOfStep = new Map(steps.map(({ id, hosts }) => [id, hosts && new Set(namesOf(hosts))]));
  return batches.flatMap((batch, index) => {
    const place = { batch: index + 1, batches: batches.length, pauseBefore: false };
    const waves = steps.flatMap(({ id }): Wave[] => {
      const on = hostsOfStep.get(id) ?? null;
      if (on === null) return [{ step: idInBatch(id, place), hosts: [], ...place }];
      const own = batch.filter((host) => on.has(host));
      return own.length === 0 ? [] : [{ step: id, hosts: own, ...place }];
    });
    return index > 0 && rollout?.pause === 'hold' ? pauseFirst(waves) : waves;
  });
}

/**
 * What a step without hosts is called in one of several batches, each of which does it anew: `approve.2`. No id of a release
 * has a dot.
 */
export function idInBatch(id: StepId, { batch, batches }: Pick<Wave, 'batch' | 'batches'>): StepId {
  return (batches === 1 ? id : `${id}.${batch}`) as StepId;
}

export function batchesOf(hosts: readonly Host[], rollout: Rollout | null): readonly (readonly HostName[])[] {
  return splitBatches(namesOf(hosts), rollout?.batches ?? []);
}

function pauseFirst(waves: readonly Wave[]): readonly Wave[] {
  return waves.map((wave, index) => (index === 0 ? { ...wave, pauseBefore: true } : wave));
}

function namesOf(hosts: readonly Host[]): readonly HostName[] {
  return hosts.map((host) => host.name);
}
