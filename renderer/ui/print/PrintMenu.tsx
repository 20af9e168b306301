import { Button, Menu } from '@mantine/core';
import { IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { noticeDone, noticeFailure } from '../notices.ts';

interface Printed {
  /** Answers with null when the person chose no place. */
  onSave(): Promise<{ readonly path: string } | null>;
  onPrint(): Promise<{ readonly printed: boolean }>;
}

interface Printing {
  readonly busy: boolean;
  save(): void;
  print(): void;
}

/** Paper and PDF of a document, from a menu of the page or of the window. */
export function usePrinting({ onSave, onPrint }: Printed): Printing {
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
  return { busy, save: () => void run(save), print: () => void run(print) };
}

interface PrintMenuProps {
  readonly saveLabel: string;
  readonly printLabel: string;
  readonly printing: Printing;
}

export function PrintMenu({ saveLabel, printLabel, printing }: PrintMenuProps) {
  const { busy, save, print } = printing;
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconPrinter size={16} />}>
          Print
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileTypePdf size={16} />} onClick={save}>
          {saveLabel}
        </Menu.Item>
        <Menu.Item leftSection={<IconPrinter size={16} />} onClick={print}>
          {printLabel}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
