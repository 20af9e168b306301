import type { Plan } from '../plan/model.ts';
import type { Question } from '../run/events.ts';
import { plannedUnit } from '../run/state.ts';
import { formatNames } from './format-count.ts';

/** Which hosts a question is about that a step without hosts asks, in a rolling phase; null where it is about none, or says so itself. */
export function describeBatchHosts(plan: Plan, { about, unit }: Question): string | null {
  if (about === 'batch' || about === 'verdict') return null;
  const hosts = plannedUnit(plan, unit).about;
  return hosts === undefined ? null : `Hosts of this batch: ${formatNames(hosts, 12)}`;
}
