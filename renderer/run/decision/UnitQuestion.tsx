import { Button, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Question } from '#core/run/events.ts';
import { unitOf } from '#core/run/state.ts';
import type { Choice } from '#core/words/run/describe-choice.ts';
import { describeBadOutcome } from '#core/words/run/describe-reason.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { ChoiceCard } from '#ui/form/ChoiceCard.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { useBackoutClock, useRun, useRunState } from '../live/run-context.ts';
import { ActionBar } from './AnswerActions.tsx';
import { NameField, NoteField } from './AnswerFields.tsx';
import classes from './decision.module.css';
import { choicesFor, lookOfChoice, remedyOf } from './remedy-words.ts';
import { LastLines, UnknownFacts } from './UnitFacts.tsx';
import { useAnswer } from './use-answer.ts';

type BadUnit = Extract<Question, { about: 'unit' }>;

export function UnitQuestion({ id, question }: { readonly id: string; readonly question: BadUnit }) {
  const state = useRunState();
  const draft = useAnswer(id);
  const [, goTo] = useLocation();
  const [choice, setChoice] = useState<Choice | null>(null);
  const isUnknown = unitOf(state, question.unit)?.state === 'unknown';
  const answer = { to: 'unit', remedy: remedyOf(choice) } as const;
  const refusal = choice === null ? null : draft.refusalOf(answer);
  const look = choice && lookOfChoice(state, question.unit, choice);
  const give = async (): Promise<void> => {
    if ((await draft.give(answer)) && choice === 'back-out') goTo(`/run/${state.header.run}/backout`);
  };
  return (
    <Stack gap="sm">
      <div className={classes.bad}>
        <StateMark state={question.outcome} />
        <p>
          <SafeText text={toSentence(describeBadOutcome(question))} />
        </p>
      </div>
      {isUnknown ? <UnknownFacts unit={question.unit} /> : null}
      <LastLines unit={question.unit} attempt={question.attempt} />
      <Choices question={question} chosen={choice} onChoose={setChoice} />
      <NameField draft={draft} />
      <ActionBar
        refusal={refusal}
        fields={look ? <NoteField draft={draft} label={look.noteLabel} required={look.noteRequired} /> : null}
      >
        <Button
          fullWidth
          disabled={choice === null || refusal !== null}
          loading={draft.busy}
          color={choice === 'stop' || choice === 'back-out' ? 'red' : 'brand'}
          onClick={() => void give()}
        >
          {look?.action ?? 'Choose what to do'}
        </Button>
      </ActionBar>
    </Stack>
  );
}

interface ChoicesProps {
  readonly question: BadUnit;
  readonly chosen: Choice | null;
  onChoose(choice: Choice): void;
}

function Choices({ question, chosen, onChoose }: ChoicesProps) {
  const state = useRunState();
  const { backout } = useBackoutClock();
  const history = useRun((store) => store.stepHistory);
  const groups = choicesFor(state, question.unit, { backout, history });
  return (
    <Radio.Group label="What to do" value={chosen} onChange={(value) => onChoose(value as Choice)}>
      {groups.map((group) => (
        <div key={group.title ?? 'all'} className={classes.choiceGroup}>
          {group.title ? <p className={classes.choiceTitle}>{group.title}</p> : null}
          {group.choices.map(({ choice, label, says }) => (
            <ChoiceCard key={choice} value={choice} label={label} says={says} />
          ))}
        </div>
      ))}
    </Radio.Group>
  );
}
