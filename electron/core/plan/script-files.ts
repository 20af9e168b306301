import { fileNames } from '#core/release/action-files.ts';
import type { PlanName, Release, Step } from '#core/release/model.ts';

/** Files whose text planning needs: those that scripts of the plan, their undos and what surrounds its backout name. Each once, in order. */
export function scriptFiles(release: Release, plan: PlanName): readonly string[] {
  const actions = stepsOf(release, plan).flatMap(({ action, undo }) =>
    undo.kind === 'undo' ? [action, undo.action] : [action],
  );
  return fileNames(actions, 'script');
}

function stepsOf(release: Release, plan: PlanName): readonly Step[] {
  const phases = release[plan === 'backout' ? 'deployment' : plan];
  const steps = phases.flatMap((phase) => phase.steps);
  return plan === 'verification' ? steps : [...steps, ...release.backout.before, ...release.backout.after];
}
