import { Anchor } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react';
import { Link } from 'wouter';
import { describeUnsound } from '#core/run/evidence.ts';
import { UnfitHosts } from '#run/actions/UnfitHosts.tsx';
import { useRun, useRunParts } from '#run/live/run-context.ts';
import { MODE_WORDS } from '#run/wording.ts';
import { LeftForms } from '#ui/form/LeftForms.tsx';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { BackedOutBar } from './BackedOutBar.tsx';
import classes from './cockpit.module.css';
import { Ending } from './Ending.tsx';
import { LeftOpen } from './LeftOpen.tsx';
import { OutOfSight } from './OutOfSight.tsx';
import { PausedBanner } from './PausedBanner.tsx';

/** What must be known before anything else on the page is read. */
export function Banners() {
  const { header, outcome, paused } = useRunParts('header', 'outcome', 'paused');
  const held = useRun((store) => store.held);
  const failure = useRun((store) => store.failure);
  const evidence = useRun((store) => store.evidence);
  const unsound = describeUnsound(header.run, evidence);
  const open = held && outcome === null;
  return (
    <div className={classes['banners']}>
      {header.mode === 'live' ? null : (
        <div className={classes['mode']} data-mode={header.mode}>
          <b>{MODE_WORDS[header.mode].word}.</b> {MODE_WORDS[header.mode].means}
        </div>
      )}
      {unsound === null ? null : (
        <NoticeBar
          tone="bad"
          icon={IconAlertTriangle}
          role="alert"
          title="The log of this run does not verify"
        >
          {unsound}. This page shows what the library holds now, not what was recorded. The run cannot be
          resumed, ended or backed out by it.
        </NoticeBar>
      )}
      {evidence.losses.length === 0 ? null : (
        <NoticeBar tone="bad" icon={IconAlertTriangle} title="Events were lost from the library">
          {evidence.losses.map(({ message }) => message).join('. ')}.
        </NoticeBar>
      )}
      {failure ? (
        <NoticeBar tone="bad" icon={IconAlertTriangle} role="alert" title="The screen may be out of date">
          {failure}
        </NoticeBar>
      ) : null}
      <LeftForms />
      {header.undoes ? (
        <NoticeBar
          tone="quiet"
          icon={IconArrowBackUp}
          actions={
            <Anchor inherit component={Link} href={`/run/${header.undoes}`}>
              Open that run
            </Anchor>
          }
        >
          This run backs out run {header.undoes}.
        </NoticeBar>
      ) : null}
      <BackedOutBar />
      {outcome === null && !held ? <LeftOpen /> : null}
      <UnfitHosts />
      {open && paused ? <PausedBanner paused={paused} /> : null}
      {open ? <OutOfSight /> : null}
      {outcome === null ? null : <Ending />}
    </div>
  );
}
