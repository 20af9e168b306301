import { Button } from '@mantine/core';
import { IconAlertTriangle, IconClockPause, IconEyeSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type Refused, refusedBy } from '#bridge/failure.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { InterruptedRun } from '#contract/commands/run-records.ts';
import type { Input } from '#contract/commands.ts';
import { proposedPerson } from '#core/release/people.ts';
import { formatCount } from '#core/words/format-count.ts';
import { formatTime } from '#core/words/format-time.ts';
import { describeResume, labelResume } from '#run/wording.ts';
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
  return (
    <section className={classes.interrupted} aria-label="Open runs that nobody carries out">
      {runs.map((run) => (
        <InterruptedCard key={run.summary.run} run={run} onResume={onResume} />
      ))}
    </section>
  );
}

interface CardProps {
  readonly run: InterruptedRun;
  readonly onResume: (wanted: Input<'run.resume'>) => Promise<void>;
}

function InterruptedCard({ run, onResume }: CardProps) {
  const { summary, leftRunning, lastAt } = run;
  const cut = leftRunning > 0 || summary.state === 'interrupted';
  const Glyph = cut ? IconAlertTriangle : IconClockPause;
  return (
    <article className={classes.interruptedCard} data-tone={cut ? 'doubt' : 'care'}>
      <Glyph size={20} stroke={1.6} aria-hidden className={classes.interruptedIcon} />
      <div className={classes.interruptedWords}>
        <h2>
          {leftRunning > 0
            ? `${formatCount(leftRunning, 'step was', 'steps were')} running when Holdpoint closed`
            : cut
              ? 'A run was open when Holdpoint closed'
              : 'A run waits for a person, and nobody carries it out'}
        </h2>
        <p>
          <Link href={`/run/${summary.run}`}>
            <SafeText text={`${summary.releaseName} ${summary.version}`} />
          </Link>
          <SafeText
            text={`, ${summary.plan} on ${summary.environment}, run by ${summary.operator}. Last on record ${formatTime(lastAt)}. Nothing has been run again.`}
          />
        </p>
      </div>
      {run.hasUnreadLosses ? (
        <Button
          component={Link}
          href={`/run/${summary.run}/recovery`}
          className={classes.interruptedAction ?? ''}
        >
          Read what is missing
        </Button>
      ) : (
        <FindOut run={run} onResume={onResume} />
      )}
    </article>
  );
}

function FindOut({ run: { summary, people, leftRunning }, onResume }: CardProps) {
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
    navigate(`/run/${summary.run}/recovery`);
    return true;
  };
  return (
    <WhoButton
      label={labelResume(leftRunning)}
      className={classes.interruptedAction ?? ''}
      leftSection={<IconEyeSearch size={16} />}
      people={people}
      start={proposedPerson(people, settings?.operator ?? '')}
      onChoose={(by) => find(by, false)}
      instead={
        refused?.code === 'hosts-busy'
          ? { label: 'Wait for these hosts', onChoose: (by) => find(by, true) }
          : null
      }
    >
      {describeResume(leftRunning)}
      <WhyNot title="The run was not resumed" why={refused} />
    </WhoButton>
  );
}
