import { Table, Text } from '@mantine/core';
import type { HostReport } from '#core/run/events.ts';
import { type PreflightCause, preflightCauses } from '#core/run/preflight-causes.ts';
import type { Preflight } from '#core/run/state.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { sayBytes, sayCount } from '../wording.ts';
import classes from './cockpit.module.css';
import { useRunParts } from './cockpit-context.ts';
import { PreflightUnderWay } from './PreflightUnderWay.tsx';
import { WaitAgain } from './WaitAgain.tsx';

/** What preflight saw: each problem once with all hosts that have it, then the hosts that are fit to run. */
export function PreflightTable() {
  const { header, preflight, startedAt } = useRunParts('header', 'preflight', 'startedAt');
  if (!preflight) return <PreflightUnderWay />;
  const causes = preflightCauses(preflight, header.run);
  const fit = preflight.hosts.filter((host) => host.problems.length === 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes['pane']} aria-label="Preflight" tabIndex={0}>
      <StateMark
        state={preflight.passed ? 'ok' : 'failed'}
        word={sayResult(preflight, startedAt !== null)}
        size="large"
      />
      {preflight.waitedMs === undefined ? null : (
        <Text size="sm" c="dimmed" mt={4}>
          {`It waited ${formatDuration(preflight.waitedMs)} for hosts that others held.`}
        </Text>
      )}
      <WaitAgain />
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
          {causes.map((cause) => (
            <CauseRow key={`${cause.code} ${cause.message}`} cause={cause} preflight={preflight} />
          ))}
          {fit.map((host) => (
            <Table.Tr key={host.host}>
              <Table.Td className={classes['anywhere'] ?? ''}>
                <SafeText text={host.host} />
              </Table.Td>
              <Table.Td>
                <StateMark state="ok" word="fit to run" />
                <Notices host={host} />
              </Table.Td>
              <HostFacts host={host} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** So many hosts are named in their cell; a cause that names them itself needs their number only. */
const NAMED = 12;

function CauseRow({ cause, preflight }: { readonly cause: PreflightCause; readonly preflight: Preflight }) {
  const { hosts, behind, message } = cause;
  const only = hosts.length === 1 ? preflight.hosts.find(({ host }) => host === hosts[0]) : undefined;
  const isNamed = hosts.length > 1 && message.startsWith(hosts.join(', '));
  return (
    <Table.Tr>
      <Table.Td className={classes['anywhere'] ?? ''}>
        {hosts.length > 1 ? <b>{sayCount(hosts.length, 'host')}</b> : null}
        {hosts.length > 1 && !isNamed ? <br /> : null}
        {isNamed ? null : <SafeText text={sayHosts(hosts)} />}
      </Table.Td>
      <Table.Td>
        <div className={classes['problem']}>
          <StateMark state="failed" word="problem" />{' '}
          <span>
            <SafeText text={message} />
            {behind.length > 0 ? <SafeText text={` Out of reach behind it: ${behind.join(', ')}`} /> : null}
          </span>
        </div>
        <Notices host={only} />
      </Table.Td>
      <HostFacts host={only} />
    </Table.Tr>
  );
}

function sayHosts(hosts: readonly string[]): string {
  if (hosts.length === 0) return '–';
  const named = hosts.slice(0, NAMED).join(', ');
  return hosts.length > NAMED ? `${named} and ${hosts.length - NAMED} more` : named;
}

function Notices({ host }: { readonly host: HostReport | undefined }) {
  return host?.notices?.map((notice) => (
    <Text key={notice} size="xs" c="dimmed">
      <SafeText text={notice} />
    </Text>
  ));
}

/** Of several hosts, and of one that gave no answer, there are none. */
function HostFacts({ host }: { readonly host: HostReport | undefined }) {
  return (
    <>
      <Table.Td>{host ? sayOffset(host) : '–'}</Table.Td>
      <Table.Td>{host === undefined || host.freeBytes === null ? '–' : sayBytes(host.freeBytes)}</Table.Td>
    </>
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
