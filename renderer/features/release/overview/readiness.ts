/** What stands between a release and its window, read from the text as it is. */
import type { PlanName } from '#core/release/model.ts';
import { readPhase, type StepDraft } from '../plan/step-draft.ts';
import { at, listOf, recordOf, textOf } from '../text/raw.ts';

export interface PlacedDraft {
  readonly plan: PlanName;
  readonly step: StepDraft;
}

const PLANS: readonly PlanName[] = ['infrastructure', 'deployment'];

export function changingSteps(data: unknown): readonly PlacedDraft[] {
  return PLANS.flatMap((plan) =>
    listOf(at(data, [plan, 'phases'])).flatMap((phase) =>
      readPhase(phase).steps.map((step) => ({ plan, step })),
    ),
  );
}

export interface ControlDraft {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  /** It has a `rule`, which is shown and judged by a person. */
  readonly byRule: boolean;
}

export function readControls(data: unknown): readonly ControlDraft[] {
  return listOf(at(data, ['controls'])).map((value) => {
    const raw = recordOf(value);
    return {
      id: textOf(raw['id']),
      title: textOf(raw['title']),
      state: textOf(raw['state']),
      byRule: raw['rule'] !== undefined,
    };
  });
}
