import { IconHistory } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import { describeRun, markOfRun } from '#core/words/backout/describe-backed-out.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { ListedRuns } from '#run/ListedRuns.tsx';
import { DataTable } from '#ui/DataTable.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './runs.module.css';

export function RunsView({ release }: { readonly release: string }) {
  const { value: runs, problem, refresh } = useCommand('run.list', { release });
  const { value: notListed, refresh: lookAgain } = useCommand('run.notListed', {});
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'runs') {
      refresh();
      lookAgain();
    }
  });
  if (problem !== null) return <ProblemBar title="The runs could not be read" problem={problem} />;
  if (runs === null) return null;
  const none = (
    <EmptyState icon={<IconHistory />} title="Never run">
      Rehearsals, checks and live runs of this release appear here with what was recorded.
    </EmptyState>
  );
  return (
    <ListedRuns count={runs.length} notListed={notListed} none={none}>
      <DataTable
        label="Runs of this release"
        rows={runs}
        keyOf={(run) => run.run}
        columns={[
          {
            key: 'started',
            title: 'Started',
            cell: (run) => (
              <Link href={`/run/${run.run}`} className={classes.link}>
                {formatTime(run.startedAt)}
              </Link>
            ),
          },
          {
            key: 'state',
            title: 'State',
            cell: (run) => <StateMark state={markOfRun(run)} word={describeRun(run)} />,
          },
          { key: 'plan', title: 'Plan', cell: (run) => (run.undoes ? 'backout of a run' : run.plan) },
          { key: 'environment', title: 'Environment', cell: (run) => run.environment },
          { key: 'mode', title: 'Mode', cell: (run) => run.mode },
          { key: 'version', title: 'Version', cell: (run) => run.version },
          { key: 'operator', title: 'Operator', cell: (run) => run.operator },
        ]}
      />
    </ListedRuns>
  );
}
