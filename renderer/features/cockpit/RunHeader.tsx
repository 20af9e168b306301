import { Badge, Group, Title } from '@mantine/core';
import { isProduction } from '#core/release/production.ts';
import type { RunHeader as RunHeaderFacts } from '#core/run/events.ts';
import type { UnitStateName } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';
import { type RunWord, runWord } from '#core/run/view.ts';
import { STATE_MARKS } from '#core/words/backout/describe-backed-out.ts';
import { describeOverridden, describeRule } from '#core/words/release/describe-gate.ts';
import { describeClosing } from '#core/words/run/describe-close-out.ts';
import { describeOpenDefects } from '#core/words/run/describe-defect.ts';
import { labelOutcome } from '#core/words/run/describe-ended.ts';
import { labelMode, labelPlan, STEP_BY_STEP } from '#core/words/run/label-run.ts';
import { labelUnitState } from '#core/words/run/label-unit-state.ts';
import { RunActions } from '#run/actions/RunActions.tsx';
import { useOfRun, useOfView, useRunParts } from '#run/live/run-context.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import type { LookName } from '#ui/state/state-look.ts';
import { useWindowTitle } from '#ui/window-title.ts';
import { BackoutClock, Fact } from './BackoutClock.tsx';
import classes from './cockpit.module.css';
import { RunClocks } from './RunClocks.tsx';

/** Every state, in the order in which they are counted. */
const COUNTED = Object.keys({
  ok: true,
  failed: true,
  unreachable: true,
  unknown: true,
  stopped: true,
  running: true,
  intent: true,
  waiting: true,
  skipped: true,
  excluded: true,
} satisfies Record<UnitStateName, true>) as readonly UnitStateName[];

/** Whoever looks at the run sees that it began in spite of something, and of what. */
function OverriddenBadge({ gate }: { readonly gate: RunHeaderFacts['gate'] | undefined }) {
  const words = describeOverridden(gate);
  if (words === null) return null;
  const title = (gate ?? [])
    .flatMap((rule) =>
      rule.override ? [`${describeRule(rule)} (${rule.override.by}: ${rule.override.reason})`] : [],
    )
    .join('\n');
  return (
    <Badge variant="default" radius="sm" tt="none" title={spelledLines(title)}>
      {words}
    </Badge>
  );
}

/** What is wrong and not dealt with, the worst by name. */
function DefectsBadge() {
  const { defects } = useRunParts('defects');
  const words = describeOpenDefects(defects);
  if (words === null) return null;
  return (
    <Badge variant="filled" color="red.9" radius="sm" tt="none">
      {words}
    </Badge>
  );
}

export function RunHeader() {
  const { header, operators, stepByStep, closed } = useRunParts(
    'header',
    'operators',
    'stepByStep',
    'closed',
  );
  const production = isProduction(header.environmentKind);
  const word = useOfView(runWord);
  const about = [
    labelPlan(header.plan),
    header.limit ? `limited to ${header.limit}` : '',
    `run by ${operators.join(', then ')}`,
  ]
    .filter(Boolean)
    .join(' · ');
  useRunTitle();
  return (
    <header className={classes.header}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="lg">
        <div className={classes.titles}>
          <div className={classes.titleLine}>
            <Title order={1} className={classes.title}>
              <SafeText text={`${header.releaseName} ${header.version}`} />
            </Title>
            <span className={classes.about} title={spelledLines(about)}>
              <SafeText text={about} />
            </span>
          </div>
          <Group gap="xs" mt={4}>
            <StateMark state={LOOKS[word]} word={word} size="large" />
            <Badge
              variant={production ? 'filled' : 'default'}
              color={production ? 'red.9' : 'gray'}
              radius="sm"
              tt="none"
            >
              <SafeText text={production ? `Production · ${header.environment}` : header.environment} />
            </Badge>
            <Badge
              variant={header.mode === 'live' ? 'default' : 'light'}
              color={header.mode === 'live' ? 'gray' : 'indigo'}
              radius="sm"
              tt="none"
            >
              {labelMode(header.mode)}
            </Badge>
            {stepByStep ? (
              <Badge variant="light" color="indigo" radius="sm" tt="none" title={STEP_BY_STEP.means}>
                {STEP_BY_STEP.label}
              </Badge>
            ) : null}
            <OverriddenBadge gate={header.gate} />
            <DefectsBadge />
            {closed === null ? null : (
              <Badge variant="default" radius="sm" tt="none" title={spelledLines(describeClosing(closed))}>
                Closed
              </Badge>
            )}
          </Group>
        </div>
        <RunActions />
      </Group>
      <RunFacts />
    </header>
  );
}

/** Seen in the taskbar and in the list of windows: what the run wants or how far it is, then its name. */
function useRunTitle(): void {
  const { header, questions, outcome } = useRunParts('header', 'questions', 'outcome');
  const { total, counts, inFlight } = useOfRun(tallyRun);
  const { releaseName, version, plan, environment } = header;
  const finished = total - (counts.get('waiting') ?? 0) - inFlight.length;
  const now =
    outcome === null
      ? questions.size > 0
        ? 'Waiting for you'
        : `${finished} of ${total}`
      : labelOutcome(outcome);
  useWindowTitle(
    spelledLines(`${releaseName} ${version}, ${labelPlan(plan).toLowerCase()} on ${environment}`),
    'thing',
    now,
  );
}

const LOOKS: Readonly<Record<RunWord, LookName>> = {
  ...STATE_MARKS,
  stopping: 'running',
  paused: 'paused',
  'refused by preflight': 'stopped',
};

function RunFacts() {
  return (
    <dl className={classes.facts}>
      <RunClocks />
      <Counts />
      <BackoutClock />
    </dl>
  );
}

function Counts() {
  const { counts, unseen } = useOfRun(tallyRun);
  const { outcome } = useRunParts('outcome');
  return (
    <Fact name="Steps on hosts">
      <span className={classes.counts}>
        {COUNTED.filter((name) => counts.has(name)).map((name) => (
          <StateMark key={name} state={name} word={`${counts.get(name)} ${labelUnitState(name, outcome)}`} />
        ))}
        {unseen.length > 0 ? (
          <StateMark state="connection lost" word={`${unseen.length} of them not connected`} />
        ) : null}
      </span>
    </Fact>
  );
}
