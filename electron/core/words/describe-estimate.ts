import type { Estimate } from '../backout/time.ts';
import { formatCount } from './format-count.ts';
import { formatEstimate } from './format-duration.ts';

const NAMED = 4;

/**
 * `about 2 h 5 min, counting what an earlier backout took, and 2 steps without an estimate: Stop the import, Check it`: the same
 * words on every surface.
 */
export function describeEstimate({ ms, unestimated, without, fromHistory }: Omit<Estimate, 'waves'>): string {
  const known = `${formatEstimate(ms)}${fromHistory ? ', counting what an earlier backout took' : ''}`;
  if (unestimated === 0) return ms === 0 ? 'no time' : known;
  const open = describeUnestimated(unestimated, without);
  return ms === 0 ? open : `${known}, and ${open}`;
}

/** Without where it is taken from and the names of what nobody estimated, for places where these stand beside it. */
export function describeEstimateBriefly({ ms, unestimated }: Pick<Estimate, 'ms' | 'unestimated'>): string {
  return describeEstimate({ ms, unestimated, without: [], fromHistory: false });
}

function describeUnestimated(count: number, without: Estimate['without']): string {
  const says = `${formatCount(count, 'step')} without an estimate`;
  const names = without.slice(0, NAMED).map(({ title }) => title);
  if (names.length === 0) return says;
  const more = count > NAMED ? [`${count - NAMED} more`] : [];
  return `${says}: ${[...names, ...more].join(', ')}`;
}
