import { Button } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import type { Decision } from '#core/run/state.ts';
import { describeClosed } from '#core/words/run/label-decision.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun } from '../live/run-context.ts';
import classes from './decision.module.css';
import { useForgetAnswer } from './use-answer.ts';

interface OvertakenProps {
  readonly question: string;
  /** Null: it was closed without an answer. */
  readonly decision: Decision | null;
  /** How many questions are open besides. */
  readonly others: number;
  onClose(): void;
}

/** Somebody answered elsewhere what was asked here: who, and how. Or nothing is asked any more. */
export function Overtaken({ question, decision, others, onClose }: OvertakenProps) {
  const forgetRefusal = useRun((store) => store.show.forgetRefusal);
  const forgetAnswer = useForgetAnswer(question);
  const close = (): void => {
    forgetRefusal();
    forgetAnswer();
    onClose();
  };
  return (
    <div role="alert" className={classes.overtaken}>
      <IconUserCheck size={18} stroke={1.75} aria-hidden />
      <p>
        <b>
          <SafeText text={endSentence(describeClosed(decision))} />
        </b>{' '}
        Nothing that you chose or typed here was recorded.
      </p>
      <Button size="compact-sm" variant="default" onClick={close}>
        {others > 0 ? 'Next question' : 'Close question'}
      </Button>
    </div>
  );
}
