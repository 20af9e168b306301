import type { Estimate } from '../backout/time.ts';
import { formatCount } from './format-count.ts';
import { formatEstimate } from './format-duration.ts';

const NAMED = 4;

/** `about 2 h 5 min, and 2 steps without an estimate: Stop the import, Check it`: the same words on every surface. */
export function describeEstimate({ ms, unestimated, without }: Omit<Estimate, 'waves'>): string {
  if (unestimated === 0) return ms === 0 ? 'no time' : formatEstimate(ms);
  const open = describeUnestimated(unestimated, without);
  return ms === 0 ? open : `${formatEstimate(ms)}, and ${open}`;
}

/** Without the names of what nobody estimated, for places where they stand beside it. */
export function describeEstimateBriefly({ ms, unestimated }: Pick<Estimate, 'ms' | 'unestimated'>): string {
  return describeEstimate({ ms, unestimated, without: [] });
}

function describeUnestimated(count: number, without: Estimate['without']): string {
  const says = `${formatCount(count, 'step')} without an estimate`;
  const names = without.slice(0, NAMED).map(({ title }) => title);
  if (names.length === 0) return says;
  const more = count > NAMED ? [`${count - NAMED} more`] : [];
  return `${says}: ${[...names, ...more].join(', ')}`;
}
