import { formatCount } from '../figures/format-count.ts';

interface Releasers {
  readonly approvers: readonly string[];
  readonly count: number;
}

/** By whom a hold point is released: `1 person (anyone may release)`, `manager`, `1 of manager, owner`. */
function describeReleasers({ approvers, count }: Releasers): string {
  if (approvers.length === 0) return `${formatCount(count, 'person', 'people')} (anyone may release)`;
  const names = approvers.join(', ');
  return approvers.length === count ? names : `${count} of ${names}`;
}

/** The same as it stands in a plan: `released by 1 of manager, owner; not by the operator`. */
export function describeRelease({
  notOperator,
  ...by
}: Releasers & { readonly notOperator: boolean }): string {
  return `released by ${describeReleasers(by)}${notOperator ? '; not by the operator' : ''}`;
}
