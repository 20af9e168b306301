import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconExclamationCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { Checked, Health } from '#core/diagnostics/checked.ts';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { StateBadge } from '#ui/StateBadge.tsx';
import type { StateLook } from '#ui/state/state-look.ts';
import { CrashReports } from './CrashReports.tsx';
import classes from './diagnostics.module.css';
import { LogViewer } from './LogViewer.tsx';

/** How program, library and workstation are, what crashed, and what the program did. */
export function DiagnosticsScreen() {
  const { value: checked, problem, loading, refresh } = useCommand('doctor.examine', {});
  return (
    <Page
      header={
        <PageHeader
          title="Diagnostics"
          sub="Nothing of this leaves the workstation unless you save it and pass it on"
          actions={
            <>
              <Button variant="default" loading={loading} onClick={refresh}>
                Check again
              </Button>
              <SaveButton />
            </>
          }
        />
      }
    >
      <ProblemBar title="Nothing could be checked" problem={problem} />
      {checked && (
        <Section title="Doctor">
          <ul className={classes.checks}>
            {checked.map((each) => (
              <Check key={each.id} checked={each} />
            ))}
          </ul>
        </Section>
      )}
      <CrashReports />
      <LogViewer />
    </Page>
  );
}

const LOOKS: Readonly<Record<Health, StateLook>> = {
  ok: { tone: 'good', icon: IconCheck },
  warning: { tone: 'care', icon: IconExclamationCircle },
  problem: { tone: 'bad', icon: IconAlertTriangle },
};

function Check({ checked: { title, health, says, next } }: { readonly checked: Checked }) {
  return (
    <li className={classes.check}>
      <span>
        <StateBadge {...LOOKS[health]} label={health} variant="plain" />
      </span>
      <span className={classes.title}>{title}</span>
      <span className={classes.says}>
        <SafeText text={says} />
        {next !== null && (
          <span className={classes.next}>
            <SafeText text={next} />
          </span>
        )}
      </span>
    </li>
  );
}

function SaveButton() {
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    bridge
      .call('desktop.saveDiagnostics', {})
      .then(
        (saved) =>
          saved && noticeDone('Diagnostics saved', `Read the file before you pass it on: ${saved.path}`),
      )
      .catch((cause: unknown) => noticeFailure('The diagnostics were not saved', cause))
      .finally(() => setBusy(false));
  };
  return (
    <Button loading={busy} onClick={save}>
      Save diagnostics…
    </Button>
  );
}
