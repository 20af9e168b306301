import type { PlannedStep, PlannedUndo } from '#core/plan/model.ts';
import type { PlanScope } from '#core/plan/scope.ts';
import { planTask, timeoutOf } from '#core/plan/task.ts';
import { createUnitTexts } from '#core/plan/unit-texts.ts';
import type { Host, Phase, Step, Undo } from '#core/release/model.ts';
import { runsOnHosts, STEP_KINDS } from '#core/release/step-kinds.ts';

/** What takes one unit of a step back; null where the step says none. */
export function planUndo(step: Step, host: Host | null, scope: PlanScope): PlannedUndo | null {
  const { undo } = step;
  if (undo.kind !== 'undo') return null;
  const texts = createUnitTexts({ step: step.id, host }, scope);
  return {
    title: undo.title ?? `Undo: ${step.title}`,
    task: planTask({ step, action: undo.action, options: undo.options }, texts, scope),
    timeoutMs: timeoutOf(undo.action, undo.options),
    takesMs: undo.options.takesMs,
    mode: undo.options.mode,
    doneIf: undo.options.doneIf === null ? null : texts.command(undo.options.doneIf),
    ...(undo.options.drill && { drill: undo.options.drill }),
  };
}

/** Why a step cannot be undone; null where it can. A step that changes nothing has nothing to undo. */
export function noUndoOf(step: Step): PlannedStep['noUndo'] {
  const { undo } = step;
  if (undo.kind === 'undo') return null;
  if (undo.kind !== 'unsaid') return { kind: undo.kind, why: undo.why };
  if (!STEP_KINDS[step.action.kind].changes) return { kind: 'nothing', why: 'It changes nothing' };
  return { kind: 'unsaid', why: 'The release does not say how to undo it' };
}

/** An undo runs on the host of its step; one for other hosts, or for no host, does not fit. */
export function checkUndo(step: Step, phase: Phase, scope: PlanScope): void {
  const { undo } = step;
  if (undo.kind !== 'undo') return;
  const add = (message: string): void =>
    scope.problems.add({ code: 'bad-undo', message, step: step.id, host: null });
  if (!runsOnHosts(step.action) && runsOnHosts(undo.action)) {
    add(
      `The undo of ${step.id} runs on hosts, and the step has none: make it a step of backout.before or backout.after`,
    );
  } else if (!isOnHostsOf(undo, step, phase)) {
    add(`The undo of ${step.id} names other hosts than the step: it runs on the host where the step ran`);
  }
}

function isOnHostsOf(undo: Extract<Undo, { kind: 'undo' }>, step: Step, phase: Phase): boolean {
  const { on } = undo.options;
  return on === null || on === step.on || on === phase.on;
}
