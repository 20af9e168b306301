/** How times, sizes and counts are said in the run screens. */

import type { Plan } from '#core/plan/model.ts';
import type { Mode, UnitRef } from '#core/run/events.ts';
import { stepOf } from '#core/run/state.ts';

export function labelUnit(plan: Plan, unit: UnitRef): string {
  const { title } = stepOf(plan, unit.step);
  return unit.host === null ? title : `${title} on ${unit.host}`;
}

export const PLAN_WORDS: Readonly<Record<string, string>> = {
  infrastructure: 'Infrastructure',
  deployment: 'Deployment',
  verification: 'Verification',
  backout: 'Backout',
};

export const MODE_WORDS: Readonly<Record<Mode, { readonly word: string; readonly means: string }>> = {
  live: { word: 'Live', means: 'Every step is done. Messages are prepared for you to send.' },
  rehearsal: {
    word: 'Rehearsal',
    means:
      'Every step is really done on these hosts, marked as a rehearsal everywhere. No message is prepared.',
  },
  check: {
    word: 'Check',
    means: 'Nothing changes. Only checks and probes run; every other command is resolved and shown.',
  },
};

/** What the button says by which a run that nobody carries out continues. */
export function labelResume(leftRunning: number): string {
  return leftRunning > 0 ? 'Find out what happened' : 'Resume run';
}

/** What that button does. */
export function describeResume(leftRunning: number): string {
  return leftRunning > 0
    ? 'The hosts are asked what became of the steps that were running. Nothing is run again. The log says who asked.'
    : 'Nothing was running, and nothing runs before you continue on the next page. The log says who resumed it.';
}
