/** How times, sizes and counts are said in the run screens. */

import type { Plan } from '#core/plan/model.ts';
import type { Mode, UnitRef } from '#core/run/events.ts';
import { stepOf } from '#core/run/state.ts';

export function sayBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

/** `1 host`, `3 hosts`. */
export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function sayUnit(plan: Plan, unit: UnitRef): string {
  const { title } = stepOf(plan, unit.step);
  return unit.host === null ? title : `${title} on ${unit.host}`;
}

const NAMED = 4;

/** The first few by name and the rest by number. */
export function sayNames(names: readonly string[], shown = NAMED): string {
  return names.length > shown
    ? `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`
    : names.join(', ');
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
