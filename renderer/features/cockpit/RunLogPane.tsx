import { Text } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import type { Plan } from '#core/plan/model.ts';
import type { Decision } from '#core/run/state.ts';
import { formatTime } from '#core/words/format-time.ts';
import { useRunParts } from '#run/live/run-context.ts';
import { labelUnit } from '#run/wording.ts';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './cockpit.module.css';

/** What people decided and noted, newest first. */
export function RunLogPane() {
  const { decisions, plan } = useRunParts('decisions', 'plan');
  const rows = useMemo(() => decisions.toReversed(), [decisions]);
  const columns = useMemo(() => columnsFor(plan), [plan]);
  const textOf = useCallback((decision: Decision) => textOfDecision(plan, decision), [plan]);
  if (rows.length === 0)
    return (
      <Text className={classes.pane ?? ''} size="sm" c="dimmed">
        Nobody has decided or noted anything yet. Press a to add a note.
      </Text>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.pane} aria-label="Decisions and notes" tabIndex={0}>
      <DataTable
        label="Decisions and notes"
        rows={rows}
        columns={columns}
        keyOf={({ seq }) => String(seq)}
        textOf={textOf}
      />
    </section>
  );
}

function columnsFor(plan: Plan): readonly Column<Decision>[] {
  return [
    {
      key: 'at',
      title: 'When and who',
      width: '176px',
      cell: ({ at, by }) => (
        <>
          <span className={classes.figure}>{formatTime(at)}</span>
          <Text size="xs" c="dimmed" fw={400}>
            <SafeText text={by} />
          </Text>
        </>
      ),
    },
    {
      key: 'text',
      title: 'What',
      width: '230px',
      cell: ({ text, unit }) => (
        <>
          {text}
          {unit === null ? null : (
            <Text size="xs" c="dimmed">
              <SafeText text={labelUnit(plan, unit)} />
            </Text>
          )}
        </>
      ),
    },
    { key: 'note', title: 'Note', cell: ({ note }) => (note === null ? '' : <SafeText text={note} />) },
  ];
}

function textOfDecision(plan: Plan, { by, text, unit, note }: Decision): string {
  return [by, text, unit === null ? '' : labelUnit(plan, unit), note ?? ''].join(' ');
}
