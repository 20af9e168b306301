import { Button, Stack, Text } from '@mantine/core';
import { describeQuestion } from '#core/report/state-page-model.ts';
import type { Question, StepGo } from '#core/run/events.ts';
import { describeStepTakes } from '#core/words/run/describe-choice.ts';
import { joinClauses, toSentence } from '#core/words/text/sentence.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import { ActionBar } from './AnswerActions.tsx';
import { AnswerFields } from './AnswerFields.tsx';
import { useAnswer } from './use-answer.ts';

type AskedStep = Extract<Question, { about: 'step' }>;

const CHOICES: readonly {
  readonly go: StepGo;
  readonly label: string;
  readonly look?: { readonly variant: string; readonly color?: string };
}[] = [
  { go: 'step', label: 'Begin this step' },
  { go: 'rest', label: 'Begin, and ask about no step after it', look: { variant: 'default' } },
  { go: 'stop', label: 'Stop here', look: { variant: 'default', color: 'red' } },
];

/** The run goes step by step: the next one begins with a yes. */
export function StepQuestion({ id, question }: { readonly id: string; readonly question: AskedStep }) {
  const draft = useAnswer(id);
  const takes = describeStepTakes(
    useRunState(),
    question,
    useRun((store) => store.stepHistory),
  );
  return (
    <Stack gap="md">
      <Text size="sm">
        <SafeText text={toSentence(joinClauses([describeQuestion(question), takes ?? '']))} />
      </Text>
      <AnswerFields draft={draft} />
      <ActionBar refusal={draft.refusalOf({ to: 'step', go: 'step' })}>
        <Stack gap="xs">
          {CHOICES.map(({ go, label, look }) => (
            <Button
              key={go}
              fullWidth
              {...look}
              loading={draft.busy}
              disabled={draft.refusalOf({ to: 'step', go }) !== null}
              onClick={() => void draft.give({ to: 'step', go })}
            >
              {label}
            </Button>
          ))}
        </Stack>
      </ActionBar>
    </Stack>
  );
}
