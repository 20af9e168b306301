import { useMemo } from 'react';
import { useCommand } from '#bridge/use-command.ts';
import type { Backout } from '#core/run/backout.ts';
import { backoutClock, type NoReturn } from '#core/run/clock.ts';
import type { RunHeader } from '#core/run/events.ts';
import { type RunState, stepOf } from '#core/run/state.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { sayClock, sayCount, sayDuration, sayEstimate, sayMoment } from '../wording.ts';
import { passedPointsOfNoReturn } from './clocks.ts';
import classes from './cockpit.module.css';
import { useOfRunEvery, useRun, useRunParts } from './cockpit-context.ts';
import { Fact } from './Fact.tsx';
import { useDeployment } from './use-deployment.ts';
import { useNow } from './use-now.ts';

/** What it would take to back out from here, until when that can be decided, and where it stops being possible. */
export function BackoutClock() {
  const { header } = useRunParts('header');
  if (header.mode === 'check') return null;
  switch (header.plan) {
    case 'backout':
      return null;
    case 'verification':
      return <DeploymentClock />;
    default:
      return <OwnClock />;
  }
}

function OwnClock() {
  const state = useOfRunEvery(1000, itself);
  const history = useRun((store) => store.history);
  // Only the time that is left depends on the present; it is counted down where it is shown.
  const { outcome } = useRunParts('outcome');
  const clock = useMemo(() => backoutClock({ state, history, now: new Date(0) }), [state, history]);
  const units = clock.sources.reduce((sum, source) => sum + source.units, 0);
  const sources = clock.sources.map(
    ({ step, ms, from }) =>
      `${stepOf(state.plan, step).title}: ${ms === null ? 'nobody estimated it' : `${sayDuration(ms)}, ${from === 'history' ? 'as long as it took before' : 'as its author says'}`}`,
  );
  return (
    <>
      <TimeToBackOut units={units} ms={clock.backoutMs} unestimated={clock.unestimated} sources={sources} />
      {clock.decideBy !== null && outcome === null ? <DecideBy at={clock.decideBy} /> : null}
      <PointOfNoReturn next={clock.noReturn} />
    </>
  );
}

const itself = (state: RunState): RunState => state;

/** A verification undoes nothing of its own: what may be backed out is the deployment that it looks at. */
function DeploymentClock() {
  const state = useRunParts('header', 'outcome');
  const deployment = useDeployment(state);
  const { value: backout } = useCommand(
    'backout.compute',
    deployment && { run: deployment.run, limit: null, struck: [] },
  );
  if (!backout) return null;
  const { ms, unestimated } = backout.estimate;
  const decideBy = latestDecision(state.header, backout);
  return (
    <>
      <TimeToBackOut
        units={backout.units.length}
        ms={ms}
        unestimated={unestimated}
        sources={[`Of the deployment ${backout.of}`]}
      />
      {decideBy !== null && state.outcome === null ? <DecideBy at={decideBy} /> : null}
    </>
  );
}

function latestDecision({ window }: RunHeader, { estimate }: Backout): string | null {
  return window ? new Date(Date.parse(window.closes) - window.marginMs - estimate.ms).toISOString() : null;
}

interface TimeProps {
  readonly units: number;
  readonly ms: number;
  readonly unestimated: number;
  /** What the time is made of, a line each. */
  readonly sources: readonly string[];
}

function TimeToBackOut({ units, ms, unestimated, sources }: TimeProps) {
  const title = [
    'Worst case, by the estimates of the steps and by earlier backouts, without what comes before and after them.',
    ...sources,
  ].join('\n');
  return (
    <Fact name="Time to back out" title={title}>
      {units === 0 ? 'nothing to undo' : `${sayEstimate({ ms, unestimated })} · ${sayCount(units, 'unit')}`}
    </Fact>
  );
}

/** Ticks towards the last moment at which a backout would still end within the window. */
function DecideBy({ at }: { readonly at: string }) {
  const now = useNow(true);
  const left = Date.parse(at) - now;
  const when = sayMoment(at, now);
  return (
    <Fact
      name="Latest moment to decide"
      title="The window's end, less its margin, less the time to back out from here"
    >
      {left < 0 ? (
        <StateMark state="late" word={`${when}, passed ${sayClock(-left)} ago`} />
      ) : (
        `${when}, in ${sayClock(left)}`
      )}
    </Fact>
  );
}

function PointOfNoReturn({ next }: { readonly next: NoReturn | null }) {
  const passed = useOfRunEvery(1000, passedPointsOfNoReturn);
  const last = passed.at(-1);
  const title = passed.map((step) => `Passed: ${step.title}`).join('\n') || undefined;
  return (
    <Fact name="Point of no return" title={title}>
      <span className={classes['counts']}>
        {last ? <StateMark state="stopped" word={`passed with ${last.title}`} /> : null}
        {next ? (
          <span>
            <SafeText text={sayNext(next)} />
          </span>
        ) : null}
        {!last && !next ? 'none ahead' : null}
      </span>
    </Fact>
  );
}

function sayNext({ title, stepsAway }: NoReturn): string {
  return stepsAway === 0 ? `next: ${title}` : `after ${sayCount(stepsAway, 'more step')}: ${title}`;
}
