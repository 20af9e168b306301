import { Anchor, Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react';
import { Link } from 'wouter';
import { allUnits, BAD, type RunState } from '#core/run/state.ts';
import { countUnits } from '#core/run/view.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { lookOf } from '#ui/state/state-look.ts';
import { MODE_WORDS, sayCount, sayUnit } from '../wording.ts';
import { canBackOut } from './clocks.ts';
import classes from './cockpit.module.css';
import { useRun, useRunState } from './cockpit-context.ts';
import { Evidence } from './Evidence.tsx';
import { ResumeButton } from './ResumeButton.tsx';

/** What must be known before anything else on the page is read. */
export function Banners() {
  const state = useRunState();
  const held = useRun((store) => store.held);
  const failure = useRun((store) => store.failure);
  const { header } = state;
  return (
    <div className={classes['banners']}>
      {header.mode === 'live' ? null : (
        <div className={classes['mode']} data-mode={header.mode}>
          <b>{MODE_WORDS[header.mode].word}.</b> {MODE_WORDS[header.mode].means}
        </div>
      )}
      {failure ? (
        <NoticeBar tone="bad" icon={IconAlertTriangle} role="alert" title="The screen may be out of date">
          {failure}
        </NoticeBar>
      ) : null}
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
      {state.outcome === null && !held ? <Recovery wasBusy={state.interrupted} /> : null}
      {state.outcome !== null ? <Ending /> : null}
    </div>
  );
}

function Recovery({ wasBusy }: { readonly wasBusy: boolean }) {
  const state = useRunState();
  const counts = countUnits(state);
  const unknown = [...allUnits(state)].filter((unit) => unit.state === 'unknown');
  return (
    <NoticeBar
      tone="doubt"
      icon={IconAlertTriangle}
      role="alert"
      title={
        wasBusy
          ? 'Holdpoint ended while steps of this run were under way. Nothing has been run again.'
          : 'Holdpoint ended while this run was open. Nothing has been run again.'
      }
      actions={
        <>
          <ResumeButton />
          <BackOutLink state={state} />
        </>
      }
    >
      <ul className={classes['recovery']}>
        <li>Seen done: {sayCount(counts.ok, 'unit')}.</li>
        <li>Never started: {sayCount(counts.waiting, 'unit')}.</li>
        <li>
          Unknown: {sayCount(counts.unknown, 'unit')}
          {unknown.length === 0
            ? '.'
            : `, may have run: ${naming(unknown.map((unit) => sayUnit(state.plan, unit.ref)))}. Look at those hosts.`}
        </li>
      </ul>
      Resume asks about what is unknown before anything else is done.
    </NoticeBar>
  );
}

function Ending() {
  const state = useRunState();
  const bad = [...allUnits(state)].filter((unit) => BAD.has(unit.state));
  const word =
    state.outcome === 'refused' ? 'Refused by preflight' : `The run ${ENDINGS[state.outcome ?? 'stopped']}`;
  const look = lookOf(state.outcome === 'refused' ? 'stopped' : (state.outcome ?? 'unknown'));
  return (
    <NoticeBar tone={look.tone} icon={look.icon} title={`${word}.`}>
      {state.outcomeReason ? `${state.outcomeReason}. ` : ''}
      {bad.length > 0
        ? `Not as planned: ${naming(bad.map((unit) => `${sayUnit(state.plan, unit.ref)} (${unit.state})`))}. `
        : ''}
      {nextStep(state)}
      <Evidence />
    </NoticeBar>
  );
}

const ENDINGS = {
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'was stopped',
  refused: 'was refused',
} as const;

function nextStep(state: RunState): string {
  if (state.outcome === 'refused') return 'Put right what the table says, then start again.';
  if (state.header.mode === 'check') return 'Nothing was changed.';
  if (state.outcome === 'succeeded' && state.header.plan === 'backout') {
    return 'Next: check that the version before works, tell people, and keep the report.';
  }
  if (state.outcome === 'succeeded') return 'Next: verify the release, tell people, and keep the report.';
  if (state.header.plan === 'backout') return 'Look at what is left by hand, and keep the report.';
  return 'Next: decide whether to back out, and keep the report.';
}

function BackOutLink({ state }: { readonly state: RunState }) {
  if (!canBackOut(state)) return null;
  return (
    <Button component={Link} href={`/run/${state.header.run}/backout`} variant="default" size="xs">
      Back out…
    </Button>
  );
}

const NAMED = 4;

function naming(names: readonly string[]): string {
  return names.length > NAMED
    ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`
    : names.join(', ');
}
