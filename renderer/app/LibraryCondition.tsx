import { Button } from '@mantine/core';
import { IconAlertTriangle, IconDatabaseOff, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { AppFacts, BackupFailureTold } from '#contract/app-facts.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { describeOpening } from '#core/words/library/describe-evidence.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';

/** Says on every page what keeps the library from being written, what it has lost, and what it is missing. Nothing when all is well. */
export function LibraryCondition() {
  // A library that cannot be opened at all is told by the pages themselves.
  const { value: facts, refresh } = useCommand('app.facts', {});
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'backups') refresh();
  });
  if (!facts) return null;
  return (
    <>
      {facts.readOnly ? (
        <NoticeBar tone="care" icon={IconLock} title="The library can only be read. Nothing can be run.">
          <SafeText text={facts.readOnly} />
        </NoticeBar>
      ) : null}
      {facts.caution ? (
        <NoticeBar tone="care" icon={IconAlertTriangle} title="The library is not safe in this place">
          <SafeText text={facts.caution} />
        </NoticeBar>
      ) : null}
      {facts.absentLibrary ? <Absent folder={facts.absentLibrary} /> : null}
      {facts.losses.length > 0 ? <Losses losses={facts.losses} /> : null}
      {facts.backupFailure ? (
        <NoBackup key={facts.backupFailure.at} failure={facts.backupFailure} onMade={refresh} />
      ) : null}
    </>
  );
}

function Losses({ losses }: Pick<AppFacts, 'losses'>) {
  return (
    <NoticeBar tone="bad" icon={IconAlertTriangle} title="The library is not whole" role="alert">
      {losses.map(describeOpening).map((loss) => (
        <div key={loss}>
          <SafeText text={loss} />
        </div>
      ))}
      Check the evidence of the runs concerned, and keep this folder unchanged for the investigation.
    </NoticeBar>
  );
}

/** Nobody works in another library than they mean to. */
function Absent({ folder }: { readonly folder: string }) {
  const [isRead, setRead] = useState(false);
  if (isRead) return null;
  const keep = () =>
    void bridge.call('desktop.keepLibrary', {}).then(
      () => setRead(true),
      (cause: unknown) => noticeFailure('The choice was not saved', cause),
    );
  return (
    <NoticeBar
      tone="care"
      icon={IconDatabaseOff}
      title="The library that you opened last is not there"
      actions={
        <>
          <Button variant="default" size="xs" onClick={keep}>
            Open this one from now on
          </Button>
          <Button variant="subtle" size="xs" onClick={() => setRead(true)}>
            Close
          </Button>
        </>
      }
    >
      <SafeText
        text={`${folder} holds no library. This is the workstation's own. Connect its disk, then start Holdpoint again.`}
      />
    </NoticeBar>
  );
}

/** The run is what it is; its record exists once only. */
function NoBackup({ failure, onMade }: { readonly failure: BackupFailureTold; readonly onMade: () => void }) {
  const [isRead, setRead] = useState(false);
  if (isRead) return null;
  const again = () =>
    void bridge
      .call('backups.make', {})
      // What keeps it from being made now stands here then.
      .catch(() => undefined)
      .finally(onMade);
  return (
    <NoticeBar
      tone="care"
      icon={IconDatabaseOff}
      title={`The library was not backed up, ${formatMoment(failure.at)}`}
      actions={
        <>
          <Button variant="default" size="xs" onClick={again}>
            Back up now
          </Button>
          <Button component={Link} href="/backups" variant="subtle" size="xs">
            Backups
          </Button>
          <Button variant="subtle" size="xs" onClick={() => setRead(true)}>
            Close
          </Button>
        </>
      }
    >
      <SafeText text={failure.message} /> Runs are not affected.
    </NoticeBar>
  );
}
