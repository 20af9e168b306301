/** How times, sizes and counts are said in the run screens. */

import type { Plan } from '#core/plan/model.ts';
import type { Mode, UnitRef } from '#core/run/events.ts';
import { stepOf } from '#core/run/state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `45 s`, `12 min`, `1 h 20 min`; rounded up, so that nobody is promised less than it takes. */
export function sayDuration(ms: number): string {
  if (ms < MINUTE) return `${Math.ceil(ms / 1000)} s`;
  const minutes = Math.ceil(ms / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** `0:04:31`. */
export function sayClock(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(ms / HOUR)}:${two(Math.floor(ms / MINUTE) % 60)}:${two(Math.floor(ms / 1000) % 60)}`;
}

const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const TIME_OF_DAY = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** Local date and time to the second. */
export function sayTime(iso: string): string {
  return WHEN.format(new Date(iso));
}

export function sayTimeOfDay(iso: string): string {
  return TIME_OF_DAY.format(new Date(iso));
}

/** The time of day where it is today's, else with its date. */
export function sayMoment(iso: string, now: number = Date.now()): string {
  const isToday = new Date(iso).toDateString() === new Date(now).toDateString();
  return isToday ? sayTimeOfDay(iso) : sayTime(iso);
}

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
