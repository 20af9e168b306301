import { Skeleton } from '@mantine/core';
import { type StoreApi, useStore } from 'zustand';
import { noReturnOf } from '#core/plan/describe-step.ts';
import type { OutlinedStep, PlanOutline } from '#core/plan/outline.ts';
import type { StepKind } from '#core/release/model.ts';
import { formatCount, formatUnitCount } from '#core/words/figures/format-count.ts';
import { formatEstimate } from '#core/words/figures/format-duration.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Section } from '#ui/Section.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import classes from './start.module.css';
import type { StartStore } from './start-store.ts';

/** What would be done, in order, or why it cannot be planned. */
export function PlanSection({ store }: { readonly store: StoreApi<StartStore> }) {
  const { answer, failure } = useStore(store, ({ prepared }) => prepared);
  if (answer === null && failure !== null) return null;
  return (
    <Section title="What will be done" note={answer?.plan ? describePlanSize(answer.plan) : undefined}>
      {answer === null ? <Skeleton height={120} aria-label="Planning" /> : null}
      {answer && answer.problems.length > 0 ? (
        <ul className={classes.problems}>
          {answer.problems.map((problem) => (
            <li key={`${problem.code} ${problem.step} ${problem.host} ${problem.message}`}>
              <StateMark state="failed" word="problem" />{' '}
              <span>
                {problem.step ? `${problem.step}${problem.host ? ` on ${problem.host}` : ''}: ` : ''}
                <SafeText text={problem.message} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {answer?.plan ? <PlanTable plan={answer.plan} /> : null}
    </Section>
  );
}

function PlanTable({ plan }: { readonly plan: PlanOutline }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.plan} aria-label="Steps of the plan" tabIndex={0}>
      <VirtualRows
        label="Steps"
        rows={plan.steps}
        keyOf={({ id }) => id}
        estimate={() => 54}
        textOf={textOfStep}
      >
        {(step, index) => <StepLine step={step} number={index + 1} />}
      </VirtualRows>
    </section>
  );
}

function textOfStep({ title, id }: OutlinedStep): string {
  return `${title} ${id}`;
}

function StepLine({ step, number }: { readonly step: OutlinedStep; readonly number: number }) {
  const noReturn = noReturnOf(
    step,
    step.groups.map(({ unit }) => unit),
  );
  return (
    <div className={classes.planStep}>
      <span className={classes.number}>{number}</span>
      <div className={classes.stepWords}>
        <div>
          <SafeText text={step.title} />
        </div>
        <div className={classes.says}>
          {step.sentence ?? HOSTLESS[step.kind]}
          {step.takesMs === null ? '' : ` · ${formatEstimate(step.takesMs)}`}
        </div>
      </div>
      {step.groups.every(({ unit }) => unit.leftOut) ? <StateMark state="skipped" word="left out" /> : null}
      {noReturn !== null ? <StateMark state="stopped" word="point of no return" /> : null}
    </div>
  );
}

/** What a step does that is done on no host. */
const HOSTLESS: Readonly<Record<StepKind, string>> = {
  run: 'on no host',
  script: 'on no host',
  check: 'on no host',
  upload: 'on no host',
  download: 'on no host',
  manual: 'a person does it',
  hold: 'hold point: waits until people release it',
  notify: 'a message for you to send',
  wait: 'waits',
  probe: 'checked from this workstation',
};

function describePlanSize(plan: PlanOutline): string {
  const units = plan.steps.reduce((sum, step) => sum + step.unitCount, 0);
  return `${formatCount(plan.steps.length, 'step')} on ${formatCount(plan.hosts.length, 'host')}, ${formatUnitCount(units)} in all. Revision ${plan.revision.slice(0, 4)}-${plan.revision.slice(4, 8)}.`;
}
