import { Stack, Text } from '@mantine/core';
import type { Question } from '#core/run/events.ts';
import { formatCount, formatMore } from '#core/words/figures/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { TwoAnswers } from './AnswerActions.tsx';
import { AnswerFields } from './AnswerFields.tsx';
import { useAnswer } from './use-answer.ts';

type Batch = Extract<Question, { about: 'batch' }>;

const SHOWN = 12;

export function BatchQuestion({ id, question }: { readonly id: string; readonly question: Batch }) {
  const draft = useAnswer(id);
  const more = question.hosts.length - SHOWN;
  return (
    <Stack gap="md">
      <Text size="sm">
        Batch {question.batch} of {question.batches} is {formatCount(question.hosts.length, 'host')}:{' '}
        <SafeText text={question.hosts.slice(0, SHOWN).join(', ')} />
        {more > 0 ? ` ${formatMore(more)}` : ''}. The batch before is finished; look at it before you
        continue.
      </Text>
      <AnswerFields draft={draft} />
      <TwoAnswers
        draft={draft}
        no={{ label: 'Stop here', answer: { to: 'batch', continue: false }, color: 'red' }}
        yes={{ label: 'Continue', answer: { to: 'batch', continue: true } }}
      />
    </Stack>
  );
}
