import type { HostName } from '#core/release/model.ts';
import { allUnits, BAD, type RunState } from '#core/run/state.ts';

/** Hosts on which a run is not done: it went bad there, they were left out, or their turn never came. */
export function unfinishedHosts(state: RunState): readonly HostName[] {
  const units = [...allUnits(state)].filter(
    (unit) => BAD.has(unit.state) || unit.state === 'excluded' || unit.state === 'waiting',
  );
  return [...new Set(units.flatMap((unit) => unit.ref.host ?? []))];
}
