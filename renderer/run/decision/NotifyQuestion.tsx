import { Button, Stack, Text, TextInput } from '@mantine/core';
import { completeProse, missingInProse } from '#core/plan/text.ts';
import type { Question } from '#core/run/events.ts';
import { plannedUnit } from '#core/run/state.ts';
import { copyText } from '#ui/clipboard.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun, useRunParts } from '../live/run-context.ts';
import { TwoAnswers } from './AnswerActions.tsx';
import { AnswerFields } from './AnswerFields.tsx';
import classes from './decision.module.css';
import { useAnswer } from './use-answer.ts';

type Notify = Extract<Question, { about: 'notify' }>;

export function NotifyQuestion({ id, question }: { readonly id: string; readonly question: Notify }) {
  const { header, plan } = useRunParts('header', 'plan');
  const openDialog = useRun((store) => store.show.openDialog);
  const { task } = plannedUnit(plan, question.unit);
  const isKept =
    task.kind === 'notify' && header.messages?.some(({ id: each }) => each === task.communication);
  const draft = useAnswer(id);
  const { said } = draft.form;
  const missing = missingInProse(`${question.subject}\n${question.body}`);
  const unsaid = missing.filter((name) => !said[name]?.trim());
  const subject = completeProse(question.subject, said);
  const body = completeProse(question.body, said);
  const copy = (): void => copyText(`${subject}\n\n${body}`, 'Message copied');
  return (
    <Stack gap="md">
      {header.mode === 'live' ? null : (
        <Text size="sm" fw={600}>
          {`This is a ${header.mode}: do not send it.`}
        </Text>
      )}
      <Text size="sm">
        By {question.channel} to{' '}
        <b>
          <SafeText text={question.to.join(', ')} />
        </b>
      </Text>
      <div className={classes.letter}>
        <p className={classes.subject}>
          <SafeText text={subject} />
        </p>
        {body.split('\n').map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name but their place
          <p key={i}>
            <SafeText text={line} />
          </p>
        ))}
      </div>
      {missing.map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={name}
          description="Holdpoint does not know this value yet. Enter what the message says here."
          value={said[name] ?? ''}
          onChange={(event) => draft.type({ said: { ...said, [name]: event.currentTarget.value } })}
        />
      ))}
      <Button variant="default" size="xs" disabled={unsaid.length > 0} onClick={copy}>
        {unsaid.length > 0 ? `Fill in ${unsaid.join(', ')} to copy` : 'Copy message'}
      </Button>
      {header.mode === 'live' && task.kind === 'notify' && isKept ? (
        <Button
          variant="default"
          size="xs"
          onClick={() => openDialog({ kind: 'message', message: task.communication })}
        >
          Send by mail, or save for a mail program…
        </Button>
      ) : null}
      <AnswerFields draft={draft} nameLabel="Sent by" noteLabel="Note (needed if it was not sent)" />
      <TwoAnswers
        draft={draft}
        no={{ label: 'Not sent', answer: { to: 'notify', done: false, items: [] } }}
        yes={{ label: 'Sent', answer: { to: 'notify', done: true, items: [] } }}
      />
    </Stack>
  );
}
