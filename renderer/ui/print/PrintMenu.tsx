import { Button, Menu } from '@mantine/core';
import { IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DocumentActs } from './use-document-acts.ts';

interface PrintMenuProps {
  readonly saveLabel: string;
  readonly printLabel: string;
  readonly acts: DocumentActs<'pdf'>;
  /** More that can be saved of the document. */
  readonly children?: ReactNode;
}

export function PrintMenu({ saveLabel, printLabel, acts, children }: PrintMenuProps) {
  const { busy, save, print } = acts;
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconPrinter size={16} />}>
          Print
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileTypePdf size={16} />} onClick={() => save('pdf')}>
          {saveLabel}
        </Menu.Item>
        <Menu.Item leftSection={<IconPrinter size={16} />} onClick={print}>
          {printLabel}
        </Menu.Item>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
