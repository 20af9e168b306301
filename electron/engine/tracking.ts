/** Which attempts the host keeps a record of. */
import { TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { UnitRef } from '#core/run/events.ts';
import { plannedUnit, type RunState, stepOf } from '#core/run/state.ts';
import { trackingOf } from '#core/run/tracking.ts';

/** Commands on hosts that were found fit for it. Check mode changes nothing on a host, so it leaves no records there. */
export function isTracked(state: RunState, ref: UnitRef): boolean {
  const { plan, header, preflight } = state;
  const { task } = plannedUnit(plan, ref);
  if (header.mode === 'check' || TASK_KINDS[task.kind].guarantee !== 'mode') return false;
  if (stepOf(plan, ref.step).mode === 'attached') return false;
  return trackingOf(plan, preflight?.hosts ?? [], ref)?.why === null;
}
