/** A plan as a page shows it: units that do the very same are there once, with the names of their hosts. */
import type { HostName } from '../release/model.ts';
import { describeCondition, describeUndo, undoWordOf } from './describe-step.ts';
import type { Plan, PlannedStep, PlannedUnit } from './model.ts';
import { describeTask, formatDoneIf, formatShell } from './show.ts';

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

/** Lists of the same hosts are one list, so that it travels once however often it stands there. */
export function outlinePlan(plan: Plan): PlanOutline {
  const share = createShare();
  const waves = plan.waves.map((wave) => ({ ...wave, hosts: share(wave.hosts) }));
  return { ...plan, waves, steps: plan.steps.map((step) => outlineStep(step, share)) };
}

type Share = (hosts: readonly HostName[]) => readonly HostName[];

function createShare(): Share {
  const known = new Map<string, readonly HostName[]>();
  return (hosts) => {
    const key = hosts.join('\n');
    const same = known.get(key) ?? hosts;
    known.set(key, same);
    return same;
  };
}

function outlineStep({ units, ...step }: PlannedStep, share: Share): OutlinedStep {
  const groups = groupByCommand({ ...step, units });
  return {
    ...step,
    unitCount: units.length,
    groups: groups.map(({ unit, hosts }) => ({ unit, hosts: share(hosts) })),
  };
}

/** Units that do the very same stand together, in the order of their first host. */
function groupByCommand(step: PlannedStep): readonly UnitGroup[] {
  const groups = new Map<string, GrowingGroup>();
  let last: GrowingGroup | null = null;
  for (const unit of step.units) {
    const group: GrowingGroup =
      last !== null && isOfOnePiece(unit, last.unit) ? last : groupOf(groups, sameness(step, unit), unit);
    if (unit.host !== null) group.hosts.push(unit.host);
    last = group;
  }
  return [...groups.values()];
}

interface GrowingGroup {
  readonly unit: PlannedUnit;
  readonly hosts: HostName[];
}

function groupOf(groups: Map<string, GrowingGroup>, key: string, unit: PlannedUnit): GrowingGroup {
  const group = groups.get(key) ?? { unit, hosts: [] };
  groups.set(key, group);
  return group;
}

/** Planned once for both. */
function isOfOnePiece(one: PlannedUnit, other: PlannedUnit): boolean {
  return (
    one.task === other.task &&
    one.undo === other.undo &&
    one.doneIf === other.doneIf &&
    one.skipBecause === other.skipBecause &&
    one.when === other.when
  );
}

function sameness(step: PlannedStep, unit: PlannedUnit): string {
  return [
    formatShell(unit.task),
    describeTask(unit.task),
    describeCondition(unit),
    formatDoneIf(unit),
    describeUndo(undoWordOf(step, unit, 'live')),
  ].join('\0');
}
