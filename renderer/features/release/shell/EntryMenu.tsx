import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface EntryMenuProps {
  readonly of: 'step' | 'phase' | 'host';
  readonly title: string;
  /** Where it is in its list. */
  readonly place: { readonly index: number; readonly count: number };
  /** A verb with an ellipsis where a dialog follows: `Delete phase…`. */
  readonly removal: string;
  readonly onEdit: () => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  /** Further items. */
  readonly children?: ReactNode;
}

/** What can be done to an entry of a list in the release. */
export function EntryMenu({ of, title, place, removal, onEdit, onMove, onRemove, children }: EntryMenuProps) {
  const { index, count } = place;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${of} ${title}`} size="sm">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          {`Edit ${of}…`}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowUp size={15} />}
          disabled={index === 0}
          onClick={() => onMove(index - 1)}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={15} />}
          disabled={index === count - 1}
          onClick={() => onMove(index + 1)}
        >
          Move down
        </Menu.Item>
        {children}
        <Menu.Item leftSection={<IconTrash size={15} />} color="bad" onClick={onRemove}>
          {removal}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
