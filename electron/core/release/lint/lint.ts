/** What is wrong with a release that can be read: references, hosts, values, and what nobody said how to undo. */

import { allPhases } from '../all-phases.ts';
import type { Phase, Release, Step } from '../model.ts';
import type { Problems } from '../problems.ts';
import { owesUndo, STEP_KINDS } from '../step-kinds.ts';
import { lintDoneIf } from './lint-done-if.ts';
import { lintDownloads } from './lint-downloads.ts';
import { lintDrill } from './lint-drill.ts';
import { lintFiles } from './lint-files.ts';
import { lintHosts } from './lint-hosts.ts';
import { lintKinds } from './lint-kinds.ts';
import { lintLimits } from './lint-limits.ts';
import { lintReferences } from './lint-references.ts';
import { lintShell } from './lint-shell.ts';
import { lintTexts } from './lint-texts.ts';
import type { Lint, PlacedStep } from './placed-step.ts';

/** `seen`: what else is known of the file it was read from. */
export function lintRelease(
  release: Release,
  problems: Problems,
  seen: Pick<Lint, 'files' | 'naming'>,
): void {
  const lint: Lint = { release, steps: placedSteps(release, problems), problems, ...seen };
  lintReferences(lint);
  lintHosts(lint);
  lintKinds(lint);
  lintTexts(lint);
  lintShell(lint);
  lintFiles(lint);
  lintDoneIf(lint);
  lintDownloads(lint);
  lintDrill(lint);
  lintLimits(lint);
  lintUndo(lint);
}

/** Every step with its place in the file, in file order. */
function placedSteps(release: Release, problems: Problems): readonly PlacedStep[] {
  const placed = (step: Step, phase: Phase | null): PlacedStep => ({
    step,
    path: problems.pathOf(step),
    phaseOn: phase?.on ?? null,
    around: phase ?? {},
  });
  const { before, after } = release.backout;
  return [
    ...allPhases(release).flatMap((phase) => phase.steps.map((step) => placed(step, phase))),
    ...[...before, ...after].map((step) => placed(step, null)),
  ];
}

function lintUndo({ steps, problems }: Lint): void {
  for (const { step, path } of steps) {
    if (!owesUndo(path[0])) continue;
    if (step.undo.kind !== 'unsaid' || !STEP_KINDS[step.action.kind].changes) continue;
    problems.warn(
      [...path, 'id'],
      'undo-unsaid',
      `"${step.id}" does not say how it is undone: write undo, nothing_to_undo or point_of_no_return`,
    );
  }
}
