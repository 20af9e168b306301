/** Output is no event, and shows all the same that a step was seen to run. */
import { lastAttempt, type Unit, unitKey } from '#core/run/state.ts';

/** When output last came of a unit, ISO 8601, by unit key. */
export type Heard = ReadonlyMap<string, string>;

export const NOTHING_HEARD: Heard = new Map();

/** Until when the last attempt of a unit was observed: by the log, or by what it printed before the end of that was recorded. Null: it is observed. */
export function observedUntil(unit: Unit, heard: Heard): string | null {
  const lost = lastAttempt(unit)?.unobserved ?? null;
  if (lost === null) return null;
  const printed = heard.get(unitKey(unit.ref)) ?? '';
  const counts = printed > lost.since && (lost.notedAt === null || printed <= lost.notedAt);
  return counts ? printed : lost.since;
}
