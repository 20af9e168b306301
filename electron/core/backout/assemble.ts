import { hostsOf } from '#core/plan/jumps.ts';
import type { Plan, PlannedSteps } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
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

/** Where nothing is undone, nothing surrounds it. */
export const NO_PARTS: BackoutParts = { before: NO_STEPS, undo: NO_STEPS, after: NO_STEPS };

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
  return { hosts: hostsOf(steps.steps, [...plan.hosts, ...(plan.frame?.hosts ?? [])]), ...steps };
}
