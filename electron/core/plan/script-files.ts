import type { Action, PlanName, Release, Step } from '#core/release/model.ts';

/** Files whose text planning needs: those that scripts of the plan, their undos and what surrounds its backout name. Each once, in order. */
export function scriptFiles(release: Release, plan: PlanName): readonly string[] {
  const files = stepsOf(release, plan).flatMap((step) => [
    ...fileOf(step.action),
    ...(step.undo.kind === 'undo' ? fileOf(step.undo.action) : []),
  ]);
  return [...new Set(files)];
}

function stepsOf(release: Release, plan: PlanName): readonly Step[] {
  const phases = release[plan === 'backout' ? 'deployment' : plan];
  const steps = phases.flatMap((phase) => phase.steps);
  return plan === 'verification' ? steps : [...steps, ...release.backout.before, ...release.backout.after];
}

function fileOf(action: Action): readonly string[] {
  return action.kind === 'script' && action.file !== null ? [action.file] : [];
}
