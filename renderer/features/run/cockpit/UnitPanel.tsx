import { Select, Spoiler, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Task } from '#core/plan/model.ts';
import { showTask } from '#core/plan/show.ts';
import { type Attempt, plannedUnit, stepOf, type Unit, unitOf } from '#core/run/state.ts';
import { MarkdownText } from '#ui/MarkdownText.tsx';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { sayDuration, sayTimeOfDay } from '../wording.ts';
import classes from './cockpit.module.css';
import { useCockpit, useRun, useRunState } from './cockpit-context.ts';
import { OutputPanel } from './OutputPanel.tsx';

/** Kinds that print something on a host. */
const PRINTS: ReadonlySet<string> = new Set([
  'run',
  'script',
  'check',
  'poll',
  'probe',
  'upload',
  'download',
]);

/** The selected unit: what it is, what became of it, and its output. */
export function UnitPanel() {
  const state = useRunState();
  const { output } = useCockpit();
  const selected = useRun((store) => store.selected);
  const unit = selected && unitOf(state, selected);
  const [chosen, setChosen] = useState<{ readonly of: Unit['ref']; readonly attempt: number } | null>(null);
  const attempt =
    unit &&
    (unit.attempts.find((a) => chosen?.of === unit.ref && a.number === chosen.attempt) ??
      unit.attempts.at(-1) ??
      null);
  const task = unit && plannedUnit(state.plan, unit.ref).task;
  const prints = Boolean(task && PRINTS.has(task.kind) && attempt);
  const number = attempt?.number ?? 0;
  const step = unit?.ref.step;
  const host = unit?.ref.host;

  useEffect(() => {
    const { show } = output.getState();
    const stream = 'stdout';
    void show(
      prints && step !== undefined && host !== undefined ? { step, host, attempt: number, stream } : null,
      true,
    );
  }, [output, prints, step, host, number]);

  if (!unit || !task)
    return (
      <Text p="md" c="dimmed">
        Choose a step or a cell to see what it does and what it printed.
      </Text>
    );
  return (
    <section aria-label="Selected unit" className={classes['unit']}>
      <UnitHead
        unit={unit}
        attempt={attempt ?? null}
        onAttempt={(of, wanted) => setChosen({ of, attempt: wanted })}
      />
      {prints ? <OutputPanel /> : <NoOutput task={task} />}
    </section>
  );
}

function NoOutput({ task }: { readonly task: Task }) {
  if (task.kind === 'manual')
    return (
      <div className={classes['pane']}>
        <MarkdownText text={task.text} />
      </div>
    );
  const why = PRINTS.has(task.kind)
    ? 'Not begun. Its output appears here once it runs.'
    : task.kind === 'wait'
      ? 'It only waits; it prints nothing.'
      : 'A person does this; it prints nothing.';
  return (
    <Text p="md" size="sm" c="dimmed">
      {why}
    </Text>
  );
}

interface UnitHeadProps {
  readonly unit: Unit;
  readonly attempt: Attempt | null;
  onAttempt(of: Unit['ref'], attempt: number): void;
}

function UnitHead({ unit, attempt, onAttempt }: UnitHeadProps) {
  const { plan } = useRunState();
  const step = stepOf(plan, unit.ref.step);
  const { task } = plannedUnit(plan, unit.ref);
  const command = task.kind === 'manual' ? 'done by a person' : attempt?.command || showTask(task);
  return (
    <div className={classes['unitHead']}>
      <div className={classes['unitTitle']}>
        <h2>
          <SafeText text={step.title} />
          {unit.ref.host === null ? null : (
            <span className={classes['unitHost']}>
              {' on '}
              <SafeText text={unit.ref.host} />
            </span>
          )}
        </h2>
        <StateMark state={unit.state} />
        <span className={classes['unitFacts']}>{attempt ? sayAttempt(attempt) : null}</span>
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
      </div>
      <Spoiler
        maxHeight={41}
        showLabel="Show all of it"
        hideLabel="Show less"
        classNames={{ control: classes['more'] ?? '' }}
      >
        <pre className={classes['command']}>
          <SafeLines text={command} />
        </pre>
      </Spoiler>
      {unit.reason ? (
        <p className={classes['reason']}>
          <SafeText text={unit.reason} />
        </p>
      ) : null}
    </div>
  );
}

function sayAttempt(attempt: Attempt): string {
  const { finished } = attempt;
  const begun = `begun ${sayTimeOfDay(attempt.intendedAt)}`;
  if (!finished) return attempt.pid === null ? begun : `${begun} · process ${attempt.pid}`;
  const end = finished.signal
    ? `signal ${finished.signal}`
    : finished.exit === null
      ? null
      : `exit ${finished.exit}`;
  return [begun, finished.durationMs > 0 ? `took ${sayDuration(finished.durationMs)}` : null, end]
    .filter(Boolean)
    .join(' · ');
}
