import type { Estimate } from './time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NAMED = 4;

/** `about 2 h 5 min, and 2 steps without an estimate: Stop the import, Check it`: the same words on every surface. */
export function describeEstimate({ ms, unestimated, without }: Omit<Estimate, 'waves'>): string {
  if (unestimated === 0) return ms === 0 ? 'no time' : `about ${formatEstimate(ms)}`;
  const open = describeUnestimated(unestimated, without);
  return ms === 0 ? open : `about ${formatEstimate(ms)}, and ${open}`;
}

/** Without the names of what nobody estimated, for places where they stand beside it. */
export function describeEstimateBriefly({ ms, unestimated }: Pick<Estimate, 'ms' | 'unestimated'>): string {
  return describeEstimate({ ms, unestimated, without: [] });
}

function describeUnestimated(count: number, without: Estimate['without']): string {
  const says = `${count} ${count === 1 ? 'step' : 'steps'} without an estimate`;
  const names = without.slice(0, NAMED).map(({ title }) => title);
  if (names.length === 0) return says;
  const more = count > NAMED ? [`${count - NAMED} more`] : [];
  return `${says}: ${[...names, ...more].join(', ')}`;
}

/** `45 s`, `12 min`, `1 h 20 min`; rounded up, so that nobody is promised less than it takes. */
export function formatEstimate(ms: number): string {
  if (ms <= 59 * SECOND) return `${Math.ceil(ms / SECOND)} s`;
  const minutes = Math.ceil(ms / MINUTE);
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
