import { Anchor, Button, Checkbox, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { RunSummary } from '#contract/commands/run-records.ts';
import type { Question, Verdict } from '#core/run/events.ts';
import { allUnits, BAD, lastAttempt, type Unit } from '#core/run/state.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { ChoiceCard } from '#ui/form/ChoiceCard.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { useDeployment, useRunState } from '../live/run-context.ts';
import { labelUnit } from '../wording.ts';
import { ActionBar } from './AnswerActions.tsx';
import { NameField, NoteField } from './AnswerFields.tsx';
import classes from './decision.module.css';
import { useAnswer } from './use-answer.ts';

type AskedVerdict = Extract<Question, { about: 'verdict' }>;

const CHOICES: readonly {
  readonly verdict: Verdict;
  readonly label: string;
  readonly says: string;
  readonly action: string;
}[] = [
  {
    verdict: 'success',
    label: 'Success',
    says: 'Every criterion is met. The verification succeeds.',
    action: 'Decide: success',
  },
  {
    verdict: 'leave',
    label: 'Leave it, with an emergency fix',
    says: 'Not every criterion is met, and backing out is worse. The verification ends as failed. Needs a note: where the fix is logged.',
    action: 'Decide: leave it',
  },
  {
    verdict: 'back-out',
    label: 'Back out',
    says: 'The release goes back. The verification ends as failed; nothing is undone yet.',
    action: 'Decide: back out',
  },
];

/** The decision that ends a verification, beside the criteria it is decided by and what was seen. */
export function VerdictQuestion({ id, question }: { readonly id: string; readonly question: AskedVerdict }) {
  const state = useRunState();
  const draft = useAnswer(id);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [, goTo] = useLocation();
  const deployment = useDeployment(state);
  const met = [...draft.form.ticked];
  const answer = { to: 'verdict', verdict: verdict ?? 'success', met } as const;
  const refusal = verdict === null ? null : draft.refusalOf(answer);
  const give = async (): Promise<void> => {
    if ((await draft.give(answer)) && verdict === 'back-out' && deployment)
      goTo(`/run/${deployment.run}/backout`);
  };
  return (
    <Stack gap="sm">
      <Seen />
      <Checkbox.Group
        label="It is a success when all of this is so; tick what is met"
        value={met}
        onChange={(ticked) => draft.type({ ticked })}
      >
        <Stack gap={6} mt={6}>
          {question.criteria.map((criterion) => (
            <Checkbox key={criterion} value={criterion} label={<SafeText text={criterion} />} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Radio.Group label="What is decided" value={verdict} onChange={(value) => setVerdict(value as Verdict)}>
        <div className={classes.choiceGroup}>
          {CHOICES.map((choice) => (
            <ChoiceCard key={choice.verdict} value={choice.verdict} label={choice.label} says={choice.says} />
          ))}
        </div>
      </Radio.Group>
      {verdict === 'back-out' ? <WhatIsBackedOut deployment={deployment} /> : null}
      <NameField draft={draft} label="Who decides" />
      <ActionBar
        refusal={refusal}
        fields={
          verdict === null ? null : (
            <NoteField
              draft={draft}
              label={verdict === 'leave' ? 'Where the emergency fix is logged' : 'Note (optional)'}
              required={verdict === 'leave'}
            />
          )
        }
      >
        <Button
          fullWidth
          disabled={verdict === null || refusal !== null}
          loading={draft.busy}
          color={verdict === 'back-out' ? 'red' : 'brand'}
          onClick={() => void give()}
        >
          {CHOICES.find((choice) => choice.verdict === verdict)?.action ?? 'Choose what is decided'}
        </Button>
      </ActionBar>
    </Stack>
  );
}

/** What the verification itself came to. */
function Seen() {
  const state = useRunState();
  const units = [...allUnits(state)];
  const bad = units.filter((unit) => BAD.has(unit.state));
  const leftOut = units.filter((unit) => unit.state !== 'ok' && !BAD.has(unit.state));
  const said = units.filter(isSaid).length;
  if (bad.length === 0 && leftOut.length === 0)
    return (
      <StateMark
        state="ok"
        word={
          said === 0
            ? 'Every step was seen to succeed'
            : `Every step is done, ${said} of them as a person said`
        }
      />
    );
  return (
    <div>
      {bad.length > 0 ? (
        <StateMark state="failed" word={`${formatCount(bad.length, 'step')} not as planned`} />
      ) : null}
      {leftOut.length > 0 ? (
        <StateMark state="skipped" word={`${formatCount(leftOut.length, 'step')} left out`} />
      ) : null}
      <p className={classes.quiet}>
        <SafeText
          text={formatNames(
            [...bad, ...leftOut].map((unit) => `${labelUnit(state.plan, unit.ref)} (${unit.state})`),
          )}
        />
      </p>
    </div>
  );
}

/** Nobody saw it here: a person said so. */
function isSaid(unit: Unit): boolean {
  const attempt = lastAttempt(unit);
  return attempt?.onPaper === true || attempt?.settled?.evidence === 'person';
}

function WhatIsBackedOut({ deployment }: { readonly deployment: RunSummary | null }) {
  return (
    <Text size="sm">
      {deployment ? (
        <>
          Next you see what backing out the deployment of {formatMoment(deployment.startedAt)} by{' '}
          <SafeText text={deployment.operator} /> would do.
        </>
      ) : (
        <>
          Then back out the deployment from its run, under{' '}
          <Anchor inherit component={Link} href="/runs">
            Runs
          </Anchor>
          .
        </>
      )}
    </Text>
  );
}
