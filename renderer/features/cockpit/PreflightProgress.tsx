import { Button, Group, Progress, Table, Text } from '@mantine/core';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { describeHolder } from '#core/words/hosts/describe-leased.ts';
import { useRun, useRunParts } from '#run/live/run-context.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './cockpit.module.css';

/** How far preflight has come, or whose hosts it waits for. */
export function PreflightProgress() {
  const looking = useRun(({ progress }) => (progress?.during === 'preflight' ? progress : null));
  if (looking && looking.leased.length > 0) return <Waiting leased={looking.leased} />;
  return (
    <div className={classes.pane}>
      <StateMark
        state="running"
        word={
          looking ? `${looking.done} of ${formatCount(looking.of, 'host')} checked` : 'Preflight is running'
        }
      />
      {looking ? <HowFar looking={looking} /> : null}
      <Text size="sm" c="dimmed" mt="xs">
        Holdpoint connects to every host at once and checks its key, identity, sudo, clock and free space.
        Nothing has been changed.
      </Text>
    </div>
  );
}

/** Hosts that are named while they are waited for. */
const NAMED = 12;

function HowFar({ looking: { done, of, waitingFor } }: { readonly looking: HostsProgress }) {
  return (
    <>
      <Progress
        mt="xs"
        maw={480}
        value={of === 0 ? 0 : (done / of) * 100}
        aria-label="Hosts checked"
        transitionDuration={0}
      />
      {waitingFor.length > 0 ? (
        <Text size="sm" mt="xs" className={classes.anywhere ?? ''}>
          <SafeText text={`Waiting for ${formatNames(waitingFor, NAMED)}.`} />
        </Text>
      ) : null}
    </>
  );
}

function Waiting({ leased }: Pick<HostsProgress, 'leased'>) {
  const { header } = useRunParts('header');
  const endWait = useRun((store) => store.ask.carry.endWait);
  const busy = useRun((store) => store.asked.busy);
  const count = leased.reduce((sum, { hosts }) => sum + hosts.length, 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.pane} aria-label="Preflight" tabIndex={0}>
      <Group justify="space-between" align="center">
        <StateMark
          state="needs you"
          word={`Waiting for ${formatCount(count, 'host')} that are leased to others`}
          size="large"
        />
        <Button variant="default" loading={busy} onClick={() => void endWait()}>
          Stop waiting
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        Holdpoint checks every few seconds whether they are free. Then it checks all hosts again, and the run
        continues by itself. Nothing has been changed.
      </Text>
      <Table mt="sm" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="45%">Leased to</Table.Th>
            <Table.Th>Hosts</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {leased.map(({ holder, hosts }) => (
            <Table.Tr key={`${holder.run} ${holder.workstation}`}>
              <Table.Td className={classes.anywhere ?? ''}>
                <SafeText text={describeHolder(holder, header.run)} />
              </Table.Td>
              <Table.Td className={classes.anywhere ?? ''}>
                <SafeText text={`${formatCount(hosts.length, 'host')}: ${formatNames(hosts, NAMED)}`} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
