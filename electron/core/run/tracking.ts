/** Whether hosts can keep a record of a step, as their preflight told. */
import { executorOf } from '../plan/executor.ts';
import type { Plan } from '../plan/model.ts';
import { shellOf } from '../plan/show.ts';
import type { HostReport, UnitRef } from './events.ts';
import type { NoRecords } from './notices.ts';
import { plannedUnit } from './state.ts';

type Told = NonNullable<HostReport['tracking']>[number];

/** Of the user who runs the step there; undefined: that was not asked. */
export function trackingOf(plan: Plan, hosts: readonly HostReport[], ref: UnitRef): Told | undefined {
  const unit = plannedUnit(plan, ref);
  const user = shellOf(unit.task)?.sudo?.user ?? null;
  const at = executorOf(unit);
  return hosts.find(({ host }) => host === at)?.tracking?.find((told) => told.user === user);
}

/** Null: it can be tracked there, or that was not asked. */
export function whyUntracked(plan: Plan, hosts: readonly HostReport[], ref: UnitRef): NoRecords | null {
  return trackingOf(plan, hosts, ref)?.why ?? null;
}
