import type { ReactNode } from 'react';
import { useCommand } from '#bridge/use-command.ts';
import { type Backout, pointsPassed } from '#core/backout/backout.ts';
import { latestStartMs, type NoReturn } from '#core/backout/clock.ts';
import { suggestsBackout } from '#core/run/may-back-out.ts';
import { formatBackoutTime } from '#core/words/backout/describe-estimate.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatEstimate, formatTimer } from '#core/words/figures/format-duration.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { useBackoutClock, useDeployment, useRunParts } from '#run/live/run-context.ts';
import { useNow } from '#run/live/use-now.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './cockpit.module.css';

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
  const { header, outcome } = useRunParts('header', 'outcome');
  const { backout, decideBy, noReturn } = useBackoutClock();
  if (outcome !== null && !suggestsBackout({ header, outcome })) return null;
  return (
    <>
      <TimeToBackOut backout={backout} about={[]} />
      {decideBy !== null && outcome === null ? <DecideBy at={decideBy} /> : null}
      <PointOfNoReturn backout={backout} next={noReturn} />
    </>
  );
}

/** A verification undoes nothing of its own: what may be backed out is the deployment that it looks at. */
function DeploymentClock() {
  const state = useRunParts('header', 'outcome');
  const deployment = useDeployment(state);
  const { value: shown } = useCommand(
    'backout.compute',
    deployment && { run: deployment.run, limit: null, struck: [] },
  );
  if (!shown) return null;
  const { backout } = shown;
  const latest = latestStartMs(state.header, backout.estimate.ms);
  return (
    <>
      <TimeToBackOut backout={backout} about={[`Of the deployment ${backout.of}`]} />
      {latest !== null && state.outcome === null ? <DecideBy at={new Date(latest).toISOString()} /> : null}
    </>
  );
}

interface TimeProps {
  readonly backout: Backout;
  readonly about: readonly string[];
}

const FROM = { history: 'as long as it took before', takes: 'as the release says' } as const;

export function TimeToBackOut({ backout: { units, before, after, estimate }, about }: TimeProps) {
  const sources = estimate.waves.map(
    ({ title, ms, from }) =>
      `${title}: ${ms === null || from === null ? 'no estimate' : `${formatEstimate(ms)}, ${FROM[from]}`}`,
  );
  const title = [
    'Worst case, by the estimates of the steps and by earlier backouts, with what comes before and after them.',
    ...about,
    ...sources,
  ].join('\n');
  const steps = new Set([...before, ...units, ...after].map(({ step }) => step)).size;
  return (
    <Fact name="Time to back out" title={title}>
      {units.length === 0 ? 'nothing to undo' : formatBackoutTime(estimate, steps)}
    </Fact>
  );
}

/** Ticks towards the last moment at which a backout would still end within the window. */
function DecideBy({ at }: { readonly at: string }) {
  const now = useNow(true);
  const left = Date.parse(at) - now;
  const when = formatMoment(at, now);
  return (
    <Fact
      name="Latest moment to decide"
      title="The window's end, less its margin, less the time to back out from here"
    >
      {left < 0 ? (
        <StateMark state="late" word={`${when}, passed ${formatTimer(-left)} ago`} />
      ) : (
        `${when}, in ${formatTimer(left)}`
      )}
    </Fact>
  );
}

interface PointProps {
  readonly backout: Backout;
  readonly next: NoReturn | null;
}

function PointOfNoReturn({ backout, next }: PointProps) {
  const passed = pointsPassed(backout);
  const [last] = passed;
  const title = passed.map((step) => `Passed: ${step.title}`).join('\n') || undefined;
  return (
    <Fact name="Point of no return" title={title}>
      <span className={classes.counts}>
        {last ? <StateMark state="stopped" word={`passed with ${last.title}`} /> : null}
        {next ? (
          <span>
            <SafeText text={describeNext(next)} />
          </span>
        ) : null}
        {!last && !next ? 'none ahead' : null}
      </span>
    </Fact>
  );
}

function describeNext({ title, stepsAway }: NoReturn): string {
  return stepsAway === 0 ? `next: ${title}` : `after ${formatCount(stepsAway, 'more step')}: ${title}`;
}

export function Fact({
  name,
  title,
  children,
}: {
  readonly name: string;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.fact} title={title && spelledLines(title)}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
