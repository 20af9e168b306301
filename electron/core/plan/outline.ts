/** A plan as a page shows it: units that do the very same are there once, with the names of their hosts. */
import type { HostName } from '../release/model.ts';
import { describeCondition, describeUndo, undoWordOf } from './describe-step.ts';
import type { Plan, PlannedStep, PlannedUnit } from './model.ts';
import { showDoneIf, showShell, showTask } from './show.ts';

export interface PlanOutline extends Omit<Plan, 'steps'> {
  readonly steps: readonly OutlinedStep[];
}

export interface OutlinedStep extends Omit<PlannedStep, 'units'> {
  readonly unitCount: number;
  readonly groups: readonly UnitGroup[];
}

export interface UnitGroup {
  /** One of the units; the others do the same. */
  readonly unit: PlannedUnit;
  /** In the order of the inventory; empty for a unit that runs on no host. */
  readonly hosts: readonly HostName[];
}

export function outlinePlan(plan: Plan): PlanOutline {
  return { ...plan, steps: plan.steps.map(outlineStep) };
}

function outlineStep({ units, ...step }: PlannedStep): OutlinedStep {
  return { ...step, unitCount: units.length, groups: groupByCommand({ ...step, units }) };
}

/** Units that do the very same stand together, in the order of their first host. */
function groupByCommand(step: PlannedStep): readonly UnitGroup[] {
  const groups = new Map<string, { unit: PlannedUnit; hosts: HostName[] }>();
  for (const unit of step.units) {
    const key = sameness(step, unit);
    const group = groups.get(key) ?? { unit, hosts: [] };
    if (unit.host !== null) group.hosts.push(unit.host);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function sameness(step: PlannedStep, unit: PlannedUnit): string {
  return [
    showShell(unit.task),
    showTask(unit.task),
    describeCondition(unit),
    showDoneIf(unit),
    describeUndo(undoWordOf(step, unit)),
  ].join('\0');
}
