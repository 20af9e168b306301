import { Checkbox, Stack } from '@mantine/core';
import type { Question } from '#core/run/events.ts';
import { MarkdownText } from '#ui/MarkdownText.tsx';
import { TwoAnswers } from './AnswerActions.tsx';
import { AnswerFields } from './AnswerFields.tsx';
import { useAnswer } from './use-answer.ts';

type Manual = Extract<Question, { about: 'manual' }>;

export function ManualQuestion({ id, question }: { readonly id: string; readonly question: Manual }) {
  const draft = useAnswer(id);
  const ticked = [...draft.form.ticked];
  return (
    <Stack gap="md">
      <MarkdownText text={question.text} />
      {question.items.length > 0 ? (
        <Checkbox.Group
          label="Tick each item when it is done"
          value={ticked}
          onChange={(ticked) => draft.type({ ticked })}
        >
          <Stack gap={6} mt={6}>
            {question.items.map((item) => (
              <Checkbox key={item} value={item} label={item} />
            ))}
          </Stack>
        </Checkbox.Group>
      ) : null}
      <AnswerFields draft={draft} noteLabel="Note (needed if it was not done)" />
      <TwoAnswers
        draft={draft}
        no={{ label: 'Not done', answer: { to: 'manual', done: false, items: ticked } }}
        yes={{ label: 'Done', answer: { to: 'manual', done: true, items: ticked } }}
      />
    </Stack>
  );
}
