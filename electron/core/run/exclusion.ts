import type { HostName } from '#core/release/model.ts';
import type { RunEventBody } from './events.ts';

/** A person leaves a host out of the rest of a run. */
export function exclusion(
  host: HostName,
  by: string,
  note: string | null,
): Extract<RunEventBody, { type: 'hostExcluded' }> {
  const reason = `Excluded by ${by}${note ? `: ${note}` : ''}`;
  return { type: 'hostExcluded', data: { host, reason, by } };
}
