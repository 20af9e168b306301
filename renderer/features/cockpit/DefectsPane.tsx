import { Badge, Button, Text } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import type { Plan } from '#core/plan/model.ts';
import type { Defect } from '#core/run/defect.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { describeDefectState } from '#core/words/run/describe-defect.ts';
import { useRun, useRunParts } from '#run/live/run-context.ts';
import type { Dialog } from '#run/live/run-store.ts';
import { labelUnit } from '#run/wording.ts';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './cockpit.module.css';

/** What people found wrong, the newest first among those that are open, and then those that are closed. */
export function DefectsPane() {
  const { defects, plan } = useRunParts('defects', 'plan');
  const openDialog = useRun((store) => store.show.openDialog);
  const rows = useMemo(() => inOrder(defects), [defects]);
  const columns = useMemo(() => columnsFor(plan, openDialog), [plan, openDialog]);
  const textOf = useCallback((defect: Defect) => textOfDefect(plan, defect), [plan]);
  if (rows.length === 0)
    return (
      <div className={classes.pane}>
        <Text size="sm" c="dimmed">
          No defects yet. Press b to log one: what is wrong, how bad it is, and on which step and host.
        </Text>
      </div>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.pane} aria-label="Defects" tabIndex={0}>
      <DataTable
        label="Defects"
        rows={rows}
        columns={columns}
        keyOf={({ number }) => String(number)}
        textOf={textOf}
      />
    </section>
  );
}

function inOrder(defects: readonly Defect[]): readonly Defect[] {
  const newest = defects.toReversed();
  return [
    ...newest.filter(({ closed }) => closed === null),
    ...newest.filter(({ closed }) => closed !== null),
  ];
}

function columnsFor(plan: Plan, openDialog: (dialog: Dialog) => void): readonly Column<Defect>[] {
  return [
    {
      key: 'number',
      title: 'Defect',
      width: '116px',
      cell: ({ number, severity, closed }) => (
        <>
          <span className={classes.figure}>{number}</span>{' '}
          <Badge
            size="sm"
            radius="sm"
            tt="none"
            {...(closed === null && severity === 'critical'
              ? { variant: 'filled', color: 'red.9' }
              : { variant: 'default' })}
          >
            {severity}
          </Badge>
        </>
      ),
    },
    {
      key: 'text',
      title: 'What is wrong',
      cell: (defect) => {
        const about = labelPlace(plan, defect);
        return (
          <div className={classes.anywhere}>
            <SafeText text={defect.text} />
            <Text size="xs" c="dimmed">
              <SafeText
                text={[about, `logged by ${defect.by}, ${formatTime(defect.at)}`]
                  .flatMap((part) => part ?? [])
                  .join(' · ')}
              />
            </Text>
          </div>
        );
      },
    },
    {
      key: 'state',
      title: 'State',
      width: '240px',
      cell: (defect) => (
        <div className={classes.anywhere}>
          <SafeText text={describeDefectState(defect)} />
          {defect.closed === null ? (
            <div>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Close defect ${defect.number}…`}
                onClick={() => openDialog({ kind: 'close-defect', defect })}
              >
                Close…
              </Button>
            </div>
          ) : null}
        </div>
      ),
    },
  ];
}

/** Null: the run as a whole. */
function labelPlace(plan: Plan, { step, host }: Defect): string | null {
  return step === null ? host : labelUnit(plan, { step, host });
}

function textOfDefect(plan: Plan, defect: Defect): string {
  return [
    defect.severity,
    defect.text,
    defect.by,
    labelPlace(plan, defect) ?? '',
    describeDefectState(defect),
  ].join(' ');
}
