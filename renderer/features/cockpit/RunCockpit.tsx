import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { isProduction } from '#core/release/production.ts';
import { type CloseOutFacts, pointsToSettle } from '#core/run/close-out.ts';
import type { UnitRef } from '#core/run/events.ts';
import { openDefects } from '#core/run/log-defects.ts';
import { allUnits, type RunState, unitKey } from '#core/run/state.ts';
import { labelOutcome } from '#core/words/run/describe-ended.ts';
import { describeOpenMessages } from '#core/words/run/describe-message.ts';
import { labelQuestion } from '#core/words/run/label-question.ts';
import { Dialogs } from '#run/actions/Dialogs.tsx';
import { DecisionPanel } from '#run/decision/DecisionPanel.tsx';
import { useFrontQuestion } from '#run/decision/use-front-question.ts';
import { RunProvider } from '#run/live/RunProvider.tsx';
import { useOfRun, useOfView, useOpenRun, useRun, useRunParts } from '#run/live/run-context.ts';
import { useMessages } from '#run/live/use-messages.ts';
import { UnitPanel } from '#run/unit/UnitPanel.tsx';
import { labelUnit } from '#run/wording.ts';
import { HEADER_HEIGHT, ROW_HEIGHT } from '#ui/grid/grid-layout.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { AllOutputPane } from './AllOutputPane.tsx';
import { Banners } from './Banners.tsx';
import { CloseOutPane, useCloseOutFacts } from './CloseOutPane.tsx';
import classes from './cockpit.module.css';
import { DefectsPane } from './DefectsPane.tsx';
import { ExcludedHosts } from './ExcludedHosts.tsx';
import { GridBar } from './GridBar.tsx';
import { ALL_ROWS, type GridFilter, MANY_ROWS } from './grid-rows.ts';
import { MessagesPane } from './MessagesPane.tsx';
import { PreflightTable } from './PreflightTable.tsx';
import { RunHeader } from './RunHeader.tsx';
import { RunLogPane } from './RunLogPane.tsx';
import { StepList } from './StepList.tsx';
import { rowKeys, unitToWatch } from './steps.ts';
import { UnitGrid } from './UnitGrid.tsx';

/** One run as it happens, or as it happened. */
export function RunCockpit({ run }: { readonly run: string }) {
  return (
    <RunProvider run={run}>
      <Panels />
    </RunProvider>
  );
}

function Panels() {
  const { questions: open, header } = useRunParts('questions', 'header');
  useSelectionThatFollows();
  useSelectionFromAddress();
  const carriedOut = useOfView((view) => view.carriedOut);
  const questions = carriedOut ? [...open.values()] : [];
  const front = useFrontQuestion(questions);
  return (
    <div
      className={classes.cockpit}
      data-asks={front !== null}
      data-production={isProduction(header.environmentKind)}
    >
      <RunHeader />
      <Banners />
      <div className={classes.body}>
        <StepList />
        <Centre />
        {front ? <DecisionPanel questions={questions} front={front} /> : null}
      </div>
      <Dialogs />
      <Announcer />
    </div>
  );
}

type Pane = 'grid' | 'preflight' | 'output' | 'defects' | 'messages' | 'log' | 'close';

function Centre() {
  const state = useRunParts(
    'header',
    'plan',
    'excluded',
    'decisions',
    'defects',
    'startedAt',
    'outcome',
    'preflight',
    'closed',
  );
  const rows = useMemo(() => rowKeys(state.plan).length, [state.plan]);
  const [chosen, setChosen] = useState<Pane | null>(null);
  const [filter, setFilter] = useState(ALL_ROWS);
  const isLong = rows > MANY_ROWS;
  const isLooking = useRun((store) => store.progress?.during === 'preflight');
  const pane = chosen ?? (isLooking || isHeldUpByPreflight(state) ? 'preflight' : 'grid');
  const notes = state.decisions.length;
  const open = openDefects(state).length;
  const messages = useMessages();
  const due = describeOpenMessages(messages);
  const facts = useCloseOutFacts(state.header.run, state.outcome !== null);
  const points = useOfRun((whole) => (facts === null ? 0 : pointsToSettle(whole, facts).length));
  const data = [
    { value: 'grid', label: 'Hosts and steps' },
    { value: 'preflight', label: 'Preflight' },
    { value: 'output', label: 'All output' },
    { value: 'defects', label: open === 0 ? 'Defects' : `Defects (${open} open)` },
    ...(messages.length === 0
      ? []
      : [{ value: 'messages', label: due === null ? 'Messages' : `Messages (${due})` }]),
    { value: 'log', label: notes === 0 ? 'Decisions and notes' : `Decisions and notes (${notes})` },
    ...(state.outcome === null
      ? []
      : [{ value: 'close', label: labelCloseOut(points, state.closed !== null) }]),
  ];
  return (
    <div
      className={classes.centre}
      data-pane={pane}
      style={
        {
          '--grid-height': `${gridHeight(rows, { hasExcluded: state.excluded.size > 0, isLong })}px`,
        } as CSSProperties
      }
    >
      <section className={classes.above} aria-label="Overview">
        <div className={classes.paneBar}>
          <SegmentedControl
            size="xs"
            aria-label="Show"
            data={data}
            value={pane}
            onChange={(value) => setChosen(value as Pane)}
          />
        </div>
        <ExcludedHosts />
        {pane === 'grid' && isLong ? <GridBar filter={filter} onChange={setFilter} /> : null}
        <div className={classes.paneBody}>
          <PaneBody pane={pane} filter={filter} facts={facts} onShow={setChosen} />
        </div>
      </section>
      <div className={classes.below}>
        <UnitPanel />
      </div>
    </div>
  );
}

function labelCloseOut(open: number, isClosed: boolean): string {
  if (open > 0) return `Close-out (${open} open)`;
  return isClosed ? 'Close-out (closed)' : 'Close-out';
}

interface PaneBodyProps {
  readonly pane: Pane;
  readonly filter: GridFilter;
  readonly facts: CloseOutFacts | null;
  onShow(pane: Pane): void;
}

function PaneBody({ pane, filter, facts, onShow }: PaneBodyProps) {
  switch (pane) {
    case 'grid':
      return <UnitGrid filter={filter} />;
    case 'preflight':
      return <PreflightTable />;
    case 'output':
      return <AllOutputPane onShow={onShow} />;
    case 'defects':
      return <DefectsPane />;
    case 'messages':
      return <MessagesPane />;
    case 'log':
      return <RunLogPane />;
    case 'close':
      return <CloseOutPane facts={facts} onShow={onShow} />;
  }
}

/** Preflight is what must be looked at: it is running, or it found the hosts unfit. */
function isHeldUpByPreflight({
  startedAt,
  outcome,
  preflight,
}: Pick<RunState, 'startedAt' | 'outcome' | 'preflight'>): boolean {
  if (startedAt === null) return outcome !== 'succeeded';
  return outcome === null && preflight !== null && !preflight.passed;
}

/** Room for the bar, the hosts that are left out, the head, all rows and a scrollbar. */
interface GridRoom {
  readonly hasExcluded: boolean;
  /** Its rows can be chosen from. */
  readonly isLong: boolean;
}

function gridHeight(rows: number, { hasExcluded, isLong }: GridRoom): number {
  return 46 + (hasExcluded ? 42 : 0) + (isLong ? 42 : 0) + HEADER_HEIGHT + rows * ROW_HEIGHT + 16;
}

/** How often the selection may move by itself: what is looked at must be readable. */
const FOLLOW_MS = 1000;

/** Until the person chooses a unit, the one worth watching is selected as the run continues. */
function useSelectionThatFollows(): void {
  const { run } = useOpenRun();
  const followed = useRef<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const rest = (): void => {
      timer = null;
      follow();
    };
    const follow = (): void => {
      const { selected, show, view } = run.getState();
      if (timer !== null || !view || keyOf(selected) !== followed.current) return;
      const watch = unitToWatch(view.state);
      if (keyOf(watch) === followed.current) return;
      followed.current = keyOf(watch);
      show.select(watch);
      timer = setTimeout(rest, FOLLOW_MS);
    };
    const stop = run.subscribe((store, before) =>
      store.view?.state === before.view?.state ? undefined : follow(),
    );
    follow();
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [run]);
}

function keyOf(unit: UnitRef | null): string | null {
  return unit && unitKey(unit);
}

/** A link may name the unit that is to be seen. */
function useSelectionFromAddress(): void {
  const { run } = useOpenRun();
  const wanted = new URLSearchParams(useSearch()).get('unit');
  useEffect(() => {
    const { view, show } = run.getState();
    const unit = view && [...allUnits(view.state)].find(({ ref }) => unitKey(ref) === wanted);
    if (unit) show.select(unit.ref);
  }, [run, wanted]);
}

/** Reads out a question when it is asked, and the end of the run. */
function Announcer() {
  const state = useRunParts('plan', 'questions', 'outcome', 'stop');
  const newest = [...state.questions.values()].at(-1);
  const said = newest
    ? `Decision needed. ${labelQuestion(newest.question)}: ${labelUnit(state.plan, newest.question.unit)}`
    : state.outcome === null
      ? state.stop === null
        ? ''
        : 'The run is stopping'
      : `The run has ended: ${labelOutcome(state.outcome)}`;
  return (
    <div role="status" aria-live="assertive" className={classes.unseen}>
      {spelledLines(said)}
    </div>
  );
}
