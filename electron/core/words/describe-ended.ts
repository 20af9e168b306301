import type { RunOutcome } from '../run/events.ts';

const OUTCOMES: Readonly<Record<RunOutcome, string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'stopped',
  refused: 'refused by preflight',
};

export function labelOutcome(outcome: RunOutcome): string {
  return OUTCOMES[outcome];
}

/** What is answered to a person who wants something of a run that is over. */
export function describeEnded(outcome: RunOutcome): string {
  return `The run had already ended: ${OUTCOMES[outcome]}.`;
}
