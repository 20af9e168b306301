import { List, Stack, Text } from '@mantine/core';
import { findPerson, isSamePerson } from '#core/release/people.ts';
import type { Question, RunHeader } from '#core/run/events.ts';
import { isApprover } from '#core/run/may-answer.ts';
import type { RunState } from '#core/run/state.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRunParts } from '../live/run-context.ts';
import { TwoAnswers } from './AnswerActions.tsx';
import { AnswerFields } from './AnswerFields.tsx';
import { useAnswer } from './use-answer.ts';

type Hold = Extract<Question, { about: 'hold' }>;

interface HoldQuestionProps {
  readonly id: string;
  readonly question: Hold;
  readonly releasedBy: readonly string[];
}

/** The listed people who may release it. */
function whoMayRelease(
  { header: { people = [] }, operators }: Pick<RunState, 'header' | 'operators'>,
  { approvers, notOperator }: Hold,
) {
  const isOperator = (id: string): boolean =>
    operators.some((operator) => isSamePerson(people, id, operator));
  return people.filter(({ id }) => isApprover(people, approvers, id) && !(notOperator && isOperator(id)));
}

/** The approvers by their names; a role stands for whoever has it. */
function mayRelease({ people = [] }: RunHeader, approvers: readonly string[]): string {
  if (approvers.length === 0) return people.length === 0 ? 'anyone' : 'anyone listed in the release';
  return approvers.map((approver) => findPerson(people, approver)?.name ?? approver).join(', ');
}

export function HoldQuestion({ id, question, releasedBy }: HoldQuestionProps) {
  const { header, operators } = useRunParts('header', 'operators');
  const draft = useAnswer(id, 'nobody');
  const able = whoMayRelease({ header, operators }, question);
  return (
    <Stack gap="md">
      <Text size="sm">
        {`Work does not continue past this point until ${formatCount(question.count, 'person has', 'people have')} released it.`}
      </Text>
      <List size="sm" spacing={4}>
        <List.Item>
          May release:{' '}
          <b>
            <SafeText text={mayRelease(header, question.approvers)} />
          </b>
        </List.Item>
        {question.notOperator ? (
          <List.Item>
            Not{' '}
            <b>
              <SafeText text={operators.join(', ')} />
            </b>
            , who runs this release
          </List.Item>
        ) : null}
        <List.Item>
          Released so far:{' '}
          <b>
            <SafeText text={releasedBy.length === 0 ? 'nobody' : releasedBy.join(', ')} />
          </b>{' '}
          ({releasedBy.length} of {question.count})
        </List.Item>
      </List>
      <AnswerFields draft={{ ...draft, people: able }} nameLabel="Name of the person who decides" />
      <TwoAnswers
        draft={draft}
        no={{ label: 'Refuse', answer: { to: 'hold', release: false } }}
        yes={{
          label: 'Release',
          answer: { to: 'hold', release: true },
          refusal: draft.form.by.trim() === '' ? 'Who releases it?' : null,
        }}
      />
    </Stack>
  );
}
