import type { HostName } from '#core/release/model.ts';
import type { EventOf, RunEventBody } from './events.ts';
import type { Reason } from './reasons.ts';

/** A person leaves a host out of the rest of a run. */
export function exclusion(
  host: HostName,
  by: string,
  note: string | null,
): Extract<RunEventBody, { type: 'hostExcluded' }> {
  return { type: 'hostExcluded', data: { host, by, note } };
}

export function excludedBecause(excluded: EventOf<'hostExcluded'>['data']): Reason {
  return excluded.by === null
    ? excluded.reason
    : { kind: 'excluded-by', by: excluded.by, note: excluded.note };
}
