import { Button, List, Stack, Text } from '@mantine/core';
import type { Question, Verdict } from '#core/run/events.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { AnswerFields } from './AnswerFields.tsx';
import { useRunState } from './cockpit-context.ts';
import { useAnswer } from './use-answer.ts';

type Asked = Extract<Question, { about: 'verdict' }>;

const CHOICES: readonly { readonly verdict: Verdict; readonly label: string; readonly color: string }[] = [
  { verdict: 'success', label: 'Success', color: 'brand' },
  { verdict: 'leave', label: 'Leave it, with an emergency fix', color: 'gray' },
  { verdict: 'back-out', label: 'Back out', color: 'red' },
];

/** The decision that ends a verification, beside the criteria it is decided by. */
export function VerdictQuestion({ id, question }: { readonly id: string; readonly question: Asked }) {
  const { header } = useRunState();
  const answering = useAnswer(id, header.operator);
  return (
    <Stack gap="md">
      <Text size="sm">Everything in the verification is done. It is a success when:</Text>
      <List size="sm">
        {question.criteria.map((criterion) => (
          <List.Item key={criterion}>
            <SafeText text={criterion} />
          </List.Item>
        ))}
      </List>
      <AnswerFields answering={answering} noteLabel="Note (for an emergency fix: where it is logged)" />
      <Stack gap="xs">
        {CHOICES.map(({ verdict, label, color }) => (
          <Button
            key={verdict}
            color={color}
            variant={verdict === 'success' ? 'filled' : 'outline'}
            loading={answering.busy}
            disabled={answering.refusalOf({ to: 'verdict', verdict }) !== null}
            onClick={() => void answering.give({ to: 'verdict', verdict })}
          >
            {label}
          </Button>
        ))}
      </Stack>
    </Stack>
  );
}
