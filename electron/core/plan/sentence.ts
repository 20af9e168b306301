/** How a step goes over its hosts, in numbers. */
export interface RolloutNumbers {
  /** Hosts of each batch, in order. */
  readonly batches: readonly number[];
  readonly parallel: number;
  /** Bad hosts at which the step stops; null: never. */
  readonly stopAfter: number | null;
}

import { formatCount } from '#core/words/format-count.ts';

/** The one sentence of a rollout: "3 batches: 1, 4, 11 hosts; 10 at a time; stops at the first failed host". */
export function describeRollout({ batches, parallel, stopAfter }: RolloutNumbers): string {
  return `${describeBatches(batches)}; ${describeParallel(parallel)}; ${describeStop(stopAfter)}`;
}

function describeBatches(batches: readonly number[]): string {
  const hosts = batches.reduce((sum, count) => sum + count, 0);
  return `${formatCount(batches.length, 'batch', 'batches')}: ${batches.join(', ')} ${hosts === 1 ? 'host' : 'hosts'}`;
}

export function describeParallel(parallel: number | string): string {
  return `${parallel} at a time`;
}

/** A text is one of the file that is not counted yet: `10%`. */
export function describeStop(stopAfter: number | string | null): string {
  if (stopAfter === null) return 'continues past failed hosts';
  if (typeof stopAfter === 'string') return `stops once ${stopAfter} of its hosts have failed`;
  return stopAfter === 1 ? 'stops at the first failed host' : `stops at ${stopAfter} failed hosts`;
}
