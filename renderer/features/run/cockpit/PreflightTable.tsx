import { Table, Text } from '@mantine/core';
import type { HostReport } from '#core/run/events.ts';
import type { Preflight } from '#core/run/state.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { sayBytes, sayCount } from '../wording.ts';
import classes from './cockpit.module.css';
import { useRunParts } from './cockpit-context.ts';

/** What preflight saw, hosts with problems first. */
export function PreflightTable() {
  const { preflight, startedAt } = useRunParts('preflight', 'startedAt');
  if (!preflight) {
    return (
      <div className={classes['pane']}>
        <StateMark state="running" word="Preflight is under way" />
        <Text size="sm" c="dimmed" mt="xs">
          Every host is connected to at once; its key, its identity, sudo, clock and free space are looked at.
          Nothing has been changed.
        </Text>
      </div>
    );
  }
  const hosts = [...preflight.hosts].sort((a, b) => b.problems.length - a.problems.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes['pane']} aria-label="Preflight" tabIndex={0}>
      <StateMark
        state={preflight.passed ? 'ok' : 'failed'}
        word={sayResult(preflight, startedAt !== null)}
        size="large"
      />
      {preflight.problems.length > 0 ? (
        <ul className={classes['problems']}>
          {preflight.problems.map((problem) => (
            <li key={`${problem.code} ${problem.message}`}>
              <SafeText text={problem.message} />
            </li>
          ))}
        </ul>
      ) : null}
      <Table mt="sm" verticalSpacing={6} className={classes['tabular'] ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={180}>Host</Table.Th>
            <Table.Th>Problem and what to do</Table.Th>
            <Table.Th w={110}>Clock</Table.Th>
            <Table.Th w={100}>Free</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hosts.map((host) => (
            <Table.Tr key={host.host}>
              <Table.Td className={classes['anywhere'] ?? ''}>
                <SafeText text={host.host} />
              </Table.Td>
              <Table.Td>
                {host.problems.length === 0 ? <StateMark state="ok" word="fit to run" /> : null}
                {host.problems.map((problem) => (
                  <div key={`${problem.code} ${problem.message}`} className={classes['problem']}>
                    <StateMark state="failed" word="problem" />{' '}
                    <span>
                      <SafeText text={problem.message} />
                    </span>
                  </div>
                ))}
                {host.notices?.map((notice) => (
                  <Text key={notice} size="xs" c="dimmed">
                    <SafeText text={notice} />
                  </Text>
                ))}
              </Table.Td>
              <Table.Td>{sayOffset(host)}</Table.Td>
              <Table.Td>{host.freeBytes === null ? '–' : sayBytes(host.freeBytes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function sayResult({ passed, hosts, problems }: Preflight, hasBegun: boolean): string {
  const bad = hosts.filter((host) => host.problems.length > 0).length;
  if (passed) return `Preflight passed on ${sayCount(hosts.length, 'host')}`;
  const where =
    bad > 0
      ? `problems on ${bad} of ${sayCount(hosts.length, 'host')}`
      : sayCount(problems.length, 'problem');
  return hasBegun
    ? `Preflight found ${where}. The run was left as it stands.`
    : `Preflight refused the run: ${where}. Nothing was changed.`;
}

function sayOffset({ clockOffsetMs: ms, clockErrorMs: error = null }: HostReport): string {
  if (ms === null) return '–';
  const giveOrTake = error === null ? '' : ` ± ${formatDuration(error)}`;
  if (Math.abs(ms) <= Math.max(error ?? 0, 1000)) return `in step${giveOrTake}`;
  return `${formatDuration(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}${giveOrTake}`;
}
