import type { RunOutcome } from '../run/events.ts';
import type { UnitStateName } from '../run/state.ts';

/** What a person reads for the state of a step on a host: what the end of the run came before was not reached. */
export function labelUnitState(state: UnitStateName, outcome: RunOutcome | null): string {
  if (state === 'waiting' && outcome !== null) return 'not reached';
  return state === 'intent' ? 'starting' : state;
}
