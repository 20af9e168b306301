/** What is known of a unit after a lost link or a crash: printed beside each step, so that nobody expects more. */
import { executorOf } from './executor.ts';
import type { PlannedStep, PlannedUnit } from './model.ts';
import { TASK_KINDS } from './task-kinds.ts';

export type Guarantee = 'tracked' | 'attached' | 'reboot' | 'verified' | 'person' | 'workstation';

/** By what the unit does; a command on a host by the mode of its step. */
export function guaranteeOf(step: Pick<PlannedStep, 'mode'>, unit: PlannedUnit): Guarantee {
  const { guarantee } = TASK_KINDS[unit.task.kind];
  if (guarantee === 'mode') return step.mode;
  if (guarantee === 'place') return executorOf(unit) === null ? 'workstation' : 'attached';
  return guarantee;
}
