import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Task } from '#core/plan/model.ts';
import { isPeopleTask, TASK_KINDS } from '#core/plan/task-kinds.ts';
import { plannedUnit, type Unit, unitOf } from '#core/run/state.ts';
import { MarkdownText } from '#ui/MarkdownText.tsx';
import { useOfRun, useRun, useRunParts } from '../live/run-context.ts';
import { OutputPanel } from '../output/OutputPanel.tsx';
import { useOutputRoom } from '../output/output-context.ts';
import { UnitHead } from './UnitHead.tsx';
import classes from './unit.module.css';

/** The selected unit: what it is, what became of it, and its output. */
export function UnitPanel() {
  const { plan } = useRunParts('plan');
  const { output } = useOutputRoom();
  const selected = useRun((store) => store.selected);
  const unit = useOfRun((state) => (selected && unitOf(state, selected)) ?? null);
  const [chosen, setChosen] = useState<{ readonly of: Unit['ref']; readonly attempt: number } | null>(null);
  const attempt =
    unit &&
    (unit.attempts.find((a) => chosen?.of === unit.ref && a.number === chosen.attempt) ??
      unit.attempts.at(-1) ??
      null);
  const task = unit && plannedUnit(plan, unit.ref).task;
  const prints = Boolean(task && TASK_KINDS[task.kind].prints && attempt);
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
    <section aria-label="Selected step" className={classes.unit}>
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
      <div className={classes.pane}>
        <MarkdownText text={task.text} />
      </div>
    );
  const why = TASK_KINDS[task.kind].prints
    ? 'Not started yet. Its output appears here once it runs.'
    : isPeopleTask(task)
      ? 'A person does this; it prints nothing.'
      : 'It only waits; it prints nothing.';
  return (
    <Text p="md" size="sm" c="dimmed">
      {why}
    </Text>
  );
}
