import { Anchor, Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { type StoreApi, useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import { PLAN_NAMES } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import { MODES } from '#core/run/mode.ts';
import { DraftScope, type Typed, useTypedOnPage } from '#ui/form/drafts.ts';
import { BackAgain } from '#ui/form/FormWindows.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { WayOut, WhyNot } from '#ui/WhyNot.tsx';
import { ChoiceSection } from './ChoiceSection.tsx';
import { FailedOfSection } from './FailedOfSection.tsx';
import { ConfirmSection, GateSection } from './GateSection.tsx';
import { KeysSection } from './KeysSection.tsx';
import { NeedsSection } from './NeedsSection.tsx';
import { PlanSection } from './PlanSection.tsx';
import classes from './start.module.css';
import {
  blockersOf,
  createStartStore,
  type StartForm,
  type StartStore,
  type TypedChoice,
} from './start-store.ts';

/** Everything that is decided before a run, on one page, in the order in which it matters. */
export function StartRun({ release }: { readonly release: string }) {
  const search = useSearch();
  return (
    <DraftScope value={`release ${release}`}>
      <PreparedRun key={search} release={release} search={search} />
    </DraftScope>
  );
}

interface PreparedRunProps {
  readonly release: string;
  /** What the address says of the run. */
  readonly search: string;
}

function PreparedRun({ release, search }: PreparedRunProps) {
  const begin = useMemo(() => formOf(new URLSearchParams(search)), [search]);
  const typed = useTypedOnPage<TypedChoice>(`start ${search}`, 'what is chosen for a run', {
    limit: begin.limit,
    vars: begin.vars,
    operator: begin.operator,
    overrides: begin.overrides,
    from: begin.from,
    leaveOutBecause: begin.leaveOutBecause,
  });
  const [store] = useState(() => createStartStore(bridge, { release, form: { ...begin, ...typed.value } }));
  useEffect(() => void store.getState().prepare.load(), [store]);
  const { release: facts, failure } = useStore(store, ({ prepared }) => prepared);
  return (
    <Page
      width="reading"
      header={
        <PageHeader
          back={
            <Anchor inherit component={Link} href={`/release/${release}`}>
              Back to the release
            </Anchor>
          }
          title={facts ? `Run ${facts.name} ${facts.version}` : 'Run'}
          sub="Nothing is sent to a host until preflight has passed on all of them."
        />
      }
    >
      <WhyNot title="The run could not be prepared" why={failure}>
        <OpenRelease release={release} />
      </WhyNot>
      <FailedOfSection store={store} />
      {typed.isBack ? <ChosenBefore typed={typed} store={store} /> : null}
      <GateSection release={release} store={store} typed={typed} />
      <ChoiceSection store={store} typed={typed} />
      <PlanSection store={store} />
      <NeedsSection store={store} />
      <KeysSection store={store} />
      <ConfirmSection store={store} />
      <StartBar release={release} store={store} onStarted={() => typed.startOver()} />
    </Page>
  );
}

interface ChosenBeforeProps {
  readonly typed: Typed<TypedChoice>;
  readonly store: StoreApi<StartStore>;
}

/** A limit that nobody remembers would leave hosts out. */
function ChosenBefore({ typed, store }: ChosenBeforeProps) {
  const { change, load } = useStore(store, ({ prepare }) => prepare);
  const startOver = (): void => {
    typed.startOver();
    change(typed.start);
    void load();
  };
  return (
    <BackAgain says="You find it under “What to run”; no run was started with it." onStartOver={startOver} />
  );
}

function formOf(query: URLSearchParams): Partial<StartForm> & TypedChoice {
  return {
    environment: query.get('env'),
    plan: PLAN_NAMES.find((name) => name === query.get('plan')) ?? 'deployment',
    mode: MODES.find((name) => name === query.get('mode')) ?? 'live',
    limit: query.get('limit') ?? '',
    operator: query.get('operator') ?? '',
    vars: query.getAll('var').join('\n'),
    overrides: {},
    from: query.get('from'),
    leaveOutBecause: query.get('because') ?? '',
    stepByStep: query.get('step-by-step') === 'yes',
    waitForHosts: query.get('wait') === 'yes',
    failedOf: query.get('failed-of') as RunId | null,
  };
}

function OpenRelease({ release }: { readonly release: string }) {
  const [, goTo] = useLocation();
  return <WayOut label="Open the release" onChoose={() => goTo(`/release/${release}`)} />;
}

interface StartBarProps {
  readonly release: string;
  readonly store: StoreApi<StartStore>;
  onStarted(): void;
}

function StartBar({ release, store, onStarted }: StartBarProps) {
  const state = useStore(store);
  const { busy, refused } = state.starting;
  const [, goTo] = useLocation();
  const blockers = blockersOf(state);
  const ready = blockers.length === 0 && state.prepared.answer?.plan != null;
  const start = async (): Promise<void> => {
    const run = await state.start();
    if (!run) return;
    onStarted();
    goTo(`/run/${run}`);
  };
  const waitAndStart = (): void => {
    state.prepare.change({ waitForHosts: true });
    void start();
  };
  return (
    <div className={classes.startBar}>
      <div className={classes.refused}>
        <WhyNot title="The run was not started" why={refused}>
          {refused?.code === 'hosts-busy' ? (
            <WayOut label="Wait for these hosts" busy={busy} onChoose={waitAndStart} />
          ) : null}
          {refused?.code === 'plan-invalid' ? <OpenRelease release={release} /> : null}
        </WhyNot>
      </div>
      <div role="status" className={classes.blockers}>
        {ready
          ? 'Ready. Preflight comes first; the steps begin only when it has passed.'
          : blockers.length === 0
            ? 'Planning…'
            : blockers.join(' ')}
      </div>
      <Button
        size="md"
        className={classes.start ?? ''}
        leftSection={<IconPlayerPlay size={17} />}
        disabled={!ready}
        loading={busy}
        onClick={() => void start()}
      >
        {BUTTONS[state.form.mode]} {state.form.environment ? `on ${state.form.environment}` : ''}
      </Button>
    </div>
  );
}

const BUTTONS = { live: 'Start', rehearsal: 'Start rehearsal', check: 'Start check' } as const;
