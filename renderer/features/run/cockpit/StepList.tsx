import { useEffect, useMemo, useRef } from 'react';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './cockpit.module.css';
import { useRun, useRunState } from './cockpit-context.ts';
import { phaseLines, type StepLine, unitOfStep } from './steps.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The plan's steps in order, by phase, each with the state that most needs looking at. */
export function StepList() {
  const state = useRunState();
  const selected = useRun((store) => store.selected);
  const select = useRun((store) => store.select);
  const phases = useMemo(() => phaseLines(state), [state]);
  const lines = phases.flatMap((phase) => phase.lines);
  const at = lines.findIndex((line) => line.step.id === selected?.step);
  const show = (line: StepLine | undefined): void => {
    const unit = line && unitOfStep(state, line.step.id);
    if (unit) select(unit);
  };
  useShortcuts({
    j: () => show(lines[Math.min(at + 1, lines.length - 1)]),
    k: () => show(lines[Math.max(at - 1, 0)]),
  });
  return (
    <nav aria-label="Steps" className={classes['steps']}>
      {phases.map((phase, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a phase may come back in a rolling plan
        <section key={i} aria-label={phase.title}>
          <h2 className={classes['phase']}>
            <SafeText text={phase.title} />
          </h2>
          <ol className={classes['stepLines']}>
            {phase.lines.map((line) => (
              <li key={line.step.id}>
                <StepButton
                  line={line}
                  selected={line.step.id === selected?.step}
                  onClick={() => show(line)}
                />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </nav>
  );
}

interface StepButtonProps {
  readonly line: StepLine;
  readonly selected: boolean;
  onClick(): void;
}

function StepButton({ line, selected, onClick }: StepButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (selected) button.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const { step } = line;
  return (
    <button
      ref={button}
      type="button"
      className={classes['step']}
      aria-current={line.isCurrent ? 'step' : undefined}
      aria-pressed={selected}
      onClick={onClick}
    >
      <span className={classes['number']}>{line.number}</span>
      <span className={classes['stepTitle']}>
        <SafeText text={step.title} />
        <span className={classes['stepSays']}>
          <StateMark
            state={line.isAsked && line.state === 'waiting' ? 'needs you' : line.state}
            word={line.state}
          />
          {line.total > 1 ? (
            <span className={classes['progress']}>
              {line.settled} of {line.total}
              {line.bad > 0 ? `, ${line.bad} bad` : ''}
            </span>
          ) : null}
          {line.unseen > 0 ? <StateMark state="no link" word={`${line.unseen} out of sight`} /> : null}
          {step.noUndo?.kind === 'no-return' ? <span className={classes['noReturn']}>no return</span> : null}
        </span>
      </span>
    </button>
  );
}
