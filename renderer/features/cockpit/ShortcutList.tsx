import { Kbd, Modal, Table } from '@mantine/core';
import { useState } from 'react';
import { useShortcuts } from '#ui/use-shortcuts.ts';

const SHORTCUTS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['j', 'k'], 'Next and previous step'],
  [['←', '↑', '↓', '→'], 'Move in the grid of hosts and steps'],
  [['d'], 'Go to the decision'],
  [['f'], 'Follow the end of the output, or not'],
  [['w'], 'Wrap long lines, or not'],
  [['/'], 'Search the output; Enter and Shift Enter go through the matches'],
  [['a'], 'Add a note'],
  [['e'], 'Record steps done on paper'],
  [['x'], 'Exclude the host of the selected step, or include it again (asks first)'],
  [['p'], 'Pause the run, or continue it (asks first)'],
  [['s'], 'Stop the run (asks first)'],
  [['?'], 'Show these keys'],
];

/** The cockpit's keys, shown on `?`. */
export function ShortcutList() {
  const [opened, setOpened] = useState(false);
  useShortcuts({ 'Shift+?': () => setOpened(true) });
  return (
    <Modal
      closeButtonProps={{ 'aria-label': 'Close' }}
      opened={opened}
      onClose={() => setOpened(false)}
      title="Keys in the cockpit"
    >
      <Table>
        <Table.Tbody>
          {SHORTCUTS.map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Td w={150}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
