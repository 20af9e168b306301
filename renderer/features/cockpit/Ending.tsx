import { Button, Group, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { BackedOut } from '#core/backout/backed-out.ts';
import { hostsLeft } from '#core/backout/unfinished-hosts.ts';
import type { RunState } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';
import { nameOfEnd } from '#core/run/view.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { describeFinding } from '#core/words/library/describe-evidence.ts';
import { describeOutcome } from '#core/words/run/describe-ended.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { useOfRun, useOfView, useRun, useRunState } from '#run/live/run-context.ts';
import { labelUnit } from '#run/wording.ts';
import { copyText } from '#ui/clipboard.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { lookOf } from '#ui/state/state-look.ts';
import classes from './cockpit.module.css';
import { placeToFinish } from './place-to-start.ts';

/** How the run ended, what was not as planned, and what to do next. */
export function Ending() {
  const state = useRunState();
  const backedOut = useRun((store) => store.facts.backedOut);
  const { bad } = tallyRun(state);
  if (state.outcome === null) return null;
  const look = lookOf(nameOfEnd(state.outcome));
  return (
    <NoticeBar
      tone={look.tone}
      icon={look.icon}
      title={`${describeOutcome(state.outcome)}.`}
      actions={<FinishButton state={state} backedOut={backedOut} />}
    >
      {state.outcomeReason ? (
        <>
          <SafeText text={describeReason(state.outcomeReason)} />.{' '}
        </>
      ) : null}
      {bad.length > 0 ? (
        <SafeText
          text={`Not as planned: ${formatNames(bad.map((unit) => `${labelUnit(state.plan, unit.ref)} (${unit.state})`))}. `}
        />
      ) : null}
      {nextStep(state, backedOut)}
      <RecordsLeft />
      <Evidence />
    </NoticeBar>
  );
}

interface FinishProps {
  readonly state: RunState;
  readonly backedOut: BackedOut | null;
}

/** Leads to a run of the hosts alone on which this one failed, or whose turn never came. */
function FinishButton({ state, backedOut }: FinishProps) {
  const { header, outcome } = state;
  const isOver = outcome === 'failed' || outcome === 'stopped' || outcome === 'succeeded';
  const mayFinish = isOver && header.plan !== 'backout' && backedOut === null;
  const asked = useCommand('run.unfinished', mayFinish ? { run: header.run } : null);
  useNews((news) => {
    // A repair of it may have begun, or ended.
    if (mayFinish && news.kind === 'libraryChanged' && news.what === 'runs') asked.refresh();
  });
  const isKnown = mayFinish && asked.value !== null && asked.problem === null;
  const count = isKnown ? hostsLeft(asked.value).length : 0;
  if (count === 0) return null;
  return (
    <Button variant="default" component={Link} href={placeToFinish(header)}>
      {`Run the ${formatCount(count, 'unfinished host')}…`}
    </Button>
  );
}

/** What Holdpoint itself left on hosts, and why it could not be taken away. */
function RecordsLeft() {
  const left = useOfRun((state) => state.recordsLeft);
  if (left.length === 0) return null;
  return (
    <p className={classes.left}>
      <SafeText
        text={`Records of this run were left on ${formatNames(left.map(({ host, reason }) => `${host} (${describeReason(reason)})`))}.`}
      />
    </p>
  );
}

function nextStep(state: RunState, backedOut: BackedOut | null): string {
  if (state.closed !== null) return 'The run is closed: see Close-out.';
  if (state.outcome === 'refused') return 'Fix the problems in the table, then start again.';
  if (state.header.mode === 'check') return 'Nothing was changed.';
  if (backedOut?.as === 'whole') return 'Next: check that the previous version works, and keep both reports.';
  if (backedOut !== null) return 'Next: see to its backout, and keep both reports.';
  if (state.header.mode === 'rehearsal') return 'This was a rehearsal. Next: keep the report.';
  if (state.verdict?.verdict === 'back-out') return 'Next: back out the deployment from its run.';
  if (state.verdict?.verdict === 'leave')
    return 'Next: see to the emergency fix, tell people, and close out the run.';
  if (state.outcome === 'succeeded' && state.header.plan === 'backout') {
    return 'Next: check that the previous version works, tell people, and close out the run.';
  }
  if (state.outcome === 'succeeded' && state.header.plan === 'verification')
    return 'Next: tell people, and close out the run.';
  if (state.outcome === 'succeeded') return 'Next: verify the release, tell people, and close out the run.';
  if (state.header.plan === 'backout') return 'Check by hand what is left, and keep the report.';
  return 'Next: decide whether to back out, and close out the run.';
}

/** Walks the chain of the run's events and says whether every link holds. */
function Evidence() {
  const verification = useRun((store) => store.verification);
  const verify = useRun((store) => store.verify);
  const busy = useRun((store) => store.asked.busy);
  const evidence = useRun((store) => store.evidence);
  const head = useOfView((view) => view.head) ?? '';
  return (
    <Group gap="sm" mt={6}>
      <Button size="compact-xs" variant="default" loading={busy} onClick={() => void verify()}>
        Verify evidence
      </Button>
      {evidence.ok && head !== '' ? (
        <Button size="compact-xs" variant="default" onClick={() => copyText(head, 'Log head copied')}>
          Copy log head
        </Button>
      ) : null}
      <Text component="div" size="xs" role="status">
        {verification === null ? (
          <span className={classes.tabular}>
            {evidence.ok ? `Log head ${head.slice(0, 16)}` : 'No log head: the log does not verify'}
          </span>
        ) : null}
        {verification?.ok ? (
          <StateMark
            state="ok"
            word={`The evidence verifies: ${formatCount(verification.events, 'event')} are whole and unchanged`}
          />
        ) : null}
        {verification && !verification.ok ? (
          <StateMark state="failed" word="The evidence does not verify" />
        ) : null}
      </Text>
      {verification?.findings.map((finding) => (
        <Text key={`${finding.run} ${finding.seq} ${finding.code}`} size="xs">
          {finding.seq === null ? '' : `Event ${finding.seq}: `}
          {describeFinding(finding)}
        </Text>
      ))}
    </Group>
  );
}
