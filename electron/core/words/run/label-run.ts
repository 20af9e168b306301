/** What a run's plan and mode are called. */
import type { PlanName } from '../../release/model.ts';
import type { Mode } from '../../run/mode.ts';

const PLANS: Readonly<Record<PlanName, { readonly label: string; readonly title: string }>> = {
  infrastructure: { label: 'Infrastructure', title: 'Infrastructure' },
  deployment: { label: 'Deployment', title: 'Deployment plan' },
  verification: { label: 'Verification', title: 'Verification' },
  backout: { label: 'Backout', title: 'Backout plan' },
};

/** In a list or a heading of a run. A listing that could not be read may name no plan of ours. */
export function labelPlan(plan: string): string {
  return PLANS[plan as PlanName]?.label ?? plan;
}

/** Over the plan itself, on paper. */
export function labelPlanTitle(plan: PlanName): string {
  return PLANS[plan].title;
}

interface ModeWords {
  readonly label: string;
  readonly means: string;
  /** Stands across every page of a run that was not live. */
  readonly mark: { readonly letters: string; readonly words: string } | null;
}

const MODES: Readonly<Record<Mode, ModeWords>> = {
  live: { label: 'Live', means: 'Every step is done. Messages are prepared for you to send.', mark: null },
  rehearsal: {
    label: 'Rehearsal',
    means:
      'Every step is really done on these hosts, marked as a rehearsal everywhere. No message is prepared.',
    mark: { letters: 'REHEARSAL', words: 'Rehearsal, not a live run' },
  },
  check: {
    label: 'Check',
    means: 'Nothing changes. Only checks and probes run; every other command is resolved and shown.',
    mark: { letters: 'CHECK', words: 'Check: nothing was changed' },
  },
};

export function labelMode(mode: Mode): string {
  return MODES[mode].label;
}

/** What a run in this mode does. */
export function describeMode(mode: Mode): string {
  return MODES[mode].means;
}

/** A run that goes step by step. */
export const STEP_BY_STEP = {
  label: 'Step by step',
  means: 'Each step begins only when a person says yes; hold points and steps for people ask as ever.',
} as const;

/** What stands across every page of a run that was not live; null for a live one. */
export function markOfMode(mode: Mode): ModeWords['mark'] {
  return MODES[mode].mark;
}
