import { ActionIcon, Menu, Select, Spoiler } from '@mantine/core';
import { IconCopy, IconDots } from '@tabler/icons-react';
import { delegateOf } from '#core/plan/executor.ts';
import { describeTask } from '#core/plan/show.ts';
import { unitClock } from '#core/run/schedule.ts';
import { type Attempt, IN_FLIGHT, plannedUnit, stepOf, type Unit, unitKey } from '#core/run/state.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { describeUnitClock } from '#core/words/run/describe-schedule.ts';
import { labelSignal } from '#core/words/run/label-signal.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { copyText } from '#ui/clipboard.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { HostMenuItems } from '../actions/HostMenuItems.tsx';
import { useOfView, useRun, useRunParts } from '../live/run-context.ts';
import { useNow } from '../live/use-now.ts';
import { UnitKnown } from './UnitKnown.tsx';
import classes from './unit.module.css';
import { lookOfUnit } from './unit-words.ts';

interface UnitHeadProps {
  readonly unit: Unit;
  readonly attempt: Attempt | null;
  onAttempt(of: Unit['ref'], attempt: number): void;
}

/** What the unit is, what it came to, and what is known of it. */
export function UnitHead({ unit, attempt, onAttempt }: UnitHeadProps) {
  const { plan } = useRunParts('plan');
  const step = stepOf(plan, unit.ref.step);
  const { task } = plannedUnit(plan, unit.ref);
  const at = delegateOf([{ task }]);
  const command = task.kind === 'manual' ? 'done by a person' : attempt?.command || describeTask(task);
  return (
    <div className={classes.unitHead}>
      <div className={classes.unitTitle}>
        <h2>
          <SafeText text={step.title} />
          {unit.ref.host === null ? null : (
            <span className={classes.unitHost}>
              {' on '}
              <SafeText text={unit.ref.host} />
            </span>
          )}
          {at === undefined ? null : (
            <span className={classes.unitHost}>
              <SafeText text={`, carried out on ${at}`} />
            </span>
          )}
        </h2>
        <UnitMark unit={unit} />
        <span className={classes.unitFacts}>
          {attempt ? describeAttempt(attempt) : null}
          <UnitClock unit={unit} attempt={attempt} />
        </span>
        {unit.attempts.length > 1 ? (
          <Select
            aria-label="Attempt"
            size="xs"
            w={130}
            allowDeselect={false}
            value={String(attempt?.number)}
            onChange={(value) => onAttempt(unit.ref, Number(value))}
            data={unit.attempts.map((a) => ({ value: String(a.number), label: `Attempt ${a.number}` }))}
          />
        ) : null}
        <UnitMenu unit={unit} command={command} />
      </div>
      <UnitKnown unit={unit} attempt={attempt} />
      <Spoiler
        maxHeight={41}
        showLabel="Show all of it"
        hideLabel="Show less"
        classNames={{ control: classes.more ?? '' }}
      >
        <pre className={classes.command}>
          <SafeLines text={command} />
        </pre>
      </Spoiler>
      {unit.reason ? (
        <p className={classes.reason}>
          <SafeText text={toSentence(describeReason(unit.reason))} />
        </p>
      ) : null}
    </div>
  );
}

/** How long it has been running, and how long it is expected to; nothing of an attempt that is over. */
function UnitClock({ unit, attempt }: Pick<UnitHeadProps, 'unit' | 'attempt'>) {
  const carriedOut = useOfView((view) => view.carriedOut);
  const runs = carriedOut && attempt !== null && attempt.finished === null && IN_FLIGHT.has(unit.state);
  const now = useNow(runs);
  const { plan } = useRunParts('plan');
  const history = useRun((store) => store.stepHistory);
  if (!runs) return null;
  return (
    <>{` · ${describeUnitClock(unitClock(stepOf(plan, unit.ref.step), attempt, { history, now: new Date(now) }))}`}</>
  );
}

function UnitMark({ unit }: { readonly unit: Unit }) {
  const state = useRunParts('searching', 'rechecks', 'questions', 'outcome');
  return <StateMark {...lookOfUnit(state, unit)} />;
}

function UnitMenu({ unit, command }: { readonly unit: Unit; readonly command: string }) {
  const carriedOut = useOfView((view) => view.carriedOut);
  const { outcome } = useRunParts('outcome');
  const live = carriedOut && outcome === null;
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon
          className={classes.unitMenu ?? ''}
          aria-label="Actions for this step and its host"
          title="Actions for this step and its host"
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => copyText(command, 'Command copied')}>
          Copy command
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={15} />}
          onClick={() => copyText(unitKey(unit.ref), 'Step and host copied')}
        >
          Copy step and host
        </Menu.Item>
        {live ? <HostMenuItems unit={unit.ref} /> : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function describeAttempt(attempt: Attempt): string {
  const { finished } = attempt;
  if (attempt.onPaper) return `done ${formatMoment(attempt.intendedAt)}`;
  const begun = `begun ${formatMoment(attempt.intendedAt)}`;
  if (!finished) return attempt.pid === null ? begun : `${begun} · process ${attempt.pid}`;
  const end = finished.signal
    ? `signal ${labelSignal(finished.signal)}`
    : finished.exit === null
      ? null
      : `exit ${finished.exit}`;
  if (finished.outcome === 'unknown') return begun;
  return [begun, finished.durationMs > 0 ? `took ${formatDuration(finished.durationMs)}` : null, end]
    .filter(Boolean)
    .join(' · ');
}
