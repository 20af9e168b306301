import { Button, Menu } from '@mantine/core';
import { IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { noticeDone, noticeFailure } from '../notices.ts';

interface PrintMenuProps {
  readonly saveLabel: string;
  readonly printLabel: string;
  /** Answers with null when the person chose no place. */
  onSave(): Promise<{ readonly path: string } | null>;
  onPrint(): Promise<{ readonly printed: boolean }>;
}

/** Paper and PDF of a document. */
export function PrintMenu({ saveLabel, printLabel, onSave, onPrint }: PrintMenuProps) {
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await act().catch((cause: unknown) => noticeFailure('Not printed', cause));
    setBusy(false);
  };
  const save = async (): Promise<void> => {
    const saved = await onSave();
    if (saved) noticeDone('Saved as PDF', saved.path);
  };
  const print = async (): Promise<void> => {
    const { printed } = await onPrint();
    if (printed) noticeDone('Sent to the printer');
  };
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconPrinter size={16} />}>
          Print
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileTypePdf size={16} />} onClick={() => void run(save)}>
          {saveLabel}
        </Menu.Item>
        <Menu.Item leftSection={<IconPrinter size={16} />} onClick={() => void run(print)}>
          {printLabel}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
