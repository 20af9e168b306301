import type { Plan, PlannedSteps } from '#core/plan/model.ts';
import type { Host, HostName } from '#core/release/model.ts';
import { limitSteps } from './frame.ts';
import { planUndoSteps, type UndoUnit } from './undo-steps.ts';

export interface BackoutParts {
  readonly before: PlannedSteps;
  readonly undo: PlannedSteps;
  readonly after: PlannedSteps;
}

interface Assembly {
  /** Newest first. */
  readonly lines: readonly UndoUnit[];
  /** Only these hosts of what surrounds the undo steps; null: all. */
  readonly hosts?: ReadonlySet<HostName> | null;
}

const NO_STEPS: PlannedSteps = { steps: [], waves: [] };

/** What a backout of this plan does, in its three parts. */
export function backoutParts(plan: Plan, { lines, hosts = null }: Assembly): BackoutParts {
  return {
    before: limitSteps(plan.frame?.before ?? NO_STEPS, hosts),
    undo: planUndoSteps(plan, lines),
    after: limitSteps(plan.frame?.after ?? NO_STEPS, hosts),
  };
}

/** The parts one after the other. */
export function joinParts({ before, undo, after }: BackoutParts): PlannedSteps {
  return {
    steps: [...before.steps, ...undo.steps, ...after.steps],
    waves: [...before.waves, ...undo.waves, ...after.waves],
  };
}

/** The steps of a backout and every host that they need, those they are reached through included. */
export function assembleBackout(plan: Plan, assembly: Assembly): PlannedSteps & Pick<Plan, 'hosts'> {
  const steps = joinParts(backoutParts(plan, assembly));
  return { hosts: hostsNeeded([...plan.hosts, ...(plan.frame?.hosts ?? [])], steps), ...steps };
}

function hostsNeeded(known: readonly Host[], { steps }: PlannedSteps): readonly Host[] {
  const byName = new Map(known.map((host) => [host.name, host]));
  const needed = new Set<HostName>();
  const need = (name: HostName | null): void => {
    if (name === null || needed.has(name)) return;
    needed.add(name);
    need(byName.get(name)?.via ?? null);
  };
  for (const step of steps) for (const unit of step.units) need(unit.host);
  return [...byName.values()].filter((host) => needed.has(host.name));
}
