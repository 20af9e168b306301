/** Where a person releases a batch (`pause: hold`): before the first of its steps that is done on any of its hosts. */
import { stepOf } from '#core/run/state.ts';
import type { PlannedSteps, Wave } from './model.ts';

/** Nobody is asked to release a batch on which nothing is done. */
export function placePauses(planned: PlannedSteps): PlannedSteps {
  const { steps, waves } = planned;
  const placed = new Set<Wave>();
  const released = new Set<Wave>();
  for (const [at, wave] of waves.entries()) {
    const pause = pauseOf(planned, at);
    if (pause === null || released.has(pause) || !isDone(planned, wave)) continue;
    released.add(pause);
    placed.add(wave);
  }
  return { steps, waves: waves.map((wave) => ({ ...wave, pauseBefore: placed.has(wave) })) };
}

function isDone(planned: PlannedSteps, { step, batch }: Wave): boolean {
  return stepOf(planned, step).units.some((unit) => unit.batch === batch && unit.skipBecause === null);
}

/** The wave at which the batch of this one is released; null where nobody has to. In a rolling phase a batch is several waves. */
export function pauseOf(planned: PlannedSteps, at: number): Wave | null {
  const ofSameBatch = planned.waves[at];
  if (ofSameBatch === undefined) return null;
  const { phase } = stepOf(planned, ofSameBatch.step);
  for (let i = at; i >= 0; i -= 1) {
    const wave = planned.waves[i];
    if (wave?.batch !== ofSameBatch.batch || stepOf(planned, wave.step).phase.id !== phase.id) return null;
    if (wave.pauseBefore) return wave;
  }
  return null;
}
