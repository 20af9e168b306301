import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useMemo, useRef } from 'react';
import { useAppCommands } from '#bridge/app-commands.ts';
import { noReturnOf } from '#core/plan/describe-step.ts';
import type { StepId } from '#core/release/model.ts';
import { stepClock } from '#core/run/schedule.ts';
import { formatClock } from '#core/words/run/describe-schedule.ts';
import { useClockState, useOfView, useOpenRun, useRun } from '#run/live/run-context.ts';
import { useNow } from '#run/live/use-now.ts';
import { bringIntoView } from '#ui/bring-into-view.ts';
import { measureLate } from '#ui/measure-late.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './cockpit.module.css';
import { phaseLines, type StepLine, unitOfStep } from './steps.ts';

/** A phase's title, or a step of it. */
type StepListRow = string | StepLine;

const PHASE_HEIGHT = 30;
const STEP_HEIGHT = 48;

/** The plan's steps in order, by phase, each with the state that most needs looking at; only what is in view is drawn. */
export function StepList() {
  const { run } = useOpenRun();
  const state = useRun((store) => store.view?.state ?? null);
  const selected = useRun((store) => store.selected?.step ?? null);
  const rows = useMemo(() => (state ? rowsOf(phaseLines(state)) : []), [state]);
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (typeof rows[index] === 'string' ? PHASE_HEIGHT : STEP_HEIGHT),
    overscan: 12,
    paddingStart: 8,
    paddingEnd: 24,
    measureElement: measureLate,
    useFlushSync: false,
  });
  const at = rows.findIndex((row) => typeof row !== 'string' && row.step.id === selected);
  const show = useCallback(
    (step: StepId): void => {
      const opened = run.getState();
      const unit = opened.view && unitOfStep(opened.view.state, step);
      if (unit) opened.show.select(unit);
    },
    [run],
  );
  const move = (by: 1 | -1): void => {
    const steps = rows.filter((row) => typeof row !== 'string');
    const from = steps.findIndex((line) => line.step.id === selected);
    const line = steps[Math.min(Math.max(from + by, 0), steps.length - 1)];
    if (line) show(line.step.id);
  };
  useAppCommands({ 'next-step': () => move(1), 'previous-step': () => move(-1) });
  const height = virtual.scrollRect?.height;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes above the list takes some of its height
  useEffect(() => {
    if (at >= 0) bringIntoView(virtual, at);
  }, [virtual, at, height]);
  return (
    <nav ref={scroller} aria-label="Steps" className={classes.steps}>
      <div className={classes.stepRows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <div
              key={typeof row === 'string' ? `phase ${index}` : row.step.id}
              ref={virtual.measureElement}
              data-index={index}
              style={{ transform: `translateY(${start}px)` }}
            >
              {typeof row === 'string' ? (
                <h2 className={classes.phase}>
                  <SafeText text={row} />
                </h2>
              ) : (
                <StepButton line={row} selected={row.step.id === selected} onShow={show} />
              )}
            </div>
          );
        })}
      </div>
    </nav>
  );
}

function rowsOf(phases: ReturnType<typeof phaseLines>): readonly StepListRow[] {
  return phases.flatMap(({ title, lines }) => [title, ...lines]);
}

/** How long the step has been running, of how much. */
function StepClock({ step }: Pick<StepLine, 'step'>) {
  const state = useClockState();
  const carriedOut = useOfView((view) => view.carriedOut);
  const history = useRun((store) => store.stepHistory);
  const now = useNow(carriedOut);
  const clock = carriedOut ? stepClock(state, step, { history, now: new Date(now) }) : null;
  return clock === null ? null : <span className={classes.progress}>{formatClock(clock)}</span>;
}

interface StepButtonProps {
  readonly line: StepLine;
  readonly selected: boolean;
  onShow(step: StepId): void;
}

const StepButton = memo(function StepButton({ line, selected, onShow }: StepButtonProps) {
  const { step } = line;
  return (
    <button
      type="button"
      className={classes.step}
      aria-current={line.isCurrent ? 'step' : undefined}
      aria-pressed={selected}
      onClick={() => onShow(step.id)}
    >
      <span className={classes.number}>{line.number}</span>
      <span className={classes.stepTitle}>
        <SafeText text={step.title} />
        <span className={classes.stepSays}>
          <StateMark
            state={line.isAsked && line.state === 'waiting' ? 'needs you' : line.state}
            word={line.word}
          />
          {line.total > 1 ? (
            <span className={classes.progress}>
              {`${line.settled} of ${line.total}${line.bad > 0 ? `, ${line.bad} not ok` : ''}`}
            </span>
          ) : null}
          {line.state === 'running' ? <StepClock step={step} /> : null}
          {line.unseen > 0 ? (
            <StateMark state="connection lost" word={`${line.unseen} not connected`} />
          ) : null}
          {noReturnOf(step, step.units) !== null ? <span className={classes.noReturn}>no return</span> : null}
        </span>
      </span>
    </button>
  );
});
