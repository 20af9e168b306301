import { useEffect, useRef, useState } from 'react';
import type { OpenQuestion } from '#core/run/state.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { sayUnit } from '../wording.ts';
import { useRun, useRunState } from './cockpit-context.ts';
import classes from './decision.module.css';
import { QUESTION_TITLES, QuestionForm } from './QuestionForm.tsx';
import { Refusal } from './Refusal.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** Every open question, one of them in full. Announced when it appears; takes the focus only where nobody is writing. */
export function DecisionPanel({ questions }: { readonly questions: readonly OpenQuestion[] }) {
  const state = useRunState();
  const select = useRun((store) => store.select);
  const [chosen, setChosen] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = questions.find((open) => open.id === chosen) ?? questions[0];
  const shownId = shown?.id;
  useShortcuts({ d: () => heading.current?.focus() });
  useEffect(() => {
    if (shownId && isIdle()) heading.current?.focus({ preventScroll: true });
  }, [shownId]);
  if (!shown) return null;
  const choose = (open: OpenQuestion): void => {
    setChosen(open.id);
    if (open.question.about !== 'batch') select(open.question.unit);
  };
  return (
    <aside aria-label="Decision" className={classes['decision']}>
      <h2 ref={heading} tabIndex={-1} className={classes['decisionTitle']}>
        {QUESTION_TITLES[shown.question.about]}
      </h2>
      {questions.length > 1 ? (
        <ul className={classes['questions']} aria-label={`${questions.length} open questions`}>
          {questions.map((open) => (
            <li key={open.id}>
              <button type="button" aria-pressed={open.id === shown.id} onClick={() => choose(open)}>
                <SafeText text={sayUnit(state.plan, open.question.unit)} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <p className={classes['decisionUnit']}>
        <SafeText text={sayUnit(state.plan, shown.question.unit)} />
      </p>
      <QuestionForm key={shown.id} open={shown} />
      <Refusal />
    </aside>
  );
}

/** Nobody is writing or working in a control just now. */
function isIdle(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.id === 'main';
}
