import type { Path } from '#core/release/problems.ts';
import type { PhaseDraft, StepDraft } from './step-draft.ts';

/** A row of the mirror. `path` is that of the phase, of the step, or of the place of a new step. */
export type MirrorRow = { readonly key: string; readonly path: Path } & (
  | {
      readonly kind: 'phase';
      readonly phase: PhaseDraft;
      readonly place: { readonly index: number; readonly count: number };
    }
  | {
      readonly kind: 'step';
      readonly phase: PhaseDraft;
      readonly step: StepDraft;
      readonly index: number;
      /** Whether no place is above it in the whole plan, and none below. */
      readonly ends: { readonly isTop: boolean; readonly isBottom: boolean };
    }
  | { readonly kind: 'add'; readonly phase: PhaseDraft }
);

/** Each phase's head, its steps, and the place for one more; `path` is that of the list of phases. */
export function mirrorRows(phases: readonly PhaseDraft[], path: Path): readonly MirrorRow[] {
  return phases.flatMap((phase, at) => {
    const steps = [...path, at, 'steps'];
    const name = phase.id || at;
    const last = phase.steps.length - 1;
    return [
      {
        kind: 'phase',
        key: `phase ${name}`,
        path: [...path, at],
        phase,
        place: { index: at, count: phases.length },
      },
      ...phase.steps.map((step, index) => ({
        kind: 'step' as const,
        key: `step ${name} ${step.id || index}`,
        path: [...steps, index],
        phase,
        step,
        index,
        ends: {
          isTop: at === 0 && index === 0,
          isBottom: at === phases.length - 1 && index === last,
        },
      })),
      { kind: 'add', key: `add ${name}`, path: [...steps, phase.steps.length], phase },
    ] as const;
  });
}
