import { IconAlertTriangle, IconHistory } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MissingRun, NotListed } from '#core/run/evidence.ts';
import { describeMissing, NONE_LEFT } from '#core/words/library/describe-evidence.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './ListedRuns.module.css';

export interface ListedRunsProps {
  /** How many the list names. */
  readonly count: number;
  /** Null until it is known. */
  readonly notListed: NotListed | null;
  /** What to say where there was none yet. */
  readonly none: ReactNode;
  readonly children: ReactNode;
}

/** A list of runs under what it cannot show; a library that lost events is not said to have had no runs. */
export function ListedRuns({ count, notListed, none, children }: ListedRunsProps) {
  if (notListed === null) return null;
  const { runs, isLossy } = notListed;
  if (count > 0 || runs.length > 0)
    return (
      <div className={classes.listed}>
        {runs.length > 0 ? <MissingRuns missing={runs} /> : null}
        {count > 0 ? children : null}
      </div>
    );
  if (!isLossy) return none;
  return (
    <EmptyState icon={<IconHistory />} title={NONE_LEFT}>
      Runs that were begun here may be missing. Look at the hosts, and at printed reports, before anything is
      run again.
    </EmptyState>
  );
}

function MissingRuns({ missing }: { readonly missing: readonly MissingRun[] }) {
  return (
    <NoticeBar tone="bad" icon={IconAlertTriangle} title="Runs are missing from this library" role="alert">
      {missing.map((each) => (
        <div key={each.run}>
          <SafeText text={describeMissing(each)} />
        </div>
      ))}
      Keep this folder unchanged for the investigation, and look at the hosts before anything is run again.
    </NoticeBar>
  );
}
