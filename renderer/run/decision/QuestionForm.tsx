import type { Question } from '#core/run/events.ts';
import type { OpenQuestion } from '#core/run/state.ts';
import { BatchQuestion } from './BatchQuestion.tsx';
import { HoldQuestion } from './HoldQuestion.tsx';
import { ManualQuestion } from './ManualQuestion.tsx';
import { NotifyQuestion } from './NotifyQuestion.tsx';
import { UnitQuestion } from './UnitQuestion.tsx';
import { VerdictQuestion } from './VerdictQuestion.tsx';

const QUESTION_TITLES: Readonly<Record<Exclude<Question['about'], 'unit'>, string>> = {
  manual: 'A step for you to do',
  hold: 'Hold point',
  notify: 'A message to send',
  batch: 'The next batch waits',
  verdict: 'Decide on the verification',
};

const UNIT_TITLES: Readonly<Record<string, string>> = {
  unreachable: 'Host unreachable',
  stopped: 'Step stopped',
  unknown: 'Outcome not observed',
};

export function questionTitle(question: Question): string {
  return question.about === 'unit'
    ? (UNIT_TITLES[question.outcome] ?? 'Step failed')
    : QUESTION_TITLES[question.about];
}

export function QuestionForm({ open }: { readonly open: OpenQuestion }) {
  const { question } = open;
  switch (question.about) {
    case 'unit':
      return <UnitQuestion id={open.id} question={question} />;
    case 'manual':
      return <ManualQuestion id={open.id} question={question} />;
    case 'hold':
      return <HoldQuestion id={open.id} question={question} releasedBy={open.releasedBy} />;
    case 'notify':
      return <NotifyQuestion id={open.id} question={question} />;
    case 'batch':
      return <BatchQuestion id={open.id} question={question} />;
    case 'verdict':
      return <VerdictQuestion id={open.id} question={question} />;
  }
}
