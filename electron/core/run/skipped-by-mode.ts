/** What a mode leaves out: a check does only what asks, a rehearsal tells nobody. */
import type { StepKind } from '#core/release/model.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import type { Mode } from './mode.ts';
import type { Reason } from './reasons.ts';

/** Why a step of this kind is skipped in this mode; null where it is done. */
export function skippedByMode(kind: StepKind, mode: Mode): Reason | null {
  if (mode === 'check' && !STEP_KINDS[kind].asks) return { kind: 'check-mode' };
  if (mode === 'rehearsal' && !STEP_KINDS[kind].rehearsed) return { kind: 'rehearsal' };
  return null;
}
