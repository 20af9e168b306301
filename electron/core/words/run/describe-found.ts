/** What a resumed run has found of the steps that were running. */

import type { Outcome } from '../../run/events.ts';
import type { FoundAs, RecoveryLine } from '../../run/recovery.ts';
import { unitKey } from '../../run/state.ts';
import { formatCount } from '../figures/format-count.ts';
import { describeWhy } from './describe-reason.ts';

const FOUND: Readonly<Record<FoundAs, string>> = {
  adopted: 'ended meanwhile',
  running: 'still running',
  'never-started': 'never started',
  unknown: 'unknown',
  searching: 'reconnecting',
};

/** In a word or two. */
export function labelFound(found: FoundAs): string {
  return FOUND[found];
}

/** In a sentence without its full stop. */
export function describeFound(line: RecoveryLine): string {
  switch (line.found) {
    case 'running':
      return `It still runs${line.pid === null ? '' : `, pid ${line.pid}`}; its output continues here`;
    case 'adopted':
      return describeWhy(line.reason) || describeOutcome(line.outcome);
    case 'unknown':
      return (
        describeWhy(line.reason) || (line.isKnown ? 'Its outcome was not observed' : 'Nothing is known of it')
      );
    case 'never-started':
      return describeWhy(line.reason) || 'It never started';
    case 'searching':
      return describeWhy(line.reason);
  }
}

function describeOutcome(outcome: Outcome): string {
  return outcome === 'ok' ? 'It succeeded while nobody was watching' : outcome;
}

/** A line for each step that was running, with what became of it. */
export function listFound(lines: readonly RecoveryLine[]): readonly string[] {
  return lines.map(
    (line) => `${labelFound(line.found).padEnd(16)}${unitKey(line)}  ${describeFound(line)}\n`,
  );
}

/** How much of a run was running where no program carries it out any more; a clause. */
export function describeLeftRunning(count: number): string {
  return count === 0
    ? 'Nothing was running when Holdpoint closed'
    : `${formatCount(count, 'step was', 'steps were')} running when Holdpoint closed`;
}
