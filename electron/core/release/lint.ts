/** What is wrong with a release that can be read: references, hosts, values, and what nobody said how to undo. */
import { lintHosts } from './lint-hosts.ts';
import { lintReferences } from './lint-references.ts';
import { lintTexts } from './lint-texts.ts';
import type { Release, Step } from './model.ts';
import type { Path, Problems } from './problems.ts';

export interface PlacedStep {
  readonly step: Step;
  readonly path: Path;
  /** The selector of its rolling phase. */
  readonly phaseOn: string | null;
}

export function lintRelease(release: Release, problems: Problems): void {
  const steps = placedSteps(release);
  lintReferences(release, steps, problems);
  lintHosts(release, steps, problems);
  lintTexts(release, steps, problems);
  lintUndo(steps, problems);
}

/** Every step with its place in the file, in file order. */
export function placedSteps(release: Release): readonly PlacedStep[] {
  const plans = (['infrastructure', 'deployment', 'verification'] as const).flatMap((plan) =>
    release[plan].flatMap((phase, p) =>
      phase.steps.map((step, s) => ({ step, path: [plan, 'phases', p, 'steps', s], phaseOn: phase.on })),
    ),
  );
  const backout = (['before', 'after'] as const).flatMap((part) =>
    release.backout[part].map((step, s) => ({ step, path: ['backout', part, s], phaseOn: null })),
  );
  return [...plans, ...backout];
}

const CHANGES: ReadonlySet<string> = new Set(['run', 'script', 'upload', 'manual']);

function lintUndo(steps: readonly PlacedStep[], problems: Problems): void {
  for (const { step, path } of steps) {
    if (path[0] !== 'deployment' && path[0] !== 'infrastructure') continue;
    if (step.undo.kind !== 'unsaid' || !CHANGES.has(step.action.kind)) continue;
    problems.warn(
      [...path, 'id'],
      'undo-unsaid',
      `"${step.id}" does not say how it is undone: write undo, nothing_to_undo or point_of_no_return`,
    );
  }
}
