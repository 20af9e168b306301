import { Modal, Table, Text, TextInput } from '@mantine/core';
import { createStore, useStore } from 'zustand';
import { useKeyChanges } from '#bridge/app-commands.ts';
import { APP_COMMAND_IDS, type AppCommandId, appCommand, type MenuName } from '#contract/app-commands.ts';
import { CONTROL_KEYS, type KeyChanges, keysOf } from '#contract/app-keys.ts';
import { ChangeKeys } from './ChangeKeys.tsx';
import { Keys } from './Keys.tsx';

const store = createStore<{ readonly opened: boolean; readonly query: string }>(() => ({
  opened: false,
  query: '',
}));

export const keySheet = { open: () => store.setState({ opened: true, query: '' }) };

const GROUPS: Readonly<Record<MenuName, string>> = {
  file: 'Files',
  edit: 'Copying',
  view: 'Navigation',
  run: 'In a run',
  window: 'Windows',
  help: 'Help',
};

interface KeyLine {
  /** The command, whose keys can be changed; null: a control, whose keys stay. */
  readonly id: AppCommandId | null;
  readonly group: string;
  readonly does: string;
  /** Undefined: it has none. */
  readonly keys: string | undefined;
}

function linesWith(changes: KeyChanges): readonly KeyLine[] {
  return [
    ...APP_COMMAND_IDS.map((id): KeyLine => {
      const { menu, label } = appCommand(id);
      return { id, group: GROUPS[menu], does: label, keys: keysOf(id, changes) };
    }),
    ...CONTROL_KEYS.map((each): KeyLine => ({ id: null, ...each })),
  ];
}

/** Every command with its keys, found by what it does or by the keys, and changed here. */
export function KeySheet() {
  const { opened, query } = useStore(store);
  const changes = useKeyChanges();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = linesWith(changes).filter((line) => {
    const keys = line.keys?.replace('Mod', 'Ctrl Cmd') ?? '';
    const text = `${line.group} ${line.does} ${keys}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <Modal
      opened={opened}
      onClose={() => store.setState({ opened: false })}
      title="Keyboard shortcuts"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <TextInput
        data-autofocus
        aria-label="Find a shortcut"
        placeholder="What it does, or its key"
        value={query}
        onChange={(event) => store.setState({ query: event.currentTarget.value })}
        mb="md"
      />
      {groups.length === 0 ? <Text size="sm">{`No shortcut matches “${query}”.`}</Text> : null}
      {groups.map((group) => (
        <Table key={group} mb="sm" aria-label={group} captionSide="top">
          <Table.Caption ta="left">{group}</Table.Caption>
          <Table.Tbody>
            {shown
              .filter((line) => line.group === group)
              .map(({ id, does, keys }) => (
                <Table.Tr key={does}>
                  <Table.Td>{does}</Table.Td>
                  <Table.Td ta="right" w={320}>
                    {id === null ? <Keys keys={keys ?? ''} /> : <ChangeKeys id={id} changes={changes} />}
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      ))}
      <Text size="xs" c="dimmed">
        Single-letter shortcuts work while you are not typing in a field. Anything that changes a run asks for
        a confirmation and your name first. Keys that you change are kept with the settings of this library.
      </Text>
    </Modal>
  );
}
