import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useCallback, useEffect, useRef } from 'react';
import { useAppCommands } from '#bridge/app-commands.ts';
import type { Plan } from '#core/plan/model.ts';
import { type OpenQuestion, unitOf } from '#core/run/state.ts';
import { describeBatchHosts } from '#core/words/run/describe-batch-hosts.ts';
import { labelQuestion } from '#core/words/run/label-question.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import type { LookName } from '#ui/state/state-look.ts';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import { retryable } from '../actions/retryable.ts';
import { Refusal } from '../live/Refusal.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import { labelUnit, unitOfQuestion } from '../wording.ts';
import classes from './decision.module.css';
import { Overtaken } from './Overtaken.tsx';
import { QuestionForm } from './QuestionForm.tsx';
import type { FrontQuestion } from './use-front-question.ts';

interface DecisionPanelProps {
  readonly questions: readonly OpenQuestion[];
  readonly front: FrontQuestion;
}

/** Every open question, one of them in full. Announced when it appears; takes the focus only where nobody is writing. */
export function DecisionPanel({ questions, front }: DecisionPanelProps) {
  const state = useRunState();
  const select = useRun((store) => store.show.select);
  const heading = useRef<HTMLHeadingElement>(null);
  const { open: shown, closed } = front;
  const batch = describeBatchHosts(state.plan, shown.question);
  useAppCommands({ decision: () => heading.current?.focus() });
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each question
  useEffect(() => {
    if (isIdle()) heading.current?.focus({ preventScroll: true });
  }, [shown.id]);
  const choose = (open: OpenQuestion): void => {
    front.show(open);
    const unit = unitOfQuestion(open.question);
    if (unitOf(state, unit)) select(unit);
  };
  return (
    <aside aria-label="Decision" className={classes.decision}>
      <h2 ref={heading} tabIndex={-1} className={classes.decisionTitle}>
        {labelQuestion(shown.question)}
      </h2>
      {closed ? (
        <Overtaken
          question={shown.id}
          decision={closed.decision}
          others={questions.length}
          onClose={() => {
            front.show(null);
            heading.current?.focus({ preventScroll: true });
          }}
        />
      ) : questions.length > 1 ? (
        <Questions plan={state.plan} questions={questions} shown={shown} onChoose={choose} />
      ) : null}
      {closed ? null : <RetryAll />}
      <p className={classes.decisionUnit}>
        {shown.question.about === 'verdict' ? (
          'Everything in it is done.'
        ) : (
          <SafeText text={labelUnit(state.plan, shown.question.unit)} />
        )}
      </p>
      {batch === null ? null : (
        <p className={classes.decisionBatch}>
          <SafeText text={batch} />
        </p>
      )}
      <QuestionForm key={shown.id} open={shown} />
      {closed ? null : <Refusal />}
    </aside>
  );
}

/** So many stand side by side; more are a list of which only what is in view is drawn. */
const FEW = 40;

interface QuestionsProps {
  readonly plan: Plan;
  readonly questions: readonly OpenQuestion[];
  readonly shown: OpenQuestion;
  onChoose(open: OpenQuestion): void;
}

function Questions({ plan, questions, shown, onChoose }: QuestionsProps) {
  const textOf = useCallback((open: OpenQuestion) => nameOf(plan, open, questions), [plan, questions]);
  const label = `${questions.length} open questions`;
  const button = (open: OpenQuestion) => (
    <button type="button" aria-pressed={open.id === shown.id} onClick={() => onChoose(open)}>
      <StateMark state={markOf(open)} bare />
      <span>
        <SafeText text={textOf(open)} />
      </span>
    </button>
  );
  return questions.length > FEW ? (
    <div className={classes.questions} data-long>
      <VirtualRows label={label} rows={questions} keyOf={({ id }) => id} estimate={() => 30} textOf={textOf}>
        {button}
      </VirtualRows>
    </div>
  ) : (
    <ul className={classes.questions} aria-label={label}>
      {questions.map((open) => (
        <li key={open.id}>{button(open)}</li>
      ))}
    </ul>
  );
}

/** Where all are about one step, the host alone tells them apart. */
function nameOf(plan: Plan, { question }: OpenQuestion, among: readonly OpenQuestion[]): string {
  const isOneStep = among.every((open) => open.question.unit.step === question.unit.step);
  return (isOneStep ? question.unit.host : null) ?? labelUnit(plan, question.unit);
}

function markOf({ question }: OpenQuestion): LookName {
  return question.about === 'unit' ? question.outcome : 'needs you';
}

/** Offered once several units wait for the same word. */
function RetryAll() {
  const count = retryable(useRunState()).known.length;
  const openDialog = useRun((store) => store.show.openDialog);
  if (count < 2) return null;
  return (
    <Button
      variant="default"
      size="xs"
      fullWidth
      mb="sm"
      leftSection={<IconRefresh size={15} />}
      onClick={() => openDialog({ kind: 'retry-all' })}
    >
      {`Retry all ${count} that failed…`}
    </Button>
  );
}

/** Nobody is writing or working in a control just now. */
function isIdle(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.id === 'main';
}
