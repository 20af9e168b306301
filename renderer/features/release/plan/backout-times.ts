import type { StepDraft } from './step-draft.ts';

export interface BackoutTime {
  /** To take back this step and every one before it, as far as their authors said. */
  readonly ms: number;
  /** Undo steps so far without an estimate. */
  readonly unestimated: number;
  /** A point of no return lies at or before this step. */
  readonly noReturn: boolean;
}

/** For each step, in order, how long it takes to back out when it is done. */
export function backoutTimes(steps: readonly StepDraft[]): readonly BackoutTime[] {
  let so: BackoutTime = { ms: 0, unestimated: 0, noReturn: false };
  return steps.map(({ undo }) => {
    if (undo.kind === 'no-return') so = { ...so, noReturn: true };
    if (undo.kind === 'undo') {
      so =
        undo.takesMs === null
          ? { ...so, unestimated: so.unestimated + 1 }
          : { ...so, ms: so.ms + undo.takesMs };
    }
    return so;
  });
}
