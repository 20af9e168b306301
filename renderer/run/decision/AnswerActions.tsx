import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Answer } from '#core/run/events.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import classes from './decision.module.css';
import type { AnswerDraft } from './use-answer.ts';

interface ActionBarProps {
  /** Why what is chosen may not be answered; null when it may. */
  readonly refusal: string | null;
  /** Above the refusal. */
  readonly fields?: ReactNode;
  /** The buttons. */
  readonly children: ReactNode;
}

/** The foot of a question, which stays in sight: why it may not be answered yet, and the buttons. */
export function ActionBar({ refusal, fields, children }: ActionBarProps) {
  return (
    <div className={classes.actions}>
      {fields}
      {refusal ? (
        <Text size="sm" c="dimmed" role="status">
          {toSentence(refusal)}
        </Text>
      ) : null}
      {children}
    </div>
  );
}

interface Offer {
  readonly label: string;
  readonly answer: Answer;
  readonly color?: string;
  /** Why it may not be given, where the rules of the run do not say it. */
  readonly refusal?: string | null;
}

interface TwoAnswersProps {
  readonly draft: AnswerDraft;
  readonly no: Offer;
  readonly yes: Offer;
}

/** A question with two answers: why the wanted one may not be given is said, of the other one its title says it. */
export function TwoAnswers({ draft, no, yes }: TwoAnswersProps) {
  const refusalOf = ({ answer, refusal }: Offer): string | null => refusal ?? draft.refusalOf(answer);
  const [noRefusal, yesRefusal] = [refusalOf(no), refusalOf(yes)];
  return (
    <ActionBar refusal={yesRefusal}>
      <Group grow>
        <Button
          variant="default"
          {...(no.color ? { color: no.color } : {})}
          loading={draft.busy}
          disabled={noRefusal !== null}
          title={noRefusal ?? undefined}
          onClick={() => void draft.give(no.answer)}
        >
          {no.label}
        </Button>
        <Button
          loading={draft.busy}
          disabled={yesRefusal !== null}
          onClick={() => void draft.give(yes.answer)}
        >
          {yes.label}
        </Button>
      </Group>
    </ActionBar>
  );
}
