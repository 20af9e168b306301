import type { Plan } from '../../plan/model.ts';
import type { Question } from '../../run/events.ts';
import { plannedUnit } from '../../run/state.ts';
import { formatNames } from '../figures/format-count.ts';

/** Which hosts a question is about that names none: of a step that begins with a yes, or of the batch that a step without hosts is about; null where it is about none, or says so itself. */
export function describeBatchHosts(plan: Plan, question: Question): string | null {
  if (question.about === 'batch' || question.about === 'verdict') return null;
  if (question.about === 'step') return hostsOfStep(question);
  const hosts = plannedUnit(plan, question.unit).about;
  return hosts === undefined ? null : `Hosts of this batch: ${formatNames(hosts, 12)}`;
}

function hostsOfStep({ batch, batches, hosts }: Extract<Question, { about: 'step' }>): string | null {
  if (hosts.length === 0) return null;
  return `${batches === 1 ? 'Hosts' : `Batch ${batch} of ${batches}`}: ${formatNames(hosts, 12)}`;
}
