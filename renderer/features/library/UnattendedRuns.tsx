import { Button } from '@mantine/core';
import { IconAlertTriangle, IconClockPause, IconEyeSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { UnattendedRun } from '#contract/commands.ts';
import type { RunId } from '#core/run/events.ts';
import { formatCount, formatTime } from '#ui/format.ts';
import { noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './library.module.css';

interface UnattendedRunsProps {
  readonly runs: readonly UnattendedRun[];
  readonly onTakeUp: (run: RunId) => Promise<void>;
}

/** Runs that were open when Holdpoint ended: the first thing to see, and one thing to do about each. */
export function UnattendedRuns({ runs, onTakeUp }: UnattendedRunsProps) {
  if (runs.length === 0) return null;
  return (
    <section className={classes.unattended} aria-label="Open runs that nobody carries out">
      {runs.map((run) => (
        <UnattendedCard key={run.summary.run} run={run} onTakeUp={onTakeUp} />
      ))}
    </section>
  );
}

interface CardProps {
  readonly run: UnattendedRun;
  readonly onTakeUp: (run: RunId) => Promise<void>;
}

function UnattendedCard({ run: { summary, underWay, lastAt }, onTakeUp }: CardProps) {
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const cut = underWay > 0 || summary.state === 'interrupted';
  const Glyph = cut ? IconAlertTriangle : IconClockPause;
  const find = async (): Promise<void> => {
    setBusy(true);
    try {
      await onTakeUp(summary.run);
      navigate(`/run/${summary.run}/recovery`);
    } catch (cause) {
      noticeFailure('The run was not taken up', cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <article className={classes.unattendedCard} data-tone={cut ? 'doubt' : 'care'}>
      <Glyph size={20} stroke={1.6} aria-hidden className={classes.unattendedIcon} />
      <div className={classes.unattendedWords}>
        <h2>
          {underWay > 0
            ? `${formatCount(underWay, 'step was', 'steps were')} under way when Holdpoint ended`
            : cut
              ? 'A run was open when Holdpoint ended'
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
      <Button
        className={classes.unattendedAction ?? ''}
        leftSection={<IconEyeSearch size={16} />}
        loading={busy}
        onClick={() => void find()}
      >
        Find out what happened
      </Button>
    </article>
  );
}
