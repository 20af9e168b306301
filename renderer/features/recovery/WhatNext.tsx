import { Anchor, Button } from '@mantine/core';
import { IconArrowBackUp, IconFileCheck, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { Link } from 'wouter';
import { mayBackOut } from '#core/run/may-back-out.ts';
import type { RunState } from '#core/run/state.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { FindOutButton } from '#run/actions/FindOutButton.tsx';
import { Refusal } from '#run/live/Refusal.tsx';
import { useOfView, useRun, useRunState } from '#run/live/run-context.ts';
import { Section } from '#ui/Section.tsx';
import classes from './recovery.module.css';
import type { FoundGroup, RecoveryState } from './recovery-lines.ts';

/** What happens next, and the few things that can be done about it. */
export function WhatNext({ groups }: { readonly groups: readonly FoundGroup[] }) {
  const state = useRunState();
  const carriedOut = useOfView((view) => view.carriedOut);
  if (state.outcome !== null || (carriedOut && state.paused?.because !== 'recovery')) return <Over />;
  return (
    <Section title="What happens next" variant="card">
      <div className={classes.next}>
        <ul>
          {(carriedOut ? describeNext(groups) : SAY_FIRST).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <div className={classes.actions}>{carriedOut ? <Actions /> : <FindOutButton />}</div>
      </div>
      <Refusal />
    </Section>
  );
}

const SAY_FIRST = [
  'Holdpoint connects to the hosts and reads what each step left there. It starts nothing.',
  'What still runs is followed again, what has ended keeps the outcome that the host recorded, and what cannot be found out is shown as unknown.',
  'Then you decide what is done. Nothing continues by itself.',
];

function describeNext(groups: readonly FoundGroup[]): readonly string[] {
  const count = (found: RecoveryState): number =>
    groups.find((group) => group.found === found)?.lines.length ?? 0;
  const toDecide = count('unknown');
  return [
    'The run stays as it is until a person continues it, stops it, or backs it out.',
    count('running') > 0
      ? `${formatCount(count('running'), 'step still runs and is', 'steps still run and are')} followed to the end, whatever you choose now, unless you stop the run.`
      : '',
    count('searching') > 0
      ? `You need not wait for ${formatCount(count('searching'), 'step that is', 'steps that are')} not connected yet: this page shows what is found, and the plan does not skip them.`
      : '',
    toDecide > 0
      ? `“Continue” checks every host first. Then you decide about ${formatCount(toDecide, 'step')}, unless the plan has a rule for it, and only then does the plan continue.`
      : '“Continue” checks every host first. Then the plan continues with its next step.',
  ].filter((sentence) => sentence !== '');
}

function Actions() {
  const state = useRunState();
  const openDialog = useRun((store) => store.show.openDialog);
  return (
    <>
      <Button
        leftSection={<IconPlayerPlay size={17} />}
        disabled={state.stop !== null}
        onClick={() => openDialog({ kind: 'continue' })}
      >
        Continue…
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileCheck size={17} />}
        onClick={() => openDialog({ kind: 'record', unit: null })}
      >
        Record steps done on paper…
      </Button>
      <StopButtons state={state} />
    </>
  );
}

function StopButtons({ state }: { readonly state: RunState }) {
  const openDialog = useRun((store) => store.show.openDialog);
  return (
    <>
      <Button
        color="red"
        variant="outline"
        leftSection={<IconPlayerStop size={17} />}
        disabled={state.stop !== null}
        onClick={() => openDialog({ kind: 'stop', andBackOut: false })}
      >
        {state.stop ? 'Stopping' : 'Stop the run…'}
      </Button>
      {mayBackOut(state) ? (
        <Button
          color="red"
          variant="outline"
          leftSection={<IconArrowBackUp size={17} />}
          disabled={state.stop !== null}
          onClick={() => openDialog({ kind: 'stop', andBackOut: true })}
        >
          Stop and back out…
        </Button>
      ) : null}
    </>
  );
}

/** Recovery is behind the run; what is below stays to be read. */
function Over() {
  const { outcome, header } = useRunState();
  return (
    <Section title="What happens next" variant="card">
      {outcome === null
        ? 'A person continued this run, and the plan is running again.'
        : `The run has ended: ${outcome}.`}{' '}
      <Anchor inherit component={Link} href={`/run/${header.run}`}>
        Open the run
      </Anchor>
    </Section>
  );
}
