/** How long things take: the same figures on screen, in the terminal and on paper. */
import { formatCount } from './format-count.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A measurement exact to its size: `850 ms`, `4.2 s`, `1 min 01 s`, `2 h 05 min`. A figure of whole seconds, as people write them,
 * says all of them and nothing that is zero behind: `45 s`, `30 min`, `1 h 30 min`.
 */
export function formatDuration(ms: number): string {
  const exact = Math.max(0, Math.round(ms));
  const isWhole = exact % SECOND === 0;
  if (exact === 0) return '0 s';
  if (exact < SECOND) return `${exact} ms`;
  if (exact < MINUTE && !isWhole) return `${(Math.floor(exact / 100) / 10).toFixed(1)} s`;
  const parts = [
    [Math.floor(exact / HOUR), 'h'],
    [Math.floor(exact / MINUTE) % 60, 'min'],
    [Math.floor(exact / SECOND) % 60, 's'],
  ] as const;
  const from = parts.findIndex(([count]) => count > 0);
  const to = isWhole ? parts.findLastIndex(([count]) => count > 0) + 1 : from + 2;
  return parts
    .slice(from, to)
    .map(([count, unit], at) => `${at === 0 ? count : two(count)} ${unit}`)
    .join(' ');
}

/** How far two clocks are apart; in days where one of them was never set. */
export function formatOffset(ms: number): string {
  return ms < 2 * DAY ? formatDuration(ms) : formatCount(Math.round(ms / DAY), 'day');
}

/** From one wall time to another; null where the clock was set back in between. */
export function formatBetween(from: string, to: string): string | null {
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 0 ? null : formatDuration(ms);
}

/** `about 45 s`, `about 12 min`; rounded up, so that nobody is promised less than it takes. */
export function formatEstimate(ms: number): string {
  return `about ${formatRoundedUp(ms)}`;
}

/** The figure of an estimate, where other words than "about" stand before it. */
export function formatRoundedUp(ms: number): string {
  const unit = ms <= MINUTE - SECOND ? SECOND : MINUTE;
  return formatDuration(Math.ceil(ms / unit) * unit);
}

/** `0:04:31`, for a figure that is counted up or down before the eyes. */
export function formatTimer(ms: number): string {
  return `${Math.floor(ms / HOUR)}:${two(Math.floor(ms / MINUTE) % 60)}:${two(Math.floor(ms / SECOND) % 60)}`;
}

function two(figure: number): string {
  return String(figure).padStart(2, '0');
}
