import { Modal, Table, Text, TextInput } from '@mantine/core';
import { createStore, useStore } from 'zustand';
import { APP_COMMAND_IDS, appCommand, type MenuName } from '#contract/app-commands.ts';
import { Keys } from './Keys.tsx';

const store = createStore<{ readonly opened: boolean; readonly query: string }>(() => ({
  opened: false,
  query: '',
}));

export const keySheet = { open: () => store.setState({ opened: true, query: '' }) };

const GROUPS: Readonly<Record<MenuName, string>> = {
  file: 'Files',
  edit: 'Copying',
  view: 'Going places',
  run: 'In a run',
  window: 'Windows',
  help: 'Help',
};

interface Line {
  readonly group: string;
  readonly does: string;
  readonly keys: string;
}

/** Keys of controls that are no commands of the program. */
const OTHERS: readonly Line[] = [
  { group: 'In a run', does: 'Move in the grid of hosts and steps', keys: '←' },
  { group: 'In a release', does: 'Undo', keys: 'Mod+Z' },
  { group: 'In a release', does: 'Redo', keys: 'Mod+Shift+Z' },
  { group: 'In a release', does: 'Save now (changes are saved by themselves as well)', keys: 'Mod+S' },
  { group: 'In a release', does: 'Find in the source, or in a long list', keys: 'Mod+F' },
  { group: 'In a release', does: 'Next problem in the source', keys: 'F8' },
  { group: 'Everywhere', does: 'Next control', keys: 'Tab' },
  { group: 'Everywhere', does: 'Previous control', keys: 'Shift+Tab' },
  { group: 'Everywhere', does: 'Close a dialog or panel', keys: 'Esc' },
];

const LINES: readonly Line[] = [
  ...APP_COMMAND_IDS.flatMap((id): readonly Line[] => {
    const { menu, label, keys } = appCommand(id);
    return keys === undefined ? [] : [{ group: GROUPS[menu], does: label, keys }];
  }),
  ...OTHERS,
];

/** Every key there is, found by what it does or by the key itself. */
export function KeySheet() {
  const { opened, query } = useStore(store);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = LINES.filter((line) => {
    const text = `${line.group} ${line.does} ${line.keys.replace('Mod', 'Ctrl Cmd')}`.toLowerCase();
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
      {groups.length === 0 ? <Text size="sm">No shortcut matches “{query}”.</Text> : null}
      {groups.map((group) => (
        <Table key={group} mb="sm" aria-label={group} captionSide="top">
          <Table.Caption ta="left">{group}</Table.Caption>
          <Table.Tbody>
            {shown
              .filter((line) => line.group === group)
              .map(({ does, keys }) => (
                <Table.Tr key={does}>
                  <Table.Td>{does}</Table.Td>
                  <Table.Td ta="right" w={180}>
                    <Keys keys={keys} />
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      ))}
      <Text size="xs" c="dimmed">
        Letters and signs alone act while no text is being written. Whatever changes a run asks first, with
        your name.
      </Text>
    </Modal>
  );
}
