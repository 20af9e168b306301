import { Menu } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { copyText } from '#ui/clipboard.ts';
import { EntryMenu } from '../shell/EntryMenu.tsx';

interface StepMenuProps {
  readonly title: string;
  readonly id: string;
  readonly place: { readonly index: number; readonly count: number };
  readonly onEdit: () => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

export function StepMenu({ id, ...entry }: StepMenuProps) {
  return (
    <EntryMenu {...entry} of="step" removal="Delete step">
      <Menu.Item
        leftSection={<IconCopy size={15} />}
        disabled={id === ''}
        onClick={() => copyText(id, 'ID copied')}
      >
        Copy ID
      </Menu.Item>
    </EntryMenu>
  );
}
