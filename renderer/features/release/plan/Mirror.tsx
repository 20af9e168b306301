import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import type { TimeFromHere } from '#core/backout/times-by-step.ts';
import type { Path } from '#core/release/problems.ts';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import { useRelease } from '../release-context.ts';
import { AddStep } from './AddStep.tsx';
import { type MirrorRow, mirrorRows } from './mirror-rows.ts';
import { PhaseHead } from './PhaseHead.tsx';
import classes from './plan.module.css';
import { type OpenedStep, StepDrawer } from './StepDrawer.tsx';
import { StepMenu } from './StepMenu.tsx';
import { StepRow } from './StepRow.tsx';
import type { PhaseDraft } from './step-draft.ts';

interface MirrorProps {
  readonly phases: readonly PhaseDraft[];
  /** Of the list of phases. */
  readonly path: Path;
  /** Null where no time to back out is shown. */
  readonly times: ReadonlyMap<string, TimeFromHere> | null;
}

const HEIGHTS: Readonly<Record<MirrorRow['kind'], number>> = { phase: 54, step: 74, add: 34 };

/** The phases with their steps and undos; of a long plan only what is in view is drawn. */
export function Mirror({ phases, path, times }: MirrorProps) {
  const [opened, setOpened] = useState<(OpenedStep & { readonly rolling: boolean }) | null>(null);
  const rows = useMemo(() => mirrorRows(phases, path), [phases, path]);
  useStepOfAddress(rows, (row) => setOpened({ path: row.path, adds: null, rolling: row.phase.on !== '' }));
  const open = (row: MirrorRow, adds: OpenedStep['adds']): void =>
    setOpened({ path: row.path, adds, rolling: row.phase.on !== '' });
  return (
    <>
      <VirtualRows
        label="Phases and steps"
        rows={rows}
        keyOf={(row) => row.key}
        estimate={(row) => HEIGHTS[row.kind]}
        textOf={textOfRow}
      >
        {(row) => <Row row={row} times={times} onOpen={(adds) => open(row, adds)} />}
      </VirtualRows>
      {opened && <StepDrawer {...opened} onClose={() => setOpened(null)} />}
    </>
  );
}

/** A link may name the step that is to be seen. */
function useStepOfAddress(rows: readonly MirrorRow[], open: (row: MirrorRow) => void): void {
  const wanted = new URLSearchParams(useSearch()).get('step');
  const show = useEffectEvent(() => {
    const row = rows.find((each) => each.kind === 'step' && each.step.id === wanted);
    if (row) open(row);
  });
  useEffect(() => {
    if (wanted !== null) show();
  }, [wanted]);
}

function textOfRow(row: MirrorRow): string {
  return row.kind === 'step'
    ? `${row.step.title} ${row.step.id}`
    : row.kind === 'phase'
      ? row.phase.title
      : '';
}

interface RowProps {
  readonly row: MirrorRow;
  readonly times: MirrorProps['times'];
  onOpen(adds: OpenedStep['adds']): void;
}

function Row({ row, times, onOpen }: RowProps) {
  switch (row.kind) {
    case 'phase':
      return <PhaseHead phase={row.phase} path={row.path} place={row.place} />;
    case 'step':
      return <MirrorStep row={row} time={times?.get(row.step.id) ?? null} onOpen={() => onOpen(null)} />;
    case 'add':
      return (
        <div className={classes.add}>
          <AddStep onAdd={onOpen} />
        </div>
      );
  }
}

interface MirrorStepProps {
  readonly row: Extract<MirrorRow, { kind: 'step' }>;
  readonly time: TimeFromHere | null;
  onOpen(): void;
}

function MirrorStep({ row, time, onOpen }: MirrorStepProps) {
  const edit = useRelease((state) => state.write.edit);
  const { step, index, phase, path } = row;
  const last = phase.steps.length - 1;
  const list = path.slice(0, -1);
  const move = (to: number) => edit([{ op: 'move', path: list, from: index, to }]);
  return (
    <StepRow
      step={step}
      time={time}
      phaseOn={phase.on}
      isFirst={index === 0}
      isLast={index === last}
      onOpen={onOpen}
      menu={
        <StepMenu
          title={step.title}
          id={step.id}
          onEdit={onOpen}
          place={{ index, count: last + 1 }}
          onMove={move}
          onRemove={() => edit([{ op: 'remove', path }])}
        />
      }
    />
  );
}
