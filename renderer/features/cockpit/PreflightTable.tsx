import { Button, Group, Text } from '@mantine/core';
import { IconHourglass, IconServer2 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Plan } from '#core/plan/model.ts';
import type { HostReport, RunHeader, RunId } from '#core/run/events.ts';
import { type PreflightCause, preflightCauses } from '#core/run/preflight-causes.ts';
import type { Preflight } from '#core/run/state.ts';
import { formatBytes, formatCount, formatNames } from '#core/words/figures/format-count.ts';
import {
  describeNotice,
  describeOwn,
  describeShared,
  describeUntrackedSteps,
} from '#core/words/hosts/describe-notice.ts';
import {
  describeCause,
  describeCauseBehind,
  describeWaited,
  formatClockOffset,
} from '#core/words/hosts/describe-preflight.ts';
import { describeUncovered } from '#core/words/hosts/describe-workstation.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { leasedElsewhere } from '#run/actions/LeasedHosts.tsx';
import { useRunParts } from '#run/live/run-context.ts';
import { UncoveredSecrets } from '#run/UncoveredSecrets.tsx';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './cockpit.module.css';
import { PreflightProgress } from './PreflightProgress.tsx';
import { placeToStart } from './place-to-start.ts';

/** What preflight saw: each problem once with all hosts that have it, then the hosts that passed preflight. */
export function PreflightTable() {
  const { header, plan, preflight, startedAt, uncovered } = useRunParts(
    'header',
    'plan',
    'preflight',
    'startedAt',
    'uncovered',
  );
  const bad = useMemo(() => (preflight ? problemsOf(preflight, header.run) : []), [preflight, header.run]);
  const fit = useMemo(() => (preflight ? preflight.hosts.filter(isFit) : []), [preflight]);
  if (!preflight) return <PreflightProgress />;
  const waited = describeWaited(preflight);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.pane} aria-label="Preflight" tabIndex={0}>
      <StateMark
        state={preflight.passed ? 'ok' : 'failed'}
        word={describeResult(preflight, startedAt !== null)}
        size="large"
      />
      {waited === null ? null : (
        <Text size="sm" c="dimmed" mt={4}>
          {`${waited}.`}
        </Text>
      )}
      <WaitAgain />
      <UncoveredSecrets says={uncovered.map(describeUncovered)} />
      <SharedNotices hosts={preflight.hosts} />
      {bad.length > 0 ? (
        <div className={classes.hosts}>
          <DataTable
            label="Problems"
            rows={bad}
            columns={PROBLEM_COLUMNS}
            keyOf={keyOfProblem}
            textOf={textOfProblem}
          />
        </div>
      ) : null}
      {fit.length > 0 ? (
        <div className={classes.hosts}>
          <DataTable
            label="Hosts that passed preflight"
            rows={fit}
            columns={hostColumns(plan)}
            keyOf={({ host }) => host}
            textOf={textOfHost}
          />
        </div>
      ) : null}
    </section>
  );
}

/** So many hosts are named in their cell; a cause that names them itself needs their number only. */
const NAMED = 12;

interface ProblemRow {
  readonly cause: PreflightCause;
  /** What was seen of the only host that has it. */
  readonly report: HostReport | undefined;
}

function problemsOf(preflight: Preflight, run: RunId): readonly ProblemRow[] {
  const reports = new Map(preflight.hosts.map((report) => [String(report.host), report]));
  return preflightCauses(preflight, run).map((cause): ProblemRow => {
    const [only = '', ...others] = cause.hosts;
    return { cause, report: others.length === 0 ? reports.get(only) : undefined };
  });
}

function isFit({ problems }: HostReport): boolean {
  return problems.length === 0;
}

function keyOfProblem({ cause }: ProblemRow): string {
  return `${cause.code} ${describeCause(cause)}`;
}

function textOfProblem({ cause, report }: ProblemRow): string {
  return [...cause.hosts, describeCause(cause), ...(report?.notices ?? []).map(describeNotice)].join(' ');
}

function textOfHost({ host, notices = [] }: HostReport): string {
  return [host, ...notices.map(describeNotice)].join(' ');
}

const PROBLEM_COLUMNS: readonly Column<ProblemRow>[] = [
  { key: 'host', title: 'Host', width: '200px', cell: ({ cause }) => <Names names={cause.hosts} /> },
  { key: 'found', title: 'Problem and what to do', cell: (problem) => <Finding problem={problem} /> },
];

const hostColumns = (plan: Plan): readonly Column<HostReport>[] => [
  { key: 'host', title: 'Host', width: '200px', cell: ({ host }) => <SafeText text={host} /> },
  {
    key: 'found',
    title: 'Result',
    cell: (report) => (
      <>
        <StateMark state="ok" word="passed preflight" />
        <Notices host={report} more={describeUntrackedSteps(report, plan)} />
      </>
    ),
  },
  {
    key: 'clock',
    title: 'Clock',
    width: '150px',
    cell: (report) => <span className={classes.figure}>{formatClockOffset(report)}</span>,
  },
  {
    key: 'free',
    title: 'Free space',
    width: '110px',
    cell: ({ freeBytes }) => <span className={classes.figure}>{formatFree(freeBytes)}</span>,
  },
];

function Names({ names }: { readonly names: readonly string[] }) {
  if (names.length > 1) return <b>{formatCount(names.length, 'host')}</b>;
  return <SafeText text={names[0] ?? '–'} />;
}

/** The hosts of which the same is to be said, where that does not name them. */
function Among({ cause: { hosts: names, named } }: Pick<ProblemRow, 'cause'>) {
  if (names.length < 2 || named === 'all') return null;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      The same on: <SafeText text={labelHosts(names)} />
    </Text>
  );
}

function Finding({ problem: { cause, report } }: { readonly problem: ProblemRow }) {
  return (
    <div className={classes.problem}>
      <StateMark state="failed" word="problem" />{' '}
      <span>
        <SafeText text={toSentence(describeCauseBehind(cause))} />
        <Among cause={cause} />
        <Seen host={report} />
        <Notices host={report} />
      </span>
    </div>
  );
}

/** What a host that gave an answer said of itself. */
function Seen({ host }: { readonly host: HostReport | undefined }) {
  if (!host || (host.clockOffsetMs === null && host.freeBytes === null)) return null;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {`Clock: ${formatClockOffset(host)}. Free space: ${formatFree(host.freeBytes)}.`}
    </Text>
  );
}

function formatFree(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(bytes);
}

function labelHosts(hosts: readonly string[]): string {
  return formatNames(hosts, NAMED);
}

interface NoticesProps {
  readonly host: HostReport | undefined;
  readonly more?: readonly string[];
}

function Notices({ host, more = [] }: NoticesProps) {
  const own = host === undefined ? [] : describeOwn(host);
  return [...more, ...own].map((notice) => (
    <Text key={notice} size="xs" c="dimmed" mt={4}>
      <SafeText text={toSentence(notice)} />
    </Text>
  ));
}

function SharedNotices({ hosts }: { readonly hosts: readonly HostReport[] }) {
  return describeShared(hosts).map(({ text }) => (
    <div key={text} className={classes.hosts}>
      <NoticeBar tone="care" icon={IconServer2}>
        <SafeText text={toSentence(text)} />
      </NoticeBar>
    </div>
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

/** A run that was refused because of hosts that are leased to others is begun anew, and then waits for them. */
function WaitAgain() {
  const { header, preflight, outcome } = useRunParts('header', 'preflight', 'outcome');
  if (outcome !== 'refused' || leasedElsewhere({ header, preflight }).length === 0) return null;
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
