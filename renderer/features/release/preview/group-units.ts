import { describeCondition, describeUndo, undoWordOf } from '#core/plan/describe-step.ts';
import type { PlannedStep, PlannedUnit } from '#core/plan/model.ts';
import { showDoneIf, showShell, showTask } from '#core/plan/show.ts';

export interface UnitGroup {
  /** One of the units; the others do the same. */
  readonly unit: PlannedUnit;
  readonly hosts: readonly string[];
}

/** Units that do the very same stand together, in the order of their first host. */
export function groupByCommand(step: PlannedStep, units: readonly PlannedUnit[]): readonly UnitGroup[] {
  const groups = new Map<string, { unit: PlannedUnit; hosts: string[] }>();
  for (const unit of units) {
    const key = JSON.stringify([
      showShell(unit.task),
      showTask(unit.task),
      describeCondition(unit),
      showDoneIf(unit),
      describeUndo(undoWordOf(step, unit)),
    ]);
    const group = groups.get(key) ?? { unit, hosts: [] };
    if (unit.host !== null) group.hosts.push(unit.host);
    groups.set(key, group);
  }
  return [...groups.values()];
}
