import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { copyText } from '#ui/clipboard.ts';

interface StepMenuProps {
  readonly title: string;
  readonly id: string;
  readonly onEdit: () => void;
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
  readonly onDelete: () => void;
}

export function StepMenu({ title, id, onEdit, onUp, onDown, onDelete }: StepMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for step ${title}`} size="sm">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          Edit step…
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={onUp === null} onClick={() => onUp?.()}>
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={15} />}
          disabled={onDown === null}
          onClick={() => onDown?.()}
        >
          Move down
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={15} />}
          disabled={id === ''}
          onClick={() => copyText(id, 'ID copied')}
        >
          Copy ID
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={15} />} color="bad" onClick={onDelete}>
          Delete step
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
