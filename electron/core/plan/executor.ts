import type { HostName, StepId } from '#core/release/model.ts';
import type { PlannedStep, PlannedUnit } from './model.ts';
import { shellOf } from './show.ts';

/** The host that carries a unit out: its own, or the one that does so about it. Null: this workstation, or people. */
export function executorOf({ task, host }: Pick<PlannedUnit, 'task' | 'host'>): HostName | null {
  if (task.kind === 'probe' && task.here) return null;
  return shellOf(task)?.at ?? host;
}

/** The host that carries these out about their own; undefined where they do so themselves. It is one for all units of a step. */
export function delegateOf(units: readonly Pick<PlannedUnit, 'task'>[]): HostName | undefined {
  return units.map(({ task }) => shellOf(task)?.at).find((at) => at !== undefined);
}

/** What the release calls the step. */
export function releaseStepOf({ id, of }: Pick<PlannedStep, 'id' | 'of'>): StepId {
  return of?.id ?? id;
}
