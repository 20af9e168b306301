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

/** What a backout of this plan does, in its three parts. Where nothing is undone, nothing surrounds it. */
export function backoutParts(plan: Plan, { lines, hosts = null }: Assembly): BackoutParts {
  const undo = planUndoSteps(plan, lines);
  if (!isAnythingDone(undo)) return { before: NO_STEPS, undo, after: NO_STEPS };
  const { before, after } = frameOf(plan);
  return { before: limitSteps(before, hosts), undo, after: limitSteps(after, hosts) };
}

function isAnythingDone({ steps }: PlannedSteps): boolean {
  return steps.some(({ units }) => units.some(({ skipBecause }) => skipBecause === null));
}

/** What surrounds any backout of this plan, whatever the limit. */
export function frameOf({ frame }: Pick<Plan, 'frame'>): Pick<BackoutParts, 'before' | 'after'> {
  return { before: frame?.before ?? NO_STEPS, after: frame?.after ?? NO_STEPS };
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
