import type { Plan } from '#core/plan/model.ts';
import { plannedUnit, type RunState } from '#core/run/state.ts';
import { createLog, ref } from '../run/run-fixture.ts';

/** The state when every unit has run, in the order of the plan. */
export function allRan(plan: Plan): RunState {
  const log = createLog(plan).begin();
  for (const wave of plan.waves)
    for (const name of wave.hosts.length === 0 ? [null] : wave.hosts)
      if (plannedUnit(plan, ref(wave.step, name)).skipBecause === null) log.run(wave.step, name);
  return log.state();
}
