/** Answers in a few words, as they are offered: the same in the app, in the terminal and on paper. */
import type { Answer, Remedy, UnitRef } from '../run/events.ts';
import { type OpenQuestion, type RunState, unitOf } from '../run/state.ts';

const REMEDIES: Readonly<Record<Remedy, string>> = {
  retry: 'retry',
  skip: 'skip',
  exclude: 'exclude the host',
  stop: 'stop',
  recheck: 'look at the host again',
  check: "run the step's own check",
  'settle-done': 'it is done',
  'settle-failed': 'it failed',
  'settle-not-run': 'it did not run',
};

const VERDICTS = {
  success: 'success',
  'back-out': 'back out',
  leave: 'leave it, with an emergency fix',
} as const;

/** `question`: the open one that the answer is for. */
export function labelAnswer(state: RunState, { question }: OpenQuestion, answer: Answer): string {
  switch (answer.to) {
    case 'unit':
      return labelRemedy(state, question.unit, answer.remedy);
    case 'manual':
      return answer.done ? 'done' : 'not done';
    case 'notify':
      return answer.done ? 'sent' : 'not sent';
    case 'hold':
      return answer.release ? 'release' : 'refuse';
    case 'batch':
      return answer.continue ? 'continue' : 'stop';
    case 'verdict':
      return VERDICTS[answer.verdict];
  }
}

/** A step without a host has none to exclude; what may have run already is not merely tried again. */
export function labelRemedy(state: RunState, unit: UnitRef, remedy: Remedy): string {
  if (remedy === 'exclude' && unit.host === null) return 'continue without it';
  if (remedy === 'retry' && unitOf(state, unit)?.state === 'unknown') return 'run it again';
  return REMEDIES[remedy];
}
