import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconHelp } from '@tabler/icons-react';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import { type Backup, isSoundBackup, type RestorePreview } from '#core/library/backup.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import { formatAgo, formatTime } from '#core/words/figures/format-time.ts';
import {
  describeBackupFinding,
  labelBackupCheck,
  labelBackupReason,
} from '#core/words/library/describe-backup.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { StateBadge } from '#ui/StateBadge.tsx';
import { BackupRules } from './BackupRules.tsx';
import { RestoreDialog, type RestoreWish } from './RestoreDialog.tsx';

/** Which copies of the library there are, when they are made, and how one is put back. */
export function BackupsScreen() {
  const { value: found, problem, refresh } = useCommand('backups.list', {});
  const [wish, setWish] = useState<RestoreWish | null>(null);
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'backups') refresh();
  });
  const ask = (id: string | null, asking: Promise<RestorePreview | null>) =>
    void asking.then(
      (preview) => preview && setWish({ id, preview }),
      (cause: unknown) => noticeFailure('The backup cannot be restored', cause),
    );
  return (
    <Page
      header={
        <PageHeader
          title="Backups"
          sub="Copies of the library, each made at one moment and checked"
          actions={
            <>
              <Button variant="default" onClick={() => ask(null, bridge.call('desktop.chooseBackup', {}))}>
                Restore from a file…
              </Button>
              {found?.settings && <MakeButton onMade={refresh} />}
            </>
          }
        />
      }
    >
      <ProblemBar title="The backups could not be read" problem={problem} />
      {found && (
        <Section
          title="Backups"
          note={
            <>
              In <InlineCode>{found.folder}</InlineCode>
            </>
          }
        >
          {found.backups.length === 0 ? (
            <p>None yet. One is made when a run has ended, or now.</p>
          ) : (
            <DataTable
              label="Backups"
              rows={found.backups}
              keyOf={({ path }) => path}
              columns={columnsWith(({ id }) => ask(id, bridge.call('backups.preview', { id })))}
            />
          )}
        </Section>
      )}
      {found?.settings && <BackupRules settings={found.settings} onChange={refresh} />}
      {wish && <RestoreDialog wish={wish} onClose={() => setWish(null)} />}
    </Page>
  );
}

function MakeButton({ onMade }: { readonly onMade: () => void }) {
  const [busy, setBusy] = useState(false);
  const make = () => {
    setBusy(true);
    bridge
      .call('backups.make', {})
      .then((made) =>
        isSoundBackup(made)
          ? noticeDone('Backup made and checked', made.path)
          : noticeFailure('The backup is damaged', new Error(listFindings(made))),
      )
      .catch((cause: unknown) => noticeFailure('No backup was made', cause))
      .finally(() => {
        setBusy(false);
        onMade();
      });
  };
  return (
    <Button loading={busy} onClick={make}>
      Back up now
    </Button>
  );
}

function columnsWith(restore: (backup: Backup) => void): readonly Column<Backup>[] {
  return [
    { key: 'at', title: 'Made', cell: ({ at }) => formatTime(at) },
    { key: 'ago', title: 'Age', cell: ({ at }) => formatAgo(at, Date.now()) },
    { key: 'why', title: 'Why', cell: ({ reason }) => labelBackupReason(reason) },
    { key: 'size', title: 'Size', cell: ({ bytes }) => formatBytes(bytes) },
    { key: 'check', title: 'Check', cell: (backup) => <Check backup={backup} /> },
    {
      key: 'restore',
      title: 'Actions',
      unseen: true,
      cell: (backup) => (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={`Restore the backup of ${formatTime(backup.at)}…`}
          onClick={() => restore(backup)}
        >
          Restore…
        </Button>
      ),
    },
  ];
}

/** One in a line. */
function listFindings({ check }: Backup): string {
  return (check?.findings ?? []).map(describeBackupFinding).join('\n');
}

function Check({ backup }: { readonly backup: Backup }) {
  const label = labelBackupCheck(backup);
  if (backup.check === null) return <StateBadge tone="quiet" icon={IconHelp} label={label} variant="plain" />;
  const isSound = isSoundBackup(backup);
  return (
    <StateBadge
      tone={isSound ? 'good' : 'bad'}
      icon={isSound ? IconCheck : IconAlertTriangle}
      label={label}
      variant="plain"
      title={listFindings(backup) || undefined}
    />
  );
}
