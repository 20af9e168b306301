import { Anchor, Button } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconEyeSearch,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconServer,
  IconUnlink,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { BackedOut } from '#core/backout/backed-out.ts';
import type { Plan } from '#core/plan/model.ts';
import type { RunId } from '#core/run/events.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import { type RunState, type Unit, unitKey } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';
import { markOfRun } from '#core/words/backout/describe-backed-out.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { describeUnsound } from '#core/words/library/describe-evidence.ts';
import { describeLoss } from '#core/words/library/describe-loss.ts';
import { noteOfAsked } from '#core/words/run/describe-asked.ts';
import { describeLeftRunning } from '#core/words/run/describe-found.ts';
import { describeLaterStart } from '#core/words/run/describe-later-start.ts';
import { describeMode, labelMode } from '#core/words/run/label-run.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { FindOutButton } from '#run/actions/FindOutButton.tsx';
import { UnfitHosts } from '#run/actions/UnfitHosts.tsx';
import { type Heard, observedUntil } from '#run/live/heard.ts';
import { Refusal } from '#run/live/Refusal.tsx';
import { useOfRun, useOfView, useRun, useRunParts, useRunState } from '#run/live/run-context.ts';
import { labelUnit } from '#run/wording.ts';
import { LeftForms } from '#ui/form/LeftForms.tsx';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { lookOf } from '#ui/state/state-look.ts';
import classes from './cockpit.module.css';
import { Ending } from './Ending.tsx';
import { EndProgress } from './EndProgress.tsx';

/** What must be known before anything else on the page is read. */
export function Banners() {
  const { header, plan, outcome, paused, stop } = useRunParts('header', 'plan', 'outcome', 'paused', 'stop');
  const laterStart = describeLaterStart({ header, plan });
  const carriedOut = useOfView((view) => view.carriedOut);
  const failure = useRun((store) => store.failure);
  const evidence = useRun((store) => store.evidence);
  const unsound = describeUnsound(header.run, evidence);
  const open = carriedOut && outcome === null;
  return (
    <div className={classes.banners}>
      {header.mode === 'live' ? null : (
        <div className={classes.mode} data-mode={header.mode}>
          <b>{labelMode(header.mode)}.</b> {describeMode(header.mode)}
        </div>
      )}
      {unsound === null ? null : (
        <NoticeBar
          tone="bad"
          icon={IconAlertTriangle}
          role="alert"
          title="The log of this run does not verify"
        >
          {`${unsound}. This page shows what the library holds now, not what was recorded. The run cannot be resumed, ended or backed out by it.`}
        </NoticeBar>
      )}
      {evidence.losses.length === 0 ? null : (
        <NoticeBar tone="bad" icon={IconAlertTriangle} title="Events were lost from the library">
          {evidence.losses.map(({ loss }) => describeLoss(loss)).join('. ')}.
        </NoticeBar>
      )}
      {failure ? (
        <NoticeBar tone="bad" icon={IconAlertTriangle} role="alert" title="The screen may be out of date">
          {failure}
        </NoticeBar>
      ) : null}
      <LeftForms />
      {header.undoes ? (
        <OtherRun run={header.undoes} icon={IconArrowBackUp}>
          {`This run backs out run ${header.undoes}.`}
        </OtherRun>
      ) : null}
      {header.failedOf ? (
        <OtherRun run={header.failedOf} icon={IconServer}>
          {`This run takes only the hosts that run ${header.failedOf} left unfinished.`}
        </OtherRun>
      ) : null}
      {laterStart === null ? null : (
        <NoticeBar tone="care" icon={IconPlayerSkipForward}>
          <SafeText text={endSentence(laterStart)} />
        </NoticeBar>
      )}
      <BackedOutBar />
      {outcome === null && !carriedOut && unsound === null ? <LeftOpen /> : null}
      <UnfitHosts />
      {open ? <EndProgress /> : null}
      {open && paused && !stop ? <PausedBanner paused={paused} /> : null}
      {open ? <Unobserved /> : null}
      {outcome === null ? null : <Ending />}
    </div>
  );
}

/** Nobody carries the run out: Holdpoint ended while it was open. */
interface OtherRunProps {
  readonly run: RunId;
  readonly icon: Icon;
  readonly children: ReactNode;
}

/** Another run that this one has to do with, and the way to it. */
function OtherRun({ run, icon, children }: OtherRunProps) {
  return (
    <NoticeBar
      tone="quiet"
      icon={icon}
      actions={
        <Anchor inherit component={Link} href={`/run/${run}`}>
          Open that run
        </Anchor>
      }
    >
      {children}
    </NoticeBar>
  );
}

function LeftOpen() {
  const state = useRunState();
  const leftRunning = useOfView((view) => view.leftRunning);
  const isUnread = useRun((store) => store.unread.length > 0);
  return (
    <NoticeBar
      tone="unknown"
      icon={IconAlertTriangle}
      role="alert"
      title={`${describeLeftOpen(state, leftRunning.length)} Nothing has been run again.`}
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
      {leftRunning.length > 0 ? (
        <>
          May have run, in part or whole:{' '}
          <SafeText text={formatNames(leftRunning.map((unit) => labelUnit(state.plan, unit)))} />.{' '}
        </>
      ) : null}
      Resuming reads what is left on the hosts and starts nothing.
      <Refusal />
    </NoticeBar>
  );
}

function describeLeftOpen({ preflight, startedAt }: RunState, leftRunning: number): string {
  if (leftRunning > 0) return `${describeLeftRunning(leftRunning)}.`;
  return startedAt !== null && preflight?.passed === false
    ? 'Nothing more was run.'
    : 'Holdpoint closed while this run was open. Nothing was running.';
}

/** Who holds the run up, since when and why; also after it was resumed. */
function PausedBanner({ paused }: { readonly paused: NonNullable<RunState['paused']> }) {
  const { searching, header } = useRunParts('searching', 'header');
  const openDialog = useRun((store) => store.show.openDialog);
  const recovers = paused.because === 'recovery';
  const note = noteOfAsked(paused);
  return (
    <NoticeBar
      tone="care"
      icon={IconPlayerPause}
      title={recovers ? 'Resumed. Nothing continues until a person says so.' : 'Paused. Nothing new begins.'}
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
            Continue…
          </Button>
        </>
      }
    >
      {recovers ? 'Resumed by ' : 'By '}
      <SafeText text={paused.by} />
      {` at ${formatMoment(paused.at)}`}
      {note ? (
        <>
          : <SafeText text={note} />
        </>
      ) : null}
      .{' '}
      {searching.size > 0 ? `${formatCount(searching.size, 'step is', 'steps are')} not connected yet. ` : ''}
      What is running continues.
    </NoticeBar>
  );
}

/** What runs without anybody seeing it, and what is being looked at again. */
function Unobserved() {
  const state = useRunParts('plan', 'searching', 'rechecks');
  const heard = useRun((store) => store.heard);
  const { unseen } = useOfRun(tallyRun);
  const cut = unseen.filter((unit) => !state.searching.has(unitKey(unit.ref)));
  const looked = [...state.rechecks.values()];
  return (
    <>
      {cut.length > 0 ? (
        <NoticeBar tone="unknown" icon={IconUnlink}>
          <SafeText text={describeCut(state.plan, heard, cut)} />
        </NoticeBar>
      ) : null}
      {looked.length > 0 ? (
        <NoticeBar tone="quiet" icon={IconEyeSearch}>
          Looking again:{' '}
          <SafeText text={formatNames(looked.map(({ unit }) => labelUnit(state.plan, unit)))} />.
        </NoticeBar>
      ) : null}
    </>
  );
}

function describeCut(plan: Plan, heard: Heard, units: readonly Unit[]): string {
  const hosts = [...new Set(units.flatMap(({ ref }) => ref.host ?? []))];
  const times = units.flatMap((unit) => observedUntil(unit, heard) ?? []).sort();
  const since = times[0] === undefined ? '' : ` since ${formatMoment(times[0])}`;
  const what =
    units.length === 1 && units[0]
      ? `${labelUnit(plan, units[0].ref)} may still be running`
      : `${formatCount(units.length, 'step')} may still be running there`;
  return `No connection to ${formatNames(hosts)}${since}. ${what}. Holdpoint is trying again.`;
}

/** What has become of the run since: its backout, and how far that came. */
function BackedOutBar() {
  const backedOut = useRun((store) => store.facts.backedOut);
  if (backedOut === null) return null;
  const { tone, icon } = lookOf(markOfRun({ state: 'succeeded', backedOut }));
  return (
    <NoticeBar
      tone={tone}
      icon={icon}
      title={describeBackedOutShort(backedOut)}
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

function describeBackedOutShort({ as, by }: BackedOut): string {
  switch (as) {
    case 'whole':
      return `This run was backed out by ${by}.`;
    case 'part':
      return `Part of this run was backed out by ${by}.`;
    case 'failed':
      return `The backout ${by} of this run did not succeed.`;
    case 'open':
      return `The backout ${by} of this run is not finished.`;
  }
}
