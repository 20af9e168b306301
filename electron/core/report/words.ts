/** How figures, times and states are written on paper. No locale: a document reads the same everywhere. */

import type { RunState } from '#core/run/state.ts';
import { formatTimeBeside, formatZonedTime } from '#core/words/figures/format-time.ts';

/** As the author wrote it, with the time in the zone of this workstation beside it. */
export function writtenTime(iso: string): string {
  const here = formatZonedTime(iso);
  return here === iso ? iso : `${iso} (${here})`;
}

/** When something was in a run, in a table: its document says on which day and in which zone the run started. */
export function timeInRun({ startedAt }: Pick<RunState, 'startedAt'>, iso: string | null): string {
  if (iso === null) return '–';
  return startedAt === null ? formatZonedTime(iso) : formatTimeBeside(startedAt, iso);
}

/** `prod-eu (production)`; once where name and kind are one word. */
export function labelEnvironment(name: string, kind: string): string {
  return name === kind ? name : `${name} (${kind})`;
}

/** So many hex digits of a hash are printed as its code: fewer could be those of another event, made to have them. */
export const CODE_DIGITS = 16;

/** The first 64 bits of a hash, to be compared by eye: `4f2a-91c0-77aa-0d12`. */
export function shortCode(hash: string): string {
  return (hash.slice(0, CODE_DIGITS).match(/.{1,4}/g) ?? []).join('-');
}

/** A whole hash in groups of eight, so that a line may break between them. */
export function groupedHash(hash: string): string {
  return (hash.match(/.{1,8}/g) ?? []).join(' ');
}
