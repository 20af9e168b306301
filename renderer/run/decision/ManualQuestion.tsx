import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import type { Question } from '#core/run/events.ts';
import { MarkdownText } from '#ui/MarkdownText.tsx';
import { AnswerFields } from './AnswerFields.tsx';
import classes from './decision.module.css';
import { useAnswer } from './use-answer.ts';

type Manual = Extract<Question, { about: 'manual' }>;

export function ManualQuestion({ id, question }: { readonly id: string; readonly question: Manual }) {
  const answering = useAnswer(id);
  const ticked = [...answering.form.ticked];
  const done = { to: 'manual', done: true, items: ticked } as const;
  const notDone = { to: 'manual', done: false, items: ticked } as const;
  const refusal = answering.refusalOf(done);
  const needsWhy = answering.form.note.trim() === '';
  return (
    <Stack gap="md">
      <MarkdownText text={question.text} />
      {question.items.length > 0 ? (
        <Checkbox.Group
          label="Tick each item when it is done"
          value={ticked}
          onChange={(ticked) => answering.type({ ticked })}
        >
          <Stack gap={6} mt={6}>
            {question.items.map((item) => (
              <Checkbox key={item} value={item} label={item} />
            ))}
          </Stack>
        </Checkbox.Group>
      ) : null}
      <AnswerFields answering={answering} noteLabel="Note (needed if it was not done)" />
      <div className={classes.actions}>
        {refusal ? (
          <Text size="sm" c="dimmed" role="status">
            {refusal}
          </Text>
        ) : null}
        <Group grow>
          <Button
            variant="default"
            loading={answering.busy}
            disabled={needsWhy || answering.refusalOf(notDone) !== null}
            title={needsWhy ? 'Say in the note why it was not done' : undefined}
            onClick={() => void answering.give(notDone)}
          >
            Not done
          </Button>
          <Button
            loading={answering.busy}
            disabled={refusal !== null}
            onClick={() => void answering.give(done)}
          >
            Done
          </Button>
        </Group>
      </div>
    </Stack>
  );
}
