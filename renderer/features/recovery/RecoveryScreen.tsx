import { Anchor, Button } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { isProduction } from '#core/release/production.ts';
import { labelMode, labelPlan } from '#core/words/run/label-run.ts';
import { Dialogs } from '#run/actions/Dialogs.tsx';
import { PrintReport } from '#run/actions/RunActions.tsx';
import { UnfitHosts } from '#run/actions/UnfitHosts.tsx';
import { UnreadLosses } from '#run/actions/UnreadLosses.tsx';
import { RunProvider } from '#run/live/RunProvider.tsx';
import { useOfView, useRun } from '#run/live/run-context.ts';
import { LeftForms } from '#ui/form/LeftForms.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { FoundList } from './FoundList.tsx';
import { RecoveryLead } from './RecoveryLead.tsx';
import classes from './recovery.module.css';
import { groupsOf } from './recovery-lines.ts';
import { WhatNext } from './WhatNext.tsx';

/** What became of a run while Holdpoint was not there: seen first, and decided before anything continues. */
export function RecoveryScreen({ run }: { readonly run: string }) {
  return (
    <RunProvider run={run}>
      <Recovery />
    </RunProvider>
  );
}

function Recovery() {
  const view = useOfView((read) => read);
  const { heard, unread, failure } = useRun((store) => store);
  const groups = useMemo(() => groupsOf(view, heard), [view, heard]);
  const { header, operators, seq, lastAt } = view.state;
  const about = [
    `${labelPlan(header.plan)}, ${labelMode(header.mode).toLowerCase()}`,
    `${isProduction(header.environmentKind) ? 'production, ' : ''}${header.environment}`,
    `run by ${operators.join(', then ')}`,
    header.run,
  ].join(' · ');
  return (
    <Page
      header={
        <PageHeader
          title={`${header.releaseName} ${header.version}: what happened`}
          sub={<SafeText text={about} />}
          actions={
            <>
              <PrintReport />
              <Button component={Link} href={`/run/${header.run}`} variant="default">
                Open the run
              </Button>
            </>
          }
          back={
            <Anchor inherit component={Link} href="/">
              Library
            </Anchor>
          }
        />
      }
    >
      <ProblemBar title="The screen may be out of date" problem={failure} />
      <LeftForms />
      <RecoveryLead groups={groups} />
      <div className={classes.unfit}>
        <UnfitHosts />
      </div>
      <UnreadLosses header={header} losses={unread} newest={{ seq, at: lastAt }} />
      {unread.length > 0 ? null : <WhatNext groups={groups} />}
      {groups.map((group) => (
        <FoundList key={group.found} group={group} />
      ))}
      <Dialogs />
    </Page>
  );
}
