/** What a resumed run has found of the steps that were running, in a word or two. */
import type { Found, RecoveryLine } from '../run/recovery.ts';
import { unitKey } from '../run/state.ts';

const FOUND: Readonly<Record<Found, string>> = {
  adopted: 'ended meanwhile',
  running: 'still running',
  'never-started': 'never started',
  unknown: 'unknown',
  searching: 'reconnecting',
};

export function labelFound(found: Found): string {
  return FOUND[found];
}

/** A line for each step that was running, with what became of it. */
export function listFound(lines: readonly RecoveryLine[]): readonly string[] {
  return lines.map((line) => `${labelFound(line.found).padEnd(16)}${unitKey(line)}  ${line.says}\n`);
}
