/** How times, sizes and counts are said in the run screens. */

import type { Plan } from '#core/plan/model.ts';
import type { Question, UnitRef } from '#core/run/events.ts';
import { stepOf } from '#core/run/state.ts';

export function labelUnit(plan: Plan, unit: UnitRef): string {
  const { title } = stepOf(plan, unit.step);
  return unit.host === null ? title : `${title} on ${unit.host}`;
}

/** What is to be seen beside a question: of a step that waits for a yes, its first host. */
export function unitOfQuestion(question: Question): UnitRef {
  return question.about === 'step' ? { ...question.unit, host: question.hosts[0] ?? null } : question.unit;
}

/** What the button says by which a run that nobody carries out continues. */
export function labelResume(leftRunning: number): string {
  return leftRunning > 0 ? 'Find out what happened' : 'Resume run';
}

/** What that button does. */
export function describeResume(leftRunning: number): string {
  return leftRunning > 0
    ? 'The hosts are asked what became of the steps that were running. Nothing is run again. The log says who asked.'
    : 'Nothing was running, and nothing runs before you continue on the next page. The log says who resumed it.';
}
