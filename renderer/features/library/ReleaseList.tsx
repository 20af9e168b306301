import { ActionIcon, Menu } from '@mantine/core';
import {
  IconAlertCircle,
  IconAppWindow,
  IconCheck,
  IconCopy,
  IconDots,
  IconFileExport,
  IconLink,
  IconPackageExport,
  IconPin,
  IconPinnedOff,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { wishBundle } from '#bridge/bundle-wish.ts';
import { pin } from '#bridge/pinned.ts';
import type { ReleaseSummary } from '#contract/commands/releases.ts';
import { linkOfPage } from '#contract/page-path.ts';
import { describeRun, markOfRun } from '#core/words/backout/describe-backed-out.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatAgo, formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeStanding } from '#core/words/release/describe-standing.ts';
import { ConfirmDialog } from '#ui/ConfirmButton.tsx';
import { copyText } from '#ui/clipboard.ts';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { openRowMenu } from '#ui/open-row-menu.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateBadge } from '#ui/StateBadge.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { EnvironmentNames } from './EnvironmentNames.tsx';
import classes from './library.module.css';

interface ReleaseListProps {
  readonly releases: readonly ReleaseSummary[];
  /** Pages of what is pinned. */
  readonly pinned: readonly string[];
  readonly query: string;
  readonly onRemove: (id: string) => Promise<void>;
}

export function ReleaseList({ releases, pinned, query, onRemove }: ReleaseListProps) {
  const [doomed, setDoomed] = useState<ReleaseSummary | null>(null);
  if (releases.length === 0) return <p className={classes.nothing}>{`No release matches “${query}”.`}</p>;
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Release</th>
            <th scope="col">Environments</th>
            <th scope="col">Problems</th>
            <th scope="col">Last run</th>
            <th scope="col">
              <span className={classes.unseen}>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {releases.map((release) => (
            <ReleaseRow
              key={release.id}
              release={release}
              isPinned={pinned.includes(`/release/${release.id}`)}
              onDelete={() => setDoomed(release)}
            />
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        question={`Delete ${doomed?.name ?? ''} ${doomed?.version ?? ''}?`}
        confirmLabel="Delete release"
        danger
        onConfirm={() =>
          doomed
            ? onRemove(doomed.id).catch((cause: unknown) => noticeFailure('It was not deleted', cause))
            : undefined
        }
      >
        The release and its text leave this library. Its runs and their evidence stay. A file it was imported
        from is not touched.
      </ConfirmDialog>
    </>
  );
}

function ReleaseRow({ release, isPinned, onDelete }: ReleaseMenuProps) {
  const { lastRun } = release;
  return (
    <tr onContextMenu={openRowMenu}>
      <th scope="row">
        <Link href={`/release/${release.id}`} className={classes.name}>
          <SafeText text={release.name} />
        </Link>
        <span className={classes.version}>{release.version}</span>
        {isPinned && (
          <IconPin size={14} stroke={1.75} className={classes.pin} aria-label="Pinned" role="img" />
        )}
        {release.standing && (
          <div className={classes.standing}>
            <SafeText text={describeStanding(release.standing)} />
          </div>
        )}
      </th>
      <td>
        <EnvironmentNames names={release.environments} />
      </td>
      <td>
        <Readiness errors={release.errors} />
      </td>
      <td>
        {lastRun ? (
          <Link
            href={`/run/${lastRun.run}`}
            className={classes.run}
            title={formatZonedTime(lastRun.startedAt)}
          >
            <StateMark state={markOfRun(lastRun)} word={`${lastRun.plan} ${describeRun(lastRun)}`} />
            <span className={classes.when}>
              {`${formatAgo(lastRun.startedAt, Date.now())} on ${lastRun.environment}`}
            </span>
          </Link>
        ) : (
          <span className={classes.quiet}>Never run</span>
        )}
      </td>
      <td className={classes.menu}>
        <ReleaseMenu release={release} isPinned={isPinned} onDelete={onDelete} />
      </td>
    </tr>
  );
}

interface ReleaseMenuProps {
  readonly release: ReleaseSummary;
  readonly isPinned: boolean;
  readonly onDelete: () => void;
}

function ReleaseMenu({ release, isPinned, onDelete }: ReleaseMenuProps) {
  const path = `/release/${release.id}`;
  const save = () =>
    void bridge
      .call('desktop.exportRelease', { release: release.id })
      .then((saved) => saved && noticeDone('Release file saved', saved.path))
      .catch((cause: unknown) => noticeFailure('The release file was not saved', cause));
  const togglePin = () =>
    pin(
      { path, title: spelledLines(`${release.name} ${release.version}`), isPinned: !isPinned },
      noticeFailure,
    );
  const openWindow = () =>
    void bridge
      .call('desktop.openWindow', { path })
      .catch((cause: unknown) => noticeFailure('The window was not opened', cause));
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={spelledLines(`Actions for ${release.name}`)}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconAppWindow size={15} />} onClick={openWindow}>
          Open in a new window
        </Menu.Item>
        <Menu.Item
          leftSection={isPinned ? <IconPinnedOff size={15} /> : <IconPin size={15} />}
          onClick={togglePin}
        >
          {isPinned ? 'Unpin' : 'Pin to the top'}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => copyText(release.id, 'ID copied')}>
          Copy ID
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLink size={15} />}
          onClick={() => copyText(linkOfPage(path) ?? path, 'Link copied')}
        >
          Copy link
        </Menu.Item>
        <Menu.Item leftSection={<IconFileExport size={15} />} onClick={save}>
          Save as a file…
        </Menu.Item>
        <Menu.Item leftSection={<IconPackageExport size={15} />} onClick={() => wishBundle(release)}>
          Save as a bundle…
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={15} />} color="bad" onClick={onDelete}>
          Delete…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Readiness({ errors }: { readonly errors: number }) {
  if (errors === 0) return <StateBadge variant="plain" tone="good" icon={IconCheck} label="None" />;
  return (
    <StateBadge variant="plain" tone="bad" icon={IconAlertCircle} label={formatCount(errors, 'problem')} />
  );
}
