import type { OpenQuestion } from '#core/run/state.ts';
import { BatchQuestion } from './BatchQuestion.tsx';
import { HoldQuestion } from './HoldQuestion.tsx';
import { ManualQuestion } from './ManualQuestion.tsx';
import { NotifyQuestion } from './NotifyQuestion.tsx';
import { StepQuestion } from './StepQuestion.tsx';
import { UnitQuestion } from './UnitQuestion.tsx';
import { VerdictQuestion } from './VerdictQuestion.tsx';

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
    case 'step':
      return <StepQuestion id={open.id} question={question} />;
    case 'verdict':
      return <VerdictQuestion id={open.id} question={question} />;
  }
}
