/** Hosts that keep a begun run from continuing. */
import type { HostName } from '#core/release/model.ts';
import type { RunState } from './state.ts';

/** Those with problems of their own in the last preflight; none before the run has begun, when a new run is the way. */
export function unfitHosts({
  startedAt,
  outcome,
  preflight,
  excluded,
}: Pick<RunState, 'startedAt' | 'outcome' | 'preflight' | 'excluded'>): readonly HostName[] {
  if (startedAt === null || outcome !== null || preflight === null || preflight.passed) return [];
  return preflight.hosts.flatMap(({ host, problems }) =>
    problems.length > 0 && !excluded.has(host) ? host : [],
  );
}
