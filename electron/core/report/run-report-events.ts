/** The events of a run by the attempt they tell of, sorted once however often they are asked for. */
import type { RunEvent, UnitRef } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import type { RunReport } from './run-report-model.ts';

interface AttemptRef extends UnitRef {
  readonly attempt: number;
  /** Of what people do, the question's id; of what they did on paper, where it stands in the log. */
  readonly id: string;
}

/** In the order of the log. */
export function eventsOf({ events }: Pick<RunReport, 'events'>, ref: AttemptRef): readonly RunEvent[] {
  let index = indexes.get(events);
  if (!index) {
    index = indexOf(events);
    indexes.set(events, index);
  }
  return [...(index.get(keyOf(ref, ref.attempt)) ?? []), ...(index.get(ref.id) ?? [])];
}

type Index = Map<string, RunEvent[]>;
const indexes = new WeakMap<readonly RunEvent[], Index>();

function keyOf(ref: UnitRef, attempt: number): string {
  return `${unitKey(ref)}\n${attempt}`;
}

function indexOf(events: readonly RunEvent[]): Index {
  const index: Index = new Map();
  const newest = new Map<string, number>();
  const put = (key: string, event: RunEvent) => {
    const found = index.get(key);
    if (found) found.push(event);
    else index.set(key, [event]);
  };
  for (const event of events) {
    if (event.type === 'attemptIntended') newest.set(unitKey(event.data), event.data.attempt);
    for (const key of keysOf(event, newest)) put(key, event);
  }
  return index;
}

function keysOf(event: RunEvent, newest: ReadonlyMap<string, number>): readonly string[] {
  switch (event.type) {
    case 'attemptUnobserved':
    case 'attemptReattached':
    case 'attemptQuiet':
    case 'attemptFinished':
    case 'unitSettled':
    case 'unitStillUnknown':
      return [keyOf(event.data, event.data.attempt)];
    case 'runInterrupted':
    case 'runResumed':
      return event.data.inFlight.map((ref) => keyOf(ref, newest.get(unitKey(ref)) ?? 1));
    case 'unitRecorded':
      return [`paper-${event.seq}`];
    case 'questionAnswered':
      return [event.data.id];
    default:
      return [];
  }
}
