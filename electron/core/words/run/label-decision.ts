/** What people decided in a run, in a few words: the same in the app, in the terminal and on paper. */
import type { Decision } from '../../run/state.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { noteOfAsked } from './describe-asked.ts';
import { describeAnswer } from './label-answer.ts';

export function labelDecision({ decided, unit }: Pick<Decision, 'decided' | 'unit'>): string {
  switch (decided.kind) {
    case 'answered':
      return describeAnswer(decided.answer, unit);
    case 'recorded':
      return decided.outcome === 'ok' ? 'Done on paper' : 'Failed on paper';
    case 'included':
      return 'Include the host again';
    case 'defect-logged':
      return `Defect ${decided.defect} logged, ${decided.severity}`;
    case 'defect-closed':
      return `Defect ${decided.defect} closed`;
    case 'message-told':
      return `Told ${decided.message}`;
    case 'message-not-told':
      return `Not told ${decided.message}`;
    case 'message-received':
      return `${decided.message} arrived`;
    case 'message-not-received':
      return `${decided.message} did not arrive`;
    default:
      return OF_THE_RUN[decided.kind];
  }
}

/** A clause, said to whoever is asked the same: who was first, with what, and why. */
export function describeAnswered(decision: Decision): string {
  const note = noteOfAsked(decision);
  const said = `${decision.by} has answered this: ${labelDecision(decision)}, at ${formatZonedTime(decision.at)}`;
  return note === null ? said : `${said}. Note: ${note}`;
}

/** Why a question takes no answer any more. */
export function describeClosed(decision: Decision | null): string {
  return decision ? describeAnswered(decision) : 'This question was closed: it needs no answer any more';
}

const OF_THE_RUN = {
  resumed: 'Resume',
  stopped: 'Stop',
  paused: 'Pause',
  continued: 'Continue',
  noted: 'Note',
  'loss-acknowledged': 'Loss acknowledged',
  'baseline-set': 'Use as the baseline',
  closed: 'Close the run',
} as const;
