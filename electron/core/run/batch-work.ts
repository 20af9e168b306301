/** Whether anything is done in a batch of a rolling phase: where nothing is, its steps without hosts ask nobody and wait for nothing. */
import type { Plan, PlannedStep, PlannedUnit } from '#core/plan/model.ts';
import { conditionRefs, parseCondition } from '#core/release/condition.ts';
import type { HostName } from '#core/release/model.ts';
import { isConditionMet } from './run-values.ts';
import { skippedByMode } from './skipped-by-mode.ts';
import { type RunState, stepOf, type Unit, unitOf } from './state.ts';

/** Of a unit that is about the hosts of a batch; false of any other. */
export function isBatchIdle(state: RunState, planned: PlannedUnit): boolean {
  const { about } = planned;
  if (about === undefined) return false;
  if (about.every((host) => state.excluded.has(host) && !hasRun(state, planned, host))) return true;
  const work = workOnHosts(state.plan, planned, about);
  return work.length > 0 && work.every(({ step, unit }) => isLeftOut(state, step, unit));
}

function hasRun(state: RunState, planned: PlannedUnit, host: HostName): boolean {
  return workOnHosts(state.plan, planned, [host]).some(
    ({ unit }) => (unitOf(state, unit)?.attempts.length ?? 0) > 0,
  );
}

interface Work {
  readonly step: PlannedStep;
  readonly unit: PlannedUnit;
}

/** What the phase does on or about these hosts. */
function workOnHosts(plan: Plan, { step: id }: PlannedUnit, hosts: readonly HostName[]): readonly Work[] {
  const { phase } = stepOf(plan, id);
  const names = new Set<HostName | null>(hosts);
  return plan.steps.flatMap((step) =>
    step.phase.id === phase.id
      ? step.units.filter(({ host }) => host !== null && names.has(host)).map((unit) => ({ step, unit }))
      : [],
  );
}

/** It was never begun, and will not be. */
function isLeftOut(state: RunState, step: PlannedStep, planned: PlannedUnit): boolean {
  const unit = unitOf(state, planned);
  if (unit === undefined || unit.attempts.length > 0) return false;
  if (unit.state !== 'waiting') return unit.state === 'skipped' || unit.state === 'excluded';
  if (planned.skipBecause !== null || skippedByMode(step.kind, state.header.mode) !== null) return true;
  return planned.when !== null && !isOpen(state.plan, step, planned.when) && !isConditionMet(state, planned);
}

/** Whether what a condition reads may still be captured: by a step of the same phase. */
function isOpen(plan: Plan, { phase }: PlannedStep, when: string): boolean {
  const parsed = parseCondition(when);
  return (
    !parsed.ok ||
    conditionRefs(parsed.condition).some(
      (ref) =>
        ref.kind === 'capture' &&
        plan.steps.some(({ id, phase: of }) => id === ref.step && of.id === phase.id),
    )
  );
}

/** Was it left out because nothing was done in its batch, to which this host belongs. */
export function wasIdleBatchOf({ reason, state }: Unit, { about }: PlannedUnit, host: HostName): boolean {
  return state === 'skipped' && reason?.kind === 'batch-idle' && (about?.includes(host) ?? false);
}
