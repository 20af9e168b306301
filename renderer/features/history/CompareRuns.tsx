import { Anchor, Group, Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { RunSummary } from '#contract/commands/run-records.ts';
import type { RunComparison } from '#core/run/comparison.ts';
import type { RunId } from '#core/run/events.ts';
import { describeRun } from '#core/words/backout/describe-backed-out.ts';
import { formatCount, formatUnitCount } from '#core/words/figures/format-count.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { labelMode } from '#core/words/run/label-run.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Waiting } from '#ui/Waiting.tsx';
import { BaselineForm } from './BaselineForm.tsx';
import { ComparedUnits } from './ComparedUnits.tsx';
import { comparable, rowsOf, shortId } from './comparing.ts';
import classes from './history.module.css';

interface CompareRunsProps {
  readonly run: string;
  /** The run it is compared with; null: none is chosen yet. */
  readonly other: string | null;
}

/** One run compared with an earlier one of the same plan: a rehearsal, or a check that was right. */
export function CompareRuns({ run, other }: CompareRunsProps) {
  const { value: runs, problem, refresh } = useCommand('run.list', { release: null });
  const [onlyBaseline, setOnlyBaseline] = useState(false);
  const [all, setAll] = useState(false);
  const what = onlyBaseline ? 'baseline' : 'everything';
  const compared = useCommand(
    'run.compare',
    other === null ? null : { run: other as RunId, other: run as RunId, what },
  );
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'runs') refresh();
  });
  return (
    <Page header={<Head run={run} runs={runs ?? []} />}>
      <ProblemBar title="The runs could not be compared" problem={problem ?? compared.problem} />
      <Group align="flex-end" gap="lg">
        <OtherRun run={run} other={other} runs={runs ?? []} />
        <Switch
          label="Only checks and probes"
          checked={onlyBaseline}
          onChange={(event) => setOnlyBaseline(event.currentTarget.checked)}
        />
        <Switch
          label="Show what is the same"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </Group>
      {compared.loading && other !== null ? <Waiting label="Comparing the runs" /> : null}
      {compared.value && other !== null ? (
        <>
          <ProblemBar title="What is compared is not what was recorded" problem={saidOf(compared.value)} />
          <Summary comparison={compared.value} />
          <ComparedUnits rows={rowsOf(compared.value, all)} comparison={compared.value} />
        </>
      ) : null}
      <div className={classes.baseline}>
        <BaselineForm run={run} />
      </div>
    </Page>
  );
}

function saidOf({ unsound }: RunComparison): string | null {
  return unsound.length === 0 ? null : unsound.join('\n');
}

function Head({ run, runs }: { readonly run: string; readonly runs: readonly RunSummary[] }) {
  const own = runs.find((each) => each.run === run);
  return (
    <PageHeader
      back={
        <Anchor inherit component={Link} href={`/run/${run}`}>
          Back to the run
        </Anchor>
      }
      title="Compare runs"
      sub={own ? <SafeText text={`${own.releaseName}: ${labelRun(own)}`} /> : null}
    />
  );
}

interface OtherRunProps extends CompareRunsProps {
  readonly runs: readonly RunSummary[];
}

function OtherRun({ run, other, runs }: OtherRunProps) {
  const [, goTo] = useLocation();
  const choices = comparable(runs, run);
  return (
    <Select
      label="Compare with"
      description={
        choices.length === 0 ? 'There is no other run of this plan' : 'Another run of the same plan'
      }
      placeholder="Choose a run"
      w={460}
      searchable
      disabled={choices.length === 0}
      data={choices.map((each) => ({ value: each.run, label: spelledLines(labelRun(each)) }))}
      value={other}
      onChange={(chosen) => chosen && goTo(`/run/${run}/compare/${chosen}`, { replace: true })}
    />
  );
}

function labelRun(summary: RunSummary): string {
  const { run, version, mode, environment, startedAt } = summary;
  return `${version}, ${labelMode(mode).toLowerCase()} on ${environment}, ${formatTime(startedAt)}, ${describeRun(summary)} (${shortId(run)})`;
}

function Summary({ comparison: { a, b, same, differs } }: { readonly comparison: RunComparison }) {
  return (
    <p role="status" className={classes.summary}>
      {formatUnitCount(same + differs)}: {same} the same, {formatCount(differs, 'differs', 'differ')}.{' '}
      <span className={classes.quiet}>
        {`− is ${shortId(a.run)}, + is ${shortId(b.run)}. Times, durations, process ids and the runs’ own ids are not compared.`}
      </span>
    </p>
  );
}
