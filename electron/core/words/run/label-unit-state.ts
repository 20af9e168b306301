import type { RunOutcome } from '../../run/events.ts';
import type { UnitStateName } from '../../run/state.ts';

/** What a person reads for the state of a step on a host: what the end of the run came before was not reached. */
export function labelUnitState(state: UnitStateName, outcome: RunOutcome | null): string {
  if (state === 'waiting' && outcome !== null) return 'not reached';
  return state === 'intent' ? 'starting' : state;
}

/** What a state means on paper, in words that claim nothing that was not seen. */
export const STATE_MEANINGS: Readonly<Record<UnitStateName, string>> = {
  waiting: 'not started',
  intent: 'being sent',
  running: 'running',
  ok: 'ok',
  failed: 'failed',
  unreachable: 'unreachable, never started',
  unknown: 'unknown, may have run',
  stopped: 'stopped',
  skipped: 'skipped',
  excluded: 'excluded',
};

/** One word per state, for narrow columns. */
export const SHORT_STATES: Readonly<Record<UnitStateName, string>> = {
  ...STATE_MEANINGS,
  waiting: '–',
  intent: 'sending',
  unreachable: 'unreach.',
  unknown: 'unknown',
};
