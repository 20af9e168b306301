import { unitsInOrder } from '#core/plan/json.ts';
import type { Plan } from '#core/plan/model.ts';
import { assembleBackout } from './assemble.ts';
import type { UndoUnit } from './undo-steps.ts';

/** The backout as it is when every unit of a plan has run, for paper; that of a run is computed from what really ran. */
export function wholeBackout(plan: Plan): Plan {
  const { frame, ...rest } = plan;
  return { ...rest, plan: 'backout', ...assembleBackout(plan, { lines: allLines(plan) }) };
}

/** Every unit that no condition leaves out, as if all had run in the order of the plan: newest first. */
function allLines(plan: Plan): readonly UndoUnit[] {
  return unitsInOrder(plan)
    .filter(({ unit }) => unit.skipBecause === null)
    .map(({ unit: { step, host } }) => ({ step, host, struck: null }))
    .toReversed();
}
