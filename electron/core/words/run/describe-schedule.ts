/** How far a run is, in words: the same in the app and in the terminal. */
import type { RunSchedule, UnitClock } from '../../run/schedule.ts';
import { formatCount } from '../figures/format-count.ts';
import { formatEstimate, formatTimer } from '../figures/format-duration.ts';
import { formatZonedTime } from '../figures/format-time.ts';

/** Nearer to its plan than this, a run is on time: people write minutes. */
const ON_TIME_MS = 60_000;

/** `on time`, `about 5 min late`, `about 3 min early`; null where no end is expected. */
export function describeBehind({ behindMs }: Pick<RunSchedule, 'behindMs'>): string | null {
  if (behindMs === null) return null;
  if (Math.abs(behindMs) < ON_TIME_MS) return 'on time';
  return `${formatEstimate(Math.abs(behindMs))} ${behindMs > 0 ? 'late' : 'early'}`;
}

/** What the expected end leaves out: `not counting 2 steps without an estimate`; null where nothing. */
export function describeUncounted({ without }: Pick<RunSchedule, 'without'>): string | null {
  return without.length === 0
    ? null
    : `not counting ${formatCount(without.length, 'step')} without an estimate`;
}

/** `running for 0:02:03 of about 5 min`, `running for 0:07:10, longer than about 5 min`. */
export function describeUnitClock({ elapsedMs, expectedMs }: UnitClock): string {
  const elapsed = formatTimer(elapsedMs);
  if (expectedMs === null) return `running for ${elapsed}`;
  const expected = formatEstimate(expectedMs);
  return elapsedMs > expectedMs
    ? `running for ${elapsed}, longer than ${expected}`
    : `running for ${elapsed} of ${expected}`;
}

/** For narrow places: `0:02:03 of about 5 min`, `0:07:10, over about 5 min`, or only how long. */
export function formatClock({ elapsedMs, expectedMs }: UnitClock): string {
  const elapsed = formatTimer(elapsedMs);
  if (expectedMs === null) return elapsed;
  const expected = formatEstimate(expectedMs);
  return elapsedMs > expectedMs ? `${elapsed}, over ${expected}` : `${elapsed} of ${expected}`;
}

/** For the terminal: `expected end 2026-03-14 22:05:09 UTC, about 5 min late, after the window`; null where none is. */
export function describeExpectedEnd(schedule: RunSchedule): string | null {
  const { expectedEnd, isPastWindow } = schedule;
  if (expectedEnd === null) return null;
  const parts = [
    `expected end ${formatZonedTime(expectedEnd)}`,
    describeBehind(schedule),
    describeUncounted(schedule),
    isPastWindow ? 'after the window' : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
