import { Text } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import type { Plan } from '#core/plan/model.ts';
import type { Decision } from '#core/run/state.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { noteOfAsked } from '#core/words/run/describe-asked.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
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
        No decisions or notes yet. Press a to add a note.
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
      cell: (decision) => {
        const about = labelAbout(plan, decision);
        return (
          <>
            {labelDecision(decision)}
            {about === null ? null : (
              <Text size="xs" c="dimmed">
                <SafeText text={about} />
              </Text>
            )}
          </>
        );
      },
    },
    { key: 'note', title: 'Note', cell: (decision) => <SafeText text={noteOfAsked(decision) ?? ''} /> },
  ];
}

/** Null: the run as a whole. */
function labelAbout(plan: Plan, { unit, decided }: Decision): string | null {
  if (decided.kind === 'included') return decided.host;
  return unit === null ? null : labelUnit(plan, unit);
}

function textOfDecision(plan: Plan, decision: Decision): string {
  const note = noteOfAsked(decision) ?? '';
  return [decision.by, labelDecision(decision), labelAbout(plan, decision) ?? '', note].join(' ');
}
