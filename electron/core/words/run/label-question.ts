/** What a run asks a person, in a few words: as the heading of the question, and in what calls a person to it. */
import type { Question } from '../../run/events.ts';

const TITLES: Readonly<Record<Exclude<Question['about'], 'unit'>, string>> = {
  manual: 'A step for you to do',
  hold: 'Hold point',
  notify: 'A message to send',
  batch: 'The next batch waits',
  step: 'The next step waits for a yes',
  verdict: 'Decide on the verification',
};

const UNIT_TITLES: Readonly<Record<string, string>> = {
  unreachable: 'Host unreachable',
  stopped: 'Step stopped',
  unknown: 'Outcome not observed',
};

export function labelQuestion(question: Question): string {
  return question.about === 'unit'
    ? (UNIT_TITLES[question.outcome] ?? 'Step failed')
    : TITLES[question.about];
}
