import { Table, Text } from '@mantine/core';
import { formatTime } from '#core/words/format-time.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { sayUnit } from '../wording.ts';
import classes from './cockpit.module.css';
import { useRunParts } from './cockpit-context.ts';

/** What people decided and noted, newest first. */
export function RunLogPane() {
  const { decisions, plan } = useRunParts('decisions', 'plan');
  if (decisions.length === 0)
    return (
      <Text className={classes['pane'] ?? ''} size="sm" c="dimmed">
        Nobody has decided or noted anything yet. Press a to add a note.
      </Text>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes['pane']} aria-label="Decisions and notes" tabIndex={0}>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={190}>When</Table.Th>
            <Table.Th w={150}>Who</Table.Th>
            <Table.Th w={170}>What</Table.Th>
            <Table.Th>About</Table.Th>
            <Table.Th>Note</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...decisions].reverse().map((decision) => (
            <Table.Tr key={decision.seq}>
              <Table.Td className={classes['tabular'] ?? ''}>{formatTime(decision.at)}</Table.Td>
              <Table.Td>
                <SafeText text={decision.by} />
              </Table.Td>
              <Table.Td>{decision.text}</Table.Td>
              <Table.Td className={classes['anywhere'] ?? ''}>
                {decision.unit === null ? 'The run' : <SafeText text={sayUnit(plan, decision.unit)} />}
              </Table.Td>
              <Table.Td className={classes['anywhere'] ?? ''}>
                {decision.note === null ? '' : <SafeText text={decision.note} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
