import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { spelledLines } from '#ui/output/output-text.ts';

interface EntryMenuProps {
  /** What it is: `step`. */
  readonly of: string;
  readonly title: string;
  /** Null where there is no place above or below. */
  readonly up: (() => void) | null;
  readonly down: (() => void) | null;
  /** A verb with an ellipsis where a dialog follows: `Delete phase…`. */
  readonly removal: string;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  /** Further items. */
  readonly children?: ReactNode;
}

/** What can be done to an entry of a list in the release. */
export function EntryMenu({ of, title, up, down, removal, onEdit, onRemove, children }: EntryMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={spelledLines(`Actions for ${of} ${title}`)} size="sm">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          {`Edit ${of}…`}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={up === null} onClick={() => up?.()}>
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={15} />}
          disabled={down === null}
          onClick={() => down?.()}
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
