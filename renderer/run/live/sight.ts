/** What the page tells of a run beside its state, read off its events as they pass: who was watching, and until when. */
import type { EventOf, RunEvent, UnitRef } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';

export interface Sight {
  /** When the newest event was put down. */
  readonly lastAt: string;
  /** When output last came of anything that runs; empty: none has. */
  readonly heardAt: string;
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
  heardAt: '',
  resumed: null,
  pausedAt: null,
  seenUntil: new Map(),
  recordsLeft: [],
};

/** Until when output came, ISO 8601, by unit key. Output is no event, and shows all the same that a step was seen to run. */
export type Heard = Map<string, string>;

export function watch(sight: Sight, event: RunEvent, heard: Heard): Sight {
  return { ...watchEvent(sight, event, heard), lastAt: event.at };
}

/** The newest moment of which anything is on record. */
export function recordedUntil({ lastAt, heardAt }: Sight): string {
  return laterOf(lastAt, heardAt);
}

/** The same for what was under way in a run that nobody carries out, and that nobody has taken up yet. */
export function unattended(sight: Sight, units: readonly UnitRef[], heard: Heard): Sight {
  return lost(sight, units, (unit) => laterOf(sight.lastAt, heard.get(unitKey(unit))));
}

function laterOf(at: string, other = ''): string {
  return other > at ? other : at;
}

function watchEvent(sight: Sight, event: RunEvent, heard: Heard): Sight {
  switch (event.type) {
    case 'attemptIntended':
    case 'attemptReattached':
      return found(sight, event.data);
    case 'attemptLost':
      return lost(sight, [event.data], () => event.at);
    case 'runInterrupted':
      return lost(sight, event.data.inFlight, (unit) => seenLast(sight, event, heard.get(unitKey(unit))));
    case 'runResumed':
      return {
        ...lost(sight, event.data.inFlight, (unit) => seenLast(sight, event, heard.get(unitKey(unit)))),
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

/** By the last event before the program ended or by the unit's last output; what came after it was taken up again does not count. */
function seenLast({ lastAt }: Sight, { at }: RunEvent, heardAt = ''): string {
  return heardAt <= at ? laterOf(lastAt, heardAt) : lastAt;
}

function found(sight: Sight, unit: UnitRef): Sight {
  const key = unitKey(unit);
  if (!sight.seenUntil.has(key)) return sight;
  const seenUntil = new Map(sight.seenUntil);
  seenUntil.delete(key);
  return { ...sight, seenUntil };
}

/** Looking in vain once more does not move the time at which it was seen last. */
function lost(sight: Sight, units: readonly UnitRef[], at: (unit: UnitRef) => string): Sight {
  const seenUntil = new Map(sight.seenUntil);
  for (const unit of units) {
    const key = unitKey(unit);
    if (!seenUntil.has(key)) seenUntil.set(key, at(unit));
  }
  return { ...sight, seenUntil };
}
