import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { RunState } from '#core/run/state.ts';
import { formatCount } from '#core/words/format-count.ts';
import { formatMoment } from '#core/words/format-time.ts';
import { useRun, useRunParts } from '#run/live/run-context.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

/** Who holds the run up, since when and why; also after it was taken up again. */
export function PausedBanner({ paused }: { readonly paused: NonNullable<RunState['paused']> }) {
  const { lost, header } = useRunParts('lost', 'header');
  const pausedAt = useRun((store) => store.sight.pausedAt);
  const openDialog = useRun((store) => store.openDialog);
  const since = pausedAt === null ? '' : ` at ${formatMoment(pausedAt)}`;
  const recovers = paused.because === 'recovery';
  return (
    <NoticeBar
      tone="care"
      icon={IconPlayerPause}
      title={
        recovers ? 'Taken up again. Nothing goes on until a person says so.' : 'Paused. Nothing new begins.'
      }
      actions={
        <>
          {recovers ? (
            <Button component={Link} href={`/run/${header.run}/recovery`} variant="default" size="xs">
              See what was found
            </Button>
          ) : null}
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
            onClick={() => openDialog({ kind: 'continue' })}
          >
            {recovers ? 'Go on…' : 'Continue…'}
          </Button>
        </>
      }
    >
      {recovers ? 'Taken up by ' : 'By '}
      <SafeText text={paused.by} />
      {since}
      {paused.note ? (
        <>
          : <SafeText text={paused.note} />
        </>
      ) : null}
      . {lost.size > 0 ? `${formatCount(lost.size, 'unit is', 'units are')} still looked for. ` : ''}
      What is under way goes on.
    </NoticeBar>
  );
}
