import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { type BackedOut, markOfRun } from '#core/backout/backed-out.ts';
import { formatCount } from '#core/words/format-count.ts';
import { useRun } from '#run/live/run-context.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { lookOf } from '#ui/state/state-look.ts';

/** What has become of the run since: its backout, and how far that came. */
export function BackedOutBar() {
  const backedOut = useRun((store) => store.facts.backedOut);
  if (backedOut === null) return null;
  const { tone, icon } = lookOf(markOfRun({ state: 'succeeded', backedOut }));
  return (
    <NoticeBar
      tone={tone}
      icon={icon}
      title={sayBackedOut(backedOut)}
      actions={
        <Anchor inherit component={Link} href={`/run/${backedOut.by}`}>
          Open the backout
        </Anchor>
      }
    >
      {backedOut.left > 0
        ? `${formatCount(backedOut.left, 'step')} on a host or without one can still be undone.`
        : null}
    </NoticeBar>
  );
}

function sayBackedOut({ as, by }: BackedOut): string {
  switch (as) {
    case 'whole':
      return `This run was backed out by ${by}.`;
    case 'part':
      return `A part of this run was backed out by ${by}.`;
    case 'failed':
      return `The backout ${by} of this run did not succeed.`;
    case 'open':
      return `The backout ${by} of this run is not finished.`;
  }
}
