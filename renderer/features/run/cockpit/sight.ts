/** What the page tells of a run beside its state, read off its events as they pass: who was watching, and until when. */
import type { EventOf, RunEvent, UnitRef } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';

export interface Sight {
  /** When the newest event was put down. */
  readonly lastAt: string;
  /** The newest taking up of the run; null: it was never left. */
  readonly resumed: EventOf<'runResumed'> | null;
  /** Since when it has been paused; null: it is not. */
  readonly pausedAt: string | null;
  /** Until when the newest attempt of a unit was watched, by unit key; not there for those that are watched. */
  readonly seenUntil: ReadonlyMap<string, string>;
  /** Hosts on which something of the run was left at its end. */
  readonly recordsLeft: NonNullable<EventOf<'runFinished'>['data']['recordsLeft']>;
}

export const NO_SIGHT: Sight = {
  lastAt: '',
  resumed: null,
  pausedAt: null,
  seenUntil: new Map(),
  recordsLeft: [],
};

export function watch(sight: Sight, event: RunEvent): Sight {
  return { ...watchEvent(sight, event), lastAt: event.at };
}

function watchEvent(sight: Sight, event: RunEvent): Sight {
  switch (event.type) {
    case 'attemptIntended':
    case 'attemptReattached':
      return found(sight, event.data);
    case 'attemptLost':
      return lost(sight, [event.data], event.at);
    case 'runInterrupted':
      return lost(sight, event.data.inFlight, sight.lastAt);
    case 'runResumed':
      return {
        ...lost(sight, event.data.inFlight, sight.lastAt),
        resumed: event,
        pausedAt: event.at,
      };
    case 'runPaused':
      return { ...sight, pausedAt: sight.pausedAt ?? event.at };
    case 'runContinued':
      return { ...sight, pausedAt: null };
    case 'runFinished':
      return { ...sight, recordsLeft: event.data.recordsLeft ?? [] };
    default:
      return sight;
  }
}

function found(sight: Sight, unit: UnitRef): Sight {
  const key = unitKey(unit);
  if (!sight.seenUntil.has(key)) return sight;
  const seenUntil = new Map(sight.seenUntil);
  seenUntil.delete(key);
  return { ...sight, seenUntil };
}

/** Looking in vain once more does not move the time at which it was seen last. */
function lost(sight: Sight, units: readonly UnitRef[], at: string): Sight {
  const seenUntil = new Map(sight.seenUntil);
  for (const unit of units) {
    const key = unitKey(unit);
    if (!seenUntil.has(key)) seenUntil.set(key, at);
  }
  return { ...sight, seenUntil };
}
