/** `when` conditions over values captured in this run. */
import { evaluateCondition, parseCondition } from '#core/release/condition.ts';
import type { ValueRef } from '#core/release/template.ts';
import type { PlannedUnit } from '#core/plan/model.ts';
import type { RunState } from './state.ts';
import { captureKey } from './transition.ts';

/** False, too, when a value was never captured: what is not known is not met. */
export function isConditionMet(state: RunState, unit: PlannedUnit): boolean {
  const parsed = parseCondition(unit.when ?? '');
  if (!parsed.ok) return false;
  return evaluateCondition(parsed.condition, (ref: ValueRef) =>
    ref.kind === 'capture' ? (state.captures.get(captureKey(ref.step, ref.host ?? unit.host, ref.name)) ?? '') : '',
  );
}
