import { Button } from '@mantine/core';
import { IconAlertTriangle, IconClockPause, IconEyeSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type Refused, refusedBy } from '#bridge/failure.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { InterruptedRun } from '#contract/commands/run-records.ts';
import type { Input } from '#contract/commands.ts';
import { proposedPerson } from '#core/release/people.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { describeLeftRunning } from '#core/words/run/describe-found.ts';
import { describeResume, labelResume } from '#run/wording.ts';
import { DraftScope } from '#ui/form/drafts.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { WhoButton } from '#ui/WhoButton.tsx';
import { WhyNot } from '#ui/WhyNot.tsx';
import classes from './library.module.css';

interface InterruptedRunsProps {
  readonly runs: readonly InterruptedRun[];
  readonly onResume: (wanted: Input<'run.resume'>) => Promise<void>;
}

/** Runs that were open when Holdpoint ended: the first thing to see, and one thing to do about each. */
export function InterruptedRuns({ runs, onResume }: InterruptedRunsProps) {
  if (runs.length === 0) return null;
  const isLong = runs.length > MOST_CARDS;
  return (
    <section className={classes.interrupted} aria-label="Interrupted runs" data-long={isLong || undefined}>
      {isLong ? (
        <h2 className={classes.interruptedHead}>
          {`${runs.length} interrupted runs. Nothing has been run again.`}
        </h2>
      ) : null}
      {runs.map((run) => (
        <InterruptedCard key={run.summary.run} run={run} isLine={isLong} onResume={onResume} />
      ))}
    </section>
  );
}

/** Of more there is a line for each, so that the releases below stay in view. */
const MOST_CARDS = 2;
const LOOK_OF_LINE = { size: 'xs', variant: 'default' } as const;

interface CardProps {
  readonly run: InterruptedRun;
  /** One of many. */
  readonly isLine: boolean;
  readonly onResume: (wanted: Input<'run.resume'>) => Promise<void>;
}

function InterruptedCard({ run, isLine, onResume }: CardProps) {
  const { summary, leftRunning } = run;
  const cut = leftRunning > 0 || summary.state === 'interrupted';
  const Glyph = cut ? IconAlertTriangle : IconClockPause;
  return (
    <article className={classes.interruptedCard} data-tone={cut ? 'unknown' : 'care'}>
      <Glyph size={20} stroke={1.6} aria-hidden className={classes.interruptedIcon} />
      <div className={classes.interruptedWords}>
        {isLine ? (
          <>
            <h3>
              <RunLink run={run} />
              <SafeText text={`, ${summary.plan} on ${summary.environment}`} />
            </h3>
            <p>
              {describeLeft(run, cut)}. <Record run={run} />
            </p>
          </>
        ) : (
          <>
            <h2>{describeLeft(run, cut)}</h2>
            <p>
              <RunLink run={run} />
              <SafeText text={`, ${summary.plan} on ${summary.environment}. `} />
              <Record run={run} /> Nothing has been run again.
            </p>
          </>
        )}
      </div>
      {run.hasUnreadLosses ? (
        <Button
          component={Link}
          href={`/run/${summary.run}/recovery`}
          className={classes.interruptedAction ?? ''}
          {...(isLine ? LOOK_OF_LINE : {})}
        >
          Read what is missing
        </Button>
      ) : (
        <FindOut run={run} isLine={isLine} onResume={onResume} />
      )}
    </article>
  );
}

function describeLeft({ leftRunning }: InterruptedRun, cut: boolean): string {
  if (leftRunning > 0) return describeLeftRunning(leftRunning);
  return cut
    ? 'The run was open when Holdpoint closed'
    : 'The run waits for a person, and no program carries it out';
}

function RunLink({ run: { summary } }: { readonly run: InterruptedRun }) {
  return (
    <Link href={`/run/${summary.run}`}>
      <SafeText text={`${summary.releaseName} ${summary.version}`} />
    </Link>
  );
}

function Record({ run: { summary, lastAt } }: { readonly run: InterruptedRun }) {
  return (
    <>
      <SafeText text={`Run by ${summary.operator}, last on record `} />
      <span className={classes.moment}>{formatTime(lastAt)}</span>.
    </>
  );
}

function FindOut({ run: { summary, people, leftRunning }, isLine, onResume }: CardProps) {
  const { value: settings } = useCommand('settings.read', {});
  const [refused, setRefused] = useState<Refused | null>(null);
  const [, navigate] = useLocation();
  const find = async (by: string, waitForHosts: boolean): Promise<boolean> => {
    setRefused(null);
    try {
      await onResume({ run: summary.run, by, waitForHosts });
    } catch (cause) {
      setRefused(refusedBy(cause));
      return false;
    }
    return true;
  };
  return (
    <DraftScope value={`run ${summary.run}`}>
      <WhoButton
        label={labelResume(leftRunning)}
        className={classes.interruptedAction ?? ''}
        leftSection={<IconEyeSearch size={16} />}
        {...(isLine ? LOOK_OF_LINE : {})}
        people={people}
        start={proposedPerson(people, settings?.operator ?? '')}
        onChoose={(by) => find(by, false)}
        onDone={() => navigate(`/run/${summary.run}/recovery`)}
        instead={
          refused?.code === 'hosts-busy'
            ? { label: 'Wait for these hosts', onChoose: (by) => find(by, true) }
            : null
        }
      >
        {describeResume(leftRunning)}
        <WhyNot title="The run was not resumed" why={refused} />
      </WhoButton>
    </DraftScope>
  );
}
