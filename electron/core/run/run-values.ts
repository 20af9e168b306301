/** Values that only the run knows: captures, its id and times. A backout speaks of the run that it undoes. */

import type { PlannedUnit } from '#core/plan/model.ts';
import type { LateValues } from '#core/plan/text.ts';
import { evaluateCondition, parseCondition } from '#core/release/condition.ts';
import type { HostName } from '#core/release/model.ts';
import type { ValueRef } from '#core/release/template.ts';
import { captureKey, type RunState } from './state.ts';

/** For texts of a unit on this host; secrets are nobody's but the engine's. */
export function valuesFor(state: RunState, own: HostName | null): LateValues {
  const { header, startedAt, finishedAt, captures } = state;
  const run = {
    id: header.undoes ?? header.run,
    started: startedAt ?? undefined,
    finished: finishedAt ?? undefined,
  };
  return {
    capture: (step, name, host) => captures.get(captureKey(step, host ?? own, name)),
    run: (name) => run[name],
    secret: () => undefined,
  };
}

/** Whether a unit's `when` holds. False, too, when a value was never captured: what is not known is not met. */
export function isConditionMet(state: RunState, unit: PlannedUnit): boolean {
  const parsed = parseCondition(unit.when ?? '');
  if (!parsed.ok) return false;
  return evaluateCondition(parsed.condition, (ref: ValueRef) =>
    ref.kind === 'capture'
      ? (state.captures.get(captureKey(ref.step, (ref.host as HostName | null) ?? unit.host, ref.name)) ?? '')
      : '',
  );
}
