import { Button, Radio, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { type Backout, computeBackout } from '#core/run/backout.ts';
import type { Question, Remedy, UnitRef } from '#core/run/events.ts';
import { stepOf } from '#core/run/state.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { sayCount, sayEstimate } from '../wording.ts';
import { AnswerFields } from './AnswerFields.tsx';
import { useRunState } from './cockpit-context.ts';
import classes from './decision.module.css';
import { LastLines } from './LastLines.tsx';
import { useAnswer } from './use-answer.ts';

type Choice = Remedy | 'back-out';
type BadUnit = Extract<Question, { about: 'unit' }>;

export function UnitQuestion({ id, question }: { readonly id: string; readonly question: BadUnit }) {
  const state = useRunState();
  const answering = useAnswer(id, state.header.operator);
  const [, goTo] = useLocation();
  const [choice, setChoice] = useState<Choice | null>(null);
  const backout = useMemo(() => computeBackout(state), [state]);
  const isBackout = state.header.plan === 'backout';
  const answer = { to: 'unit', remedy: choice === null || choice === 'back-out' ? 'stop' : choice } as const;
  const refusal = choice === null ? null : answering.refusalOf(answer);
  const give = async (): Promise<void> => {
    if ((await answering.give(answer)) && choice === 'back-out') goTo(`/run/${state.header.run}/backout`);
  };
  const repeatable = stepOf(state.plan, question.unit.step).repeatable;
  return (
    <Stack gap="sm">
      <div className={classes['bad']}>
        <StateMark state={question.outcome} />
        <p>
          <SafeText text={question.reason} />
        </p>
      </div>
      <LastLines unit={question.unit} attempt={question.attempt} />
      <Radio.Group label="What to do" value={choice} onChange={(value) => setChoice(value as Choice)}>
        <Stack gap={6} mt={6}>
          {choicesFor(question.unit, { unknown: question.outcome === 'unknown' && !repeatable }).map(
            ({ value, label, says }) => (
              <Radio.Card key={value} value={value} className={classes['choice'] ?? ''}>
                <ChoiceText label={label} says={says} />
              </Radio.Card>
            ),
          )}
          {isBackout ? null : (
            <Radio.Card value="back-out" className={classes['choice'] ?? ''}>
              <ChoiceText label="Stop and back out" says={sayBackout(backout)} />
            </Radio.Card>
          )}
        </Stack>
      </Radio.Group>
      <AnswerFields
        answering={answering}
        noteLabel={choice === 'skip' ? 'Reason for skipping' : 'Note (optional)'}
        noteRequired={choice === 'skip'}
      />
      <div className={classes['actions']}>
        {refusal ? (
          <Text size="sm" c="dimmed" role="status">
            {refusal}
          </Text>
        ) : null}
        <Button
          fullWidth
          disabled={choice === null || refusal !== null}
          loading={answering.busy}
          color={choice === 'stop' || choice === 'back-out' ? 'red' : 'brand'}
          onClick={() => void give()}
        >
          {choice === null ? 'Choose what to do' : BUTTONS[choice]}
        </Button>
      </div>
    </Stack>
  );
}

const BUTTONS: Readonly<Record<Choice, string>> = {
  retry: 'Retry now',
  skip: 'Skip this step here',
  exclude: 'Exclude and go on',
  stop: 'Stop the run',
  look: 'Look at the host again',
  check: "Run the step's own check",
  'settle-done': 'Settle as done',
  'settle-failed': 'Settle as failed',
  'settle-not-run': 'Settle as not run',
  'back-out': 'Stop and show the backout',
};

function choicesFor(
  unit: UnitRef,
  { unknown }: { readonly unknown: boolean },
): readonly { readonly value: Remedy; readonly label: string; readonly says: string }[] {
  const host = unit.host ?? '';
  return [
    {
      value: 'retry',
      label: 'Retry',
      says: unknown
        ? 'It may have run already. Look at the host first: a retry runs it again.'
        : 'Runs it once more, as a new attempt.',
    },
    { value: 'skip', label: 'Skip', says: 'Goes on as if it were not in the plan here. Needs a reason.' },
    unit.host === null
      ? { value: 'exclude', label: 'Go on without it', says: 'Leaves the step as it is and goes on.' }
      : { value: 'exclude', label: 'Exclude the host', says: `${host} takes no further step of this run.` },
    { value: 'stop', label: 'Stop', says: 'Ends the run here. Nothing is undone.' },
  ];
}

function ChoiceText({ label, says }: { readonly label: string; readonly says: string }) {
  return (
    <div className={classes['choiceRow']}>
      <Radio.Indicator size="xs" />
      <div>
        <div className={classes['choiceLabel']}>{label}</div>
        <div className={classes['choiceSays']}>{says}</div>
      </div>
    </div>
  );
}

/** The cost of backing out, in one sentence or two. */
function sayBackout({ units, notUndone, estimate }: Backout): string {
  if (units.length === 0 && notUndone.length === 0) return 'Nothing that needs undoing has run.';
  const lost =
    notUndone.length === 0
      ? 'Everything that ran can be undone.'
      : `${sayCount(notUndone.length, 'unit')} cannot be undone: ${titles(notUndone)}.`;
  if (units.length === 0) return `There is nothing to undo. ${lost}`;
  return `${sayCount(units.length, 'unit')} to undo, ${sayEstimate(estimate)}. ${lost} You see the list before anything starts.`;
}

function titles(notUndone: Backout['notUndone']): string {
  const all = [...new Set(notUndone.map((line) => line.title))];
  return all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');
}
