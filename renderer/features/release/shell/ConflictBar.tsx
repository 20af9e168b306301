import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { useRelease } from '../release-context.ts';
import classes from './shell.module.css';

export function ConflictBar() {
  const { saving } = useRelease((state) => state.stored);
  const { save, keepMine, takeTheirs } = useRelease((state) => state.keep);
  const settle = (act: () => Promise<void>) =>
    void act().catch((cause: unknown) => noticeFailure('The release could not be read again', cause));
  if (saving.kind === 'failed') {
    return (
      <div className={classes.bar}>
        <NoticeBar
          tone="bad"
          icon={IconAlertTriangle}
          title="Your changes are not saved"
          role="alert"
          actions={
            <Button size="xs" variant="default" onClick={() => void save()}>
              Try again
            </Button>
          }
        >
          {saving.message}
        </NoticeBar>
      </div>
    );
  }
  if (saving.kind !== 'conflict') return null;
  return (
    <div className={classes.bar}>
      <NoticeBar
        tone="care"
        icon={IconAlertTriangle}
        title="This release was changed elsewhere since you opened it"
        role="alert"
        actions={
          <>
            <Button size="xs" variant="default" onClick={() => settle(takeTheirs)}>
              Use the other text
            </Button>
            <Button size="xs" variant="default" onClick={() => settle(keepMine)}>
              Keep my text
            </Button>
          </>
        }
      >
        Nothing is saved until you choose. Both texts stay: undo brings yours back, and every saved revision
        is kept.
      </NoticeBar>
    </div>
  );
}
