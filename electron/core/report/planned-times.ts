/** When each step of a deployment begins, by its window and the estimates of its authors: what a person at the clock compares with. */
import { estimateWaves, NO_HISTORY, type TimedWave, timedWaves } from '#core/backout/time.ts';
import type { Plan } from '#core/plan/model.ts';
import type { ReleaseWindow } from '#core/release/format/info.ts';
import type { StepId } from '#core/release/model.ts';
import { formatEstimate } from '#core/words/figures/format-duration.ts';
import { formatTimeBeside } from '#core/words/figures/format-time.ts';

/** By step, in words; none where nobody estimated a step, and of a plan that no window opens for. */
export function plannedTimes(plan: Plan, window: ReleaseWindow | null): ReadonlyMap<StepId, string> {
  if (plan.plan !== 'deployment') return new Map();
  const waves = timedWaves(plan);
  if (waves.every(({ takesMs }) => takesMs === null)) return new Map();
  const times = new Map<StepId, string>();
  const before: TimedWave[] = [];
  for (const wave of waves) {
    if (!times.has(wave.step)) times.set(wave.step, describeBegin(estimateWaves(before, NO_HISTORY), window));
    before.push(wave);
  }
  return times;
}

/** What nobody estimated comes on top. */
function describeBegin(
  { ms, unestimated }: Pick<ReturnType<typeof estimateWaves>, 'ms' | 'unestimated'>,
  window: ReleaseWindow | null,
): string {
  const soonest = unestimated === 0 ? 'planned' : 'not before';
  if (window === null)
    return ms === 0 ? 'planned at the start' : `${soonest} ${formatEstimate(ms)} after the start`;
  const at = new Date(Date.parse(window.opens) + ms).toISOString();
  return `${soonest} ${formatTimeBeside(window.opens, at)}`;
}
