import { Anchor, Group, Select } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { RunSummary } from '#contract/commands/run-records.ts';
import { describeBackedOut, describeRun, markOfRun } from '#core/words/backout/describe-backed-out.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { labelMode, labelPlan } from '#core/words/run/label-run.ts';
import { ListedRuns } from '#run/ListedRuns.tsx';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { shortId } from './comparing.ts';
import classes from './history.module.css';
import { choicesOf, EVERYTHING, filterRuns, type RunFilter } from './run-filter.ts';

/** Every run of this library, newest first. */
export function RunHistory() {
  const { value: runs, problem, refresh } = useCommand('run.list', { release: null });
  const { value: notListed, refresh: lookAgain } = useCommand('run.notListed', {});
  const [filter, setFilter] = useState<RunFilter>(EVERYTHING);
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'runs') {
      refresh();
      lookAgain();
    }
  });
  const shown = filterRuns(runs ?? [], filter);
  return (
    <Page
      header={
        <PageHeader
          title="Runs"
          sub="What was run, when, by whom, and how it ended"
          below={
            runs && runs.length > 0 ? <Filters runs={runs} filter={filter} onChange={setFilter} /> : null
          }
        />
      }
    >
      <ProblemBar title="The runs could not be read" problem={problem} />
      {runs === null ? null : (
        <ListedRuns count={runs.length} notListed={notListed} none={<NoRuns />}>
          {shown.length > 0 ? (
            <DataTable
              label="Runs"
              rows={shown}
              columns={columnsFor(shown)}
              keyOf={(run) => run.run}
              textOf={textOfRun}
            />
          ) : (
            <p className={classes.none}>No run fits these filters.</p>
          )}
        </ListedRuns>
      )}
    </Page>
  );
}

function NoRuns() {
  return (
    <EmptyState
      icon={<IconHistory />}
      title="No runs yet"
      action={
        <Anchor inherit component={Link} href="/">
          Open the library
        </Anchor>
      }
    >
      Open a release and start one of its plans. Every run stays here with its log, its output and its report.
    </EmptyState>
  );
}

function textOfRun(run: RunSummary): string {
  const { releaseName, version, environment, operator } = run;
  return [releaseName, version, run.run, environment, operator, describeRun(run)].join(' ');
}

interface FiltersProps {
  readonly runs: readonly RunSummary[];
  readonly filter: RunFilter;
  onChange(filter: RunFilter): void;
}

const FILTERS = [
  { of: 'release', label: 'Release', every: 'Every release', width: 220 },
  { of: 'state', label: 'State', every: 'Every state', width: 170 },
  { of: 'environment', label: 'Environment', every: 'Every environment', width: 200 },
] as const;

function Filters({ runs, filter, onChange }: FiltersProps) {
  const choices = choicesOf(runs);
  return (
    <Group gap="sm" pb="sm">
      {FILTERS.map(({ of, label, every, width }) => (
        <Select
          key={of}
          aria-label={label}
          placeholder={every}
          clearable
          allowDeselect
          w={width}
          data={choices[of].map((value) => ({ value, label: spelledLines(value) }))}
          value={filter[of]}
          onChange={(chosen) => onChange({ ...filter, [of]: chosen })}
        />
      ))}
    </Group>
  );
}

/** Where no run is a backout, and none was backed out, there is no column for it. */
function columnsFor(runs: readonly RunSummary[]): readonly Column<RunSummary>[] {
  const isBackout = runs.some(({ undoes, backedOut }) => undoes !== null || backedOut !== null);
  return isBackout ? COLUMNS : COLUMNS.filter(({ key }) => key !== 'backout');
}

const COLUMNS: readonly Column<RunSummary>[] = [
  {
    key: 'release',
    title: 'Release',
    cell: (run) => (
      <Anchor inherit component={Link} href={`/run/${run.run}`}>
        <SafeText text={`${run.releaseName} ${run.version}`} />
      </Anchor>
    ),
  },
  {
    key: 'plan',
    title: 'Plan',
    cell: (run) =>
      `${labelPlan(run.plan)}${run.mode === 'live' ? '' : `, ${labelMode(run.mode).toLowerCase()}`}`,
  },
  { key: 'environment', title: 'Environment', cell: (run) => <SafeText text={run.environment} /> },
  {
    key: 'state',
    title: 'State',
    cell: (run) => <StateMark state={markOfRun(run)} word={describeRun(run)} />,
  },
  { key: 'operator', title: 'Operator', cell: (run) => <SafeText text={run.operator} /> },
  {
    key: 'started',
    title: 'Started',
    cell: (run) => <span className={classes.when}>{formatTime(run.startedAt)}</span>,
  },
  {
    key: 'took',
    title: 'Took',
    cell: (run) => (
      <span className={classes.when}>
        {run.finishedAt
          ? formatDuration(Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt)))
          : '–'}
      </span>
    ),
  },
  { key: 'backout', title: 'Backout', cell: (run) => <BackoutLink run={run} /> },
  {
    key: 'compare',
    title: 'Compare',
    unseen: true,
    cell: (run) => (
      <Anchor
        inherit
        component={Link}
        href={`/run/${run.run}/compare`}
        aria-label={`Compare ${run.run} with another run`}
      >
        Compare
      </Anchor>
    ),
  },
];

function BackoutLink({ run: { undoes, backedOut } }: { readonly run: RunSummary }) {
  if (undoes !== null)
    return (
      <Anchor inherit component={Link} href={`/run/${undoes}`}>
        {`of ${shortId(undoes)}`}
      </Anchor>
    );
  return backedOut ? (
    <Anchor inherit component={Link} href={`/run/${backedOut.by}`}>
      {describeBackedOut(backedOut)}: {shortId(backedOut.by)}
    </Anchor>
  ) : null;
}
