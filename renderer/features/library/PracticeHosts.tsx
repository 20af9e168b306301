import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconServer } from '@tabler/icons-react';
import { useState } from 'react';
import type { PracticeState } from '#contract/commands/workstation.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { noticeFailure } from '#ui/notices.ts';
import { StateBadge } from '#ui/StateBadge.tsx';
import classes from './library.module.css';

interface PracticeHostsProps {
  readonly practice: PracticeState;
  readonly onSet: (running: boolean) => Promise<void>;
  readonly offerSample: boolean;
  readonly onSample: () => void;
}

/** Small SSH servers on this workstation, for trying things out. */
export function PracticeHosts({ practice, onSet, offerSample, onSample }: PracticeHostsProps) {
  const [busy, setBusy] = useState(false);
  const toggle = async () => {
    setBusy(true);
    await onSet(!practice.running).catch((cause: unknown) =>
      noticeFailure('The practice hosts did not start or stop', cause),
    );
    setBusy(false);
  };
  return (
    <section className={classes.practice} aria-label="Practice hosts">
      <IconServer size={20} stroke={1.5} aria-hidden className={classes.practiceIcon} />
      <div className={classes.practiceWords}>
        <div className={classes.practiceTitle}>
          Practice hosts
          {practice.running ? (
            <StateBadge tone="good" icon={IconCircleCheck} label="Running" />
          ) : (
            <StateBadge tone="quiet" icon={IconCircleDashed} label="Not running" />
          )}
        </div>
        <div className={classes.practiceText}>
          {practice.running
            ? `${formatCount(practice.hosts.length, 'SSH server')} on this workstation: ${practice.hosts.map((host) => host.name).join(', ')}.`
            : 'SSH servers on this workstation that the sample release runs against. Nothing leaves the machine.'}
          {practice.limits === null ? null : <div>{practice.limits}</div>}
        </div>
      </div>
      <div className={classes.practiceActions}>
        {offerSample && (
          <Button variant="subtle" color="gray" size="xs" onClick={onSample}>
            Add sample release
          </Button>
        )}
        <Button variant="default" size="xs" loading={busy} onClick={() => void toggle()}>
          {practice.running ? 'Stop practice hosts' : 'Start practice hosts'}
        </Button>
      </div>
    </section>
  );
}
