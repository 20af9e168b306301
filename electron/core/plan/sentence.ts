import type { HostName } from '#core/release/model.ts';
import { formatCount } from '#core/words/figures/format-count.ts';

/** How a step goes over its hosts, in numbers. */
export interface RolloutNumbers {
  /** Hosts of each batch, in order. */
  readonly batches: readonly number[];
  readonly parallel: number;
  /** Bad hosts at which the step stops; null: never. */
  readonly stopAfter: number | null;
  /** The host that carries it out about each of them; missing: they do so themselves. */
  readonly at?: HostName | undefined;
}

/** The same as the file has it, of hosts that are not counted yet. */
export interface WrittenRollout {
  /** Counts, percentages and `rest`; where hosts are left, the last one repeats. */
  readonly batches: readonly string[];
  readonly parallel: number | string;
  /** Null: each step goes by its own rule. */
  readonly stopAfter: number | string | null;
  /** Whether a person releases each batch but the first. */
  readonly pauses: boolean;
}

/** The one sentence of a rollout: "3 batches: 1, 4, 11 hosts; 10 at a time; stops at the first failed host". */
export function describeRollout({ batches, parallel, stopAfter, at }: RolloutNumbers): string {
  const by = at === undefined ? '' : `; carried out on ${at}`;
  return `${describeBatches(batches)}; ${describeParallel(parallel)}; ${describeStop(stopAfter)}${by}`;
}

/** What the mirror says of it: "batches: 1, 25%, rest; 10 at a time". */
export function describeWrittenRollout({ batches, parallel, stopAfter, pauses }: WrittenRollout): string {
  const parts = [
    describeSizes(batches),
    describeParallel(parallel),
    ...(stopAfter === null ? [] : [describeStop(stopAfter)]),
    ...(pauses ? [`each batch but the first ${ONCE_RELEASED}`] : []),
  ];
  return parts.join('; ');
}

export const ONCE_RELEASED = 'starts only when a person releases it';

function describeSizes(sizes: readonly string[]): string {
  const last = sizes.at(-1);
  if (last === undefined || sizes[0] === 'rest') return '1 batch: all hosts';
  if (last === 'rest') return `batches: ${sizes.join(', ')}`;
  return `batches: ${[...sizes.slice(0, -1), sizes.length === 1 ? `${last} each` : `then ${last} each`].join(', ')}`;
}

function describeBatches(batches: readonly number[]): string {
  const hosts = batches.reduce((sum, count) => sum + count, 0);
  return `${formatCount(batches.length, 'batch', 'batches')}: ${batches.join(', ')} ${hosts === 1 ? 'host' : 'hosts'}`;
}

function describeParallel(parallel: number | string): string {
  return `${parallel} at a time`;
}

/** A text is one of the file that is not counted yet: `10%`. */
function describeStop(stopAfter: number | string | null): string {
  if (stopAfter === null) return 'continues past failed hosts';
  if (typeof stopAfter === 'string') return `stops once ${stopAfter} of its hosts have failed`;
  return stopAfter === 1 ? 'stops at the first failed host' : `stops at ${stopAfter} failed hosts`;
}
