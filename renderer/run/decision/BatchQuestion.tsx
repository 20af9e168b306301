import { Button, Group, Stack, Text } from '@mantine/core';
import type { Question } from '#core/run/events.ts';
import { formatCount } from '#core/words/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';

import { AnswerFields } from './AnswerFields.tsx';
import { useAnswer } from './use-answer.ts';

type Batch = Extract<Question, { about: 'batch' }>;

const SHOWN = 12;

export function BatchQuestion({ id, question }: { readonly id: string; readonly question: Batch }) {
  const answering = useAnswer(id);
  const answer = (isContinued: boolean) => ({ to: 'batch', continue: isContinued }) as const;
  const more = question.hosts.length - SHOWN;
  return (
    <Stack gap="md">
      <Text size="sm">
        Batch {question.batch} of {question.batches} is {formatCount(question.hosts.length, 'host')}:{' '}
        <SafeText text={question.hosts.slice(0, SHOWN).join(', ')} />
        {more > 0 ? ` and ${more} more` : ''}. The batch before is finished; look at it before you continue.
      </Text>
      <AnswerFields answering={answering} />
      <Group grow>
        <Button
          variant="default"
          color="red"
          loading={answering.busy}
          disabled={answering.refusalOf(answer(false)) !== null}
          onClick={() => void answering.give(answer(false))}
        >
          Stop here
        </Button>
        <Button
          loading={answering.busy}
          disabled={answering.refusalOf(answer(true)) !== null}
          onClick={() => void answering.give(answer(true))}
        >
          Continue
        </Button>
      </Group>
    </Stack>
  );
}
