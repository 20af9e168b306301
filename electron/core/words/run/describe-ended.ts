import type { RunOutcome } from '../../run/events.ts';

const OUTCOMES = {
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'stopped',
  refused: 'refused by preflight',
} as const satisfies Readonly<Record<RunOutcome, string>>;

export type OutcomeWord = (typeof OUTCOMES)[RunOutcome];

export function labelOutcome(outcome: RunOutcome): OutcomeWord {
  return OUTCOMES[outcome];
}

const ENDINGS: Readonly<Record<RunOutcome, string>> = {
  succeeded: 'The run succeeded',
  failed: 'The run failed',
  stopped: 'The run was stopped',
  refused: 'Refused by preflight',
};

/** Over what is told of the end. */
export function describeOutcome(outcome: RunOutcome): string {
  return ENDINGS[outcome];
}

/** What is answered to a person who wants something of a run that is over. */
export function describeEnded(outcome: RunOutcome): string {
  return `The run had already ended: ${OUTCOMES[outcome]}.`;
}
