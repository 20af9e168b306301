import { formatCount } from './format-count.ts';

/** By whom a hold point is released: `1 person (anyone may release)`, `manager`, `1 of manager, owner`. */
export function describeReleasers({
  approvers,
  count,
}: {
  readonly approvers: readonly string[];
  readonly count: number;
}): string {
  if (approvers.length === 0) return `${formatCount(count, 'person', 'people')} (anyone may release)`;
  const names = approvers.join(', ');
  return approvers.length === count ? names : `${count} of ${names}`;
}
