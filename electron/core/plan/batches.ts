import { DEFAULT_PARALLEL } from '#core/release/format/rollout.ts';
import type { BatchSize, OnFailure, Rollout } from '#core/release/model.ts';

/**
 * Hosts cut into batches, in the order given. A percentage is of all hosts given, rounded down, never under 1.
 * When hosts are left after the last size, that size repeats; without sizes there is one batch.
 */
export function splitBatches<T>(hosts: readonly T[], sizes: readonly BatchSize[]): readonly (readonly T[])[] {
  const batches: (readonly T[])[] = [];
  let start = 0;
  while (start < hosts.length) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)] ?? { kind: 'rest' };
    const end = start + countOf(size, hosts.length);
    batches.push(hosts.slice(start, end));
    start = end;
  }
  return batches;
}

/** Bad hosts at which a step stops, or null: it never does. Without `stop_after`, `ask` and `stop` stop at the first. */
export function stopAfterOf(rollout: Rollout | null, onFailure: OnFailure, hosts: number): number | null {
  const given = rollout?.stopAfter ?? null;
  if (given === null) return onFailure === 'ask' || onFailure === 'stop' ? 1 : null;
  if (given.kind === 'count') return Math.max(1, given.count);
  return Math.max(1, Math.ceil((hosts * given.percent) / 100));
}

/** Hosts worked on at a time. */
export function parallelOf(rollout: Rollout | null): number {
  return rollout?.parallel ?? DEFAULT_PARALLEL;
}

function countOf(size: BatchSize, hosts: number): number {
  switch (size.kind) {
    case 'count':
      return Math.max(1, size.count);
    case 'percent':
      return Math.max(1, Math.floor((hosts * size.percent) / 100));
    case 'rest':
      return hosts;
  }
}
