/** Which attempts the host keeps a record of. */
import type { Task } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { UnitRef } from '#core/run/events.ts';
import { plannedUnit, type RunState, stepOf } from '#core/run/state.ts';

const TRACKED_KINDS: ReadonlySet<Task['kind']> = new Set(['run', 'check', 'script']);

/** Commands on hosts that were found fit for it. Check mode changes nothing on a host, so it leaves no records there. */
export function isTracked(state: RunState, ref: UnitRef): boolean {
  const { plan, header, preflight } = state;
  const { task } = plannedUnit(plan, ref);
  if (header.mode === 'check' || !TRACKED_KINDS.has(task.kind)) return false;
  if (stepOf(plan, ref.step).mode === 'attached') return false;
  const user = shellOf(task)?.sudo?.user ?? null;
  const report = preflight?.hosts.find((host) => host.host === ref.host);
  return report?.tracking?.some((able) => able.user === user && able.why === null) ?? false;
}
