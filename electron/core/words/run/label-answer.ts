/** Answers in a few words, as they are offered and as they were given: the same in the app, in the terminal and on paper. */
import type { Answer, Remedy, StepGo, UnitRef, Verdict } from '../../run/events.ts';
import { type OpenQuestion, type RunState, unitOf } from '../../run/state.ts';

interface Words {
  readonly offered: string;
  readonly given: string;
}

const REMEDIES: Readonly<Record<Remedy, Words>> = {
  retry: { offered: 'retry', given: 'Retry' },
  skip: { offered: 'skip', given: 'Skip' },
  exclude: { offered: 'exclude the host', given: 'Exclude host' },
  stop: { offered: 'stop', given: 'Stop' },
  recheck: { offered: 'look at the host again', given: 'Look at the host again' },
  check: { offered: "run the step's own check", given: "Run the step's own check" },
  'settle-done': { offered: 'it is done', given: 'Settle as done' },
  'settle-failed': { offered: 'it failed', given: 'Settle as failed' },
  'settle-not-run': { offered: 'it did not run', given: 'Settle as not run' },
};

const VERDICTS: Readonly<Record<Verdict, Words>> = {
  success: { offered: 'success', given: 'Success' },
  'back-out': { offered: 'back out', given: 'Back out' },
  leave: { offered: 'leave it, with an emergency fix', given: 'Leave it, with an emergency fix' },
};

const GOES: Readonly<Record<StepGo, Words>> = {
  step: { offered: 'begin this step', given: 'Begin the step' },
  rest: { offered: 'begin, and ask about no step after it', given: 'Begin, and no longer step by step' },
  stop: { offered: 'stop', given: 'Stop before the step' },
};

/** What is the same whatever the question was about. */
function wordsOf(answer: Answer): Words {
  switch (answer.to) {
    case 'unit':
      return REMEDIES[answer.remedy];
    case 'manual':
      return answer.done ? { offered: 'done', given: 'Done' } : { offered: 'not done', given: 'Not done' };
    case 'notify':
      return answer.done ? { offered: 'sent', given: 'Sent' } : { offered: 'not sent', given: 'Not sent' };
    case 'hold':
      return answer.release
        ? { offered: 'release', given: 'Released' }
        : { offered: 'refuse', given: 'Refused' };
    case 'batch':
      return answer.continue
        ? { offered: 'continue', given: 'Continue with the next batch' }
        : { offered: 'stop', given: 'Stop before the next batch' };
    case 'step':
      return GOES[answer.go];
    case 'verdict':
      return VERDICTS[answer.verdict];
  }
}

/** `question`: the open one that the answer is for. */
export function labelAnswer(state: RunState, { question }: OpenQuestion, answer: Answer): string {
  return answer.to === 'unit' ? labelRemedy(state, question.unit, answer.remedy) : wordsOf(answer).offered;
}

const WITHOUT_IT: Words = { offered: 'continue without it', given: 'Continue without it' };

/** The answer as it was given, among the decisions of a run. `unit`: what it was about; null where that is not known. */
export function describeAnswer(answer: Answer, unit: UnitRef | null): string {
  return isWithoutIt(answer, unit) ? WITHOUT_IT.given : wordsOf(answer).given;
}

export function describeVerdict(verdict: Verdict): string {
  return VERDICTS[verdict].given;
}

/** A step without a host has none to exclude. */
function isWithoutIt(answer: Answer, unit: UnitRef | null): boolean {
  return answer.to === 'unit' && answer.remedy === 'exclude' && unit !== null && unit.host === null;
}

/** What may have run already is not merely tried again. */
export function labelRemedy(state: RunState, unit: UnitRef, remedy: Remedy): string {
  if (isWithoutIt({ to: 'unit', remedy }, unit)) return WITHOUT_IT.offered;
  if (remedy === 'retry' && unitOf(state, unit)?.state === 'unknown') return 'run it again';
  return REMEDIES[remedy].offered;
}
