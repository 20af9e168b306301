import { Menu } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { copyText } from '#ui/clipboard.ts';
import { EntryMenu } from '../shell/EntryMenu.tsx';
import { CopyItems } from './CopyItems.tsx';
import type { RowActs } from './MovableRow.tsx';

interface StepMenuProps {
  readonly title: string;
  readonly id: string;
  readonly ends: { readonly isTop: boolean; readonly isBottom: boolean };
  readonly acts: RowActs;
  readonly onEdit: () => void;
}

export function StepMenu({ title, id, ends, acts, onEdit }: StepMenuProps) {
  return (
    <EntryMenu
      of="step"
      title={title}
      removal="Delete step"
      up={ends.isTop ? null : () => acts.move(-1)}
      down={ends.isBottom ? null : () => acts.move(1)}
      onEdit={onEdit}
      onRemove={acts.remove}
    >
      <CopyItems of="step" acts={acts} />
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
