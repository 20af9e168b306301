import { List } from '@mantine/core';
import { bridge } from '#bridge/bridge.ts';
import type { RestorePreview } from '#core/library/backup.ts';
import { describeRestore } from '#core/words/library/describe-backup.ts';
import { ConfirmDialog } from '#ui/ConfirmButton.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';

export interface RestoreWish {
  /** Null: the file that was chosen. */
  readonly id: string | null;
  readonly preview: RestorePreview;
}

/** Says plainly what is lost before the library is replaced. The pages are loaded anew afterwards. */
export function RestoreDialog({
  wish,
  onClose,
}: {
  readonly wish: RestoreWish;
  readonly onClose: () => void;
}) {
  const restore = async () => {
    try {
      await bridge.call('desktop.restoreBackup', { id: wish.id });
    } catch (cause) {
      noticeFailure('The backup was not restored', cause);
    }
  };
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      question="Replace the library with this backup?"
      confirmLabel="Restore"
      danger
      onConfirm={restore}
    >
      <List size="sm" spacing={6}>
        {describeRestore(wish.preview).map((words) => (
          <List.Item key={words}>
            <SafeText text={words} />
          </List.Item>
        ))}
        <List.Item>
          The backup was checked and is complete. The current library is kept among the backups.
        </List.Item>
      </List>
    </ConfirmDialog>
  );
}
