import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import { mayBackOut } from '#core/run/may-back-out.ts';
import type { RunState } from '#core/run/state.ts';
import { formatCount, formatNames } from '#core/words/format-count.ts';
import { FindOutButton } from '#run/actions/FindOutButton.tsx';
import { Refusal } from '#run/live/Refusal.tsx';
import { useRun, useRunState } from '#run/live/run-context.ts';
import { sayUnit } from '#run/wording.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

/** Nobody carries the run out: Holdpoint ended while it was open. */
export function LeftOpen() {
  const state = useRunState();
  const underWay = useRun((store) => store.underWay);
  const isUnread = useRun((store) => store.unread.length > 0);
  return (
    <NoticeBar
      tone="doubt"
      icon={IconAlertTriangle}
      role="alert"
      title={`${sayLeft(state, underWay.length)} Nothing has been run again.`}
      actions={
        <>
          {isUnread ? (
            <Button component={Link} href={`/run/${state.header.run}/recovery`}>
              Read what is missing
            </Button>
          ) : (
            <FindOutButton />
          )}
          {mayBackOut(state) ? (
            <Button component={Link} href={`/run/${state.header.run}/backout`} variant="default">
              Back out…
            </Button>
          ) : null}
        </>
      }
    >
      {underWay.length > 0 ? (
        <>
          May have run, in part or whole:{' '}
          <SafeText text={formatNames(underWay.map((unit) => sayUnit(state.plan, unit)))} />.{' '}
        </>
      ) : null}
      Finding out reads what is left on the hosts and starts nothing.
      <Refusal />
    </NoticeBar>
  );
}

function sayLeft({ preflight, startedAt }: RunState, underWay: number): string {
  if (underWay > 0)
    return `${formatCount(underWay, 'step was', 'steps were')} under way when Holdpoint ended.`;
  return startedAt !== null && preflight?.passed === false
    ? 'The run was left as it stands.'
    : 'Holdpoint ended while this run was open. Nothing was under way.';
}
