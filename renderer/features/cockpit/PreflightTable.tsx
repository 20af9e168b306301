import { Button, Group, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { HostReport, RunHeader, RunId } from '#core/run/events.ts';
import { type PreflightCause, preflightCauses } from '#core/run/preflight-causes.ts';
import type { Preflight } from '#core/run/state.ts';
import { formatBytes, formatCount } from '#core/words/format-count.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import { heldElsewhere } from '#run/actions/LeasedHosts.tsx';
import { useRunParts } from '#run/live/run-context.ts';
import { placeToStart } from '#run/place-to-start.ts';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './cockpit.module.css';
import { PreflightUnderWay } from './PreflightUnderWay.tsx';

/** What preflight saw: each problem once with all hosts that have it, then the hosts that are passed preflight. */
export function PreflightTable() {
  const { header, preflight, startedAt } = useRunParts('header', 'preflight', 'startedAt');
  const rows = useMemo(() => (preflight ? rowsOf(preflight, header.run) : []), [preflight, header.run]);
  if (!preflight) return <PreflightUnderWay />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.pane} aria-label="Preflight" tabIndex={0}>
      <StateMark
        state={preflight.passed ? 'ok' : 'failed'}
        word={describeResult(preflight, startedAt !== null)}
        size="large"
      />
      {preflight.waitedMs === undefined ? null : (
        <Text size="sm" c="dimmed" mt={4}>
          {`It waited ${formatDuration(preflight.waitedMs)} for hosts that others held.`}
        </Text>
      )}
      <WaitAgain />
      <div className={classes.hosts}>
        <DataTable label="Hosts" rows={rows} columns={COLUMNS} keyOf={keyOfRow} textOf={textOfRow} />
      </div>
    </section>
  );
}

/** So many hosts are named in their cell; a cause that names them itself needs their number only. */
const NAMED = 12;

interface Row {
  /** Null for a host that is passed preflight. */
  readonly cause: PreflightCause | null;
  readonly names: readonly string[];
  /** What was seen of the only host. */
  readonly report: HostReport | undefined;
}

function rowsOf(preflight: Preflight, run: RunId): readonly Row[] {
  const reports = new Map(preflight.hosts.map((report) => [String(report.host), report]));
  const causes = preflightCauses(preflight, run).map((cause): Row => {
    const names = cause.hosts;
    return { cause, names, report: names.length === 1 ? reports.get(names[0] ?? '') : undefined };
  });
  const fit = preflight.hosts
    .filter((report) => report.problems.length === 0)
    .map((report): Row => ({ cause: null, names: [report.host], report }));
  return [...causes, ...fit];
}

function keyOfRow({ cause, names }: Row): string {
  return cause === null ? `fit ${names[0]}` : `${cause.code} ${cause.message}`;
}

function textOfRow({ cause, names, report }: Row): string {
  return [...names, cause?.message ?? 'passed preflight', ...(report?.notices ?? [])].join(' ');
}

const COLUMNS: readonly Column<Row>[] = [
  { key: 'host', title: 'Host', width: '180px', cell: (row) => <Names row={row} /> },
  { key: 'found', title: 'Problem and what to do', cell: (row) => <Finding row={row} /> },
  // Of several hosts, and of one that gave no answer, there are none.
  {
    key: 'clock',
    title: 'Clock',
    width: '110px',
    cell: ({ report }) => (report ? describeOffset(report) : '–'),
  },
  { key: 'free', title: 'Free', width: '100px', cell: ({ report }) => formatFree(report?.freeBytes ?? null) },
];

function Names({ row: { names } }: { readonly row: Row }) {
  if (names.length > 1) return <b>{formatCount(names.length, 'host')}</b>;
  return <SafeText text={names[0] ?? '–'} />;
}

/** The hosts of which the same is to be said, where that does not name them. */
function Among({ row: { cause, names } }: { readonly row: Row }) {
  if (names.length < 2 || cause?.message.startsWith(names.join(', '))) return null;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      The same on: <SafeText text={labelHosts(names)} />
    </Text>
  );
}

function Finding({ row }: { readonly row: Row }) {
  const { cause, report } = row;
  const behind = cause?.behind ?? [];
  return (
    <>
      {cause === null ? (
        <StateMark state="ok" word="passed preflight" />
      ) : (
        <div className={classes.problem}>
          <StateMark state="failed" word="problem" />{' '}
          <span>
            <SafeText text={cause.message} />
            {behind.length > 0 ? <SafeText text={` Out of reach behind it: ${behind.join(', ')}`} /> : null}
            <Among row={row} />
          </span>
        </div>
      )}
      <Notices host={report} />
    </>
  );
}

function formatFree(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(bytes);
}

function labelHosts(hosts: readonly string[]): string {
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

function describeResult({ passed, hosts, problems }: Preflight, hasBegun: boolean): string {
  const bad = hosts.filter((host) => host.problems.length > 0).length;
  if (passed) return `Preflight passed on ${formatCount(hosts.length, 'host')}`;
  const where =
    bad > 0
      ? `problems on ${bad} of ${formatCount(hosts.length, 'host')}`
      : formatCount(problems.length, 'problem');
  return hasBegun
    ? `Preflight found ${where}. Nothing more was run.`
    : `Preflight refused the run: ${where}. Nothing was changed.`;
}

function describeOffset({ clockOffsetMs: ms, clockErrorMs: error = null }: HostReport): string {
  if (ms === null) return '–';
  const giveOrTake = error === null ? '' : ` ± ${formatDuration(error)}`;
  if (Math.abs(ms) <= Math.max(error ?? 0, 1000)) return `in step${giveOrTake}`;
  return `${formatDuration(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}${giveOrTake}`;
}

/** A run that was refused because of hosts that others hold is begun anew, and then waits for them. */
function WaitAgain() {
  const { header, preflight, outcome } = useRunParts('header', 'preflight', 'outcome');
  if (outcome !== 'refused' || heldElsewhere({ header, preflight }).length === 0) return null;
  return (
    <Group mt="sm">
      <Button
        component={Link}
        href={placeToWait(header)}
        variant="default"
        leftSection={<IconHourglass size={16} />}
      >
        Wait for these hosts…
      </Button>
    </Group>
  );
}

function placeToWait(header: RunHeader): string {
  const { operator, undoes, failedOf = null } = header;
  if (undoes !== null) return `/run/${undoes}/backout?wait=yes`;
  return placeToStart(header, {
    operator,
    wait: 'yes',
    ...(failedOf === null ? {} : { 'failed-of': failedOf }),
  });
}
