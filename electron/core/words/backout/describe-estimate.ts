import type { Estimate } from '../../backout/time.ts';
import { formatCount, formatNames } from '../figures/format-count.ts';
import { formatDuration, formatEstimate, formatRoundedUp } from '../figures/format-duration.ts';

/**
 * Fit to follow "takes": `about 2 h 5 min, counting what an earlier backout took, with no estimate for 2 steps (Stop the import, Check it)`.
 * The same words on every surface.
 */
export function describeEstimate({ ms, unestimated, without, fromHistory }: Omit<Estimate, 'waves'>): string {
  const seen = fromHistory ? ', counting what an earlier backout took' : '';
  if (unestimated === 0) return ms === 0 ? 'no time' : `${formatEstimate(ms)}${seen}`;
  const names = without.length === 0 ? '' : ` (${formatNames(without.map(({ title }) => title))})`;
  const known = ms === 0 ? 'an unknown time' : `${formatEstimate(ms)}${seen}`;
  return `${known}, with no estimate for ${formatCount(unestimated, 'step')}${names}`;
}

/** Without where it is taken from and the names of what nobody estimated, for places where these stand beside it. */
export function describeEstimateBriefly({ ms, unestimated }: Pick<Estimate, 'ms' | 'unestimated'>): string {
  return describeEstimate({ ms, unestimated, without: [], fromHistory: false });
}

/** As a figure of its own, beside the number of steps: `about 20 min · 5 steps, 2 without an estimate`. */
export function formatBackoutTime(
  { ms, unestimated }: Pick<Estimate, 'ms' | 'unestimated'>,
  steps: number,
): string {
  const count = formatCount(steps, 'step');
  if (unestimated === 0) return `${describeEstimateBriefly({ ms, unestimated })} · ${count}`;
  return ms === 0
    ? `no estimate · ${count}`
    : `${formatEstimate(ms)} · ${count}, ${unestimated} without an estimate`;
}

/** In the narrow column beside a step. */
export function formatTimeFromHere({ ms, unestimated }: Pick<Estimate, 'ms' | 'unestimated'>): string {
  if (unestimated === 0) return ms === 0 ? formatDuration(0) : formatEstimate(ms);
  return ms === 0 ? 'unknown' : `over ${formatRoundedUp(ms)}`;
}
