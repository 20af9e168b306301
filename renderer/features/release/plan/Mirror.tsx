import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useSearch } from 'wouter';
import { useAppCommands } from '#bridge/app-commands.ts';
import type { TimeFromHere } from '#core/backout/times-by-step.ts';
import type { Path } from '#core/release/problems.ts';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import { AddRow } from './AddRow.tsx';
import { MovableRow } from './MovableRow.tsx';
import { type MirrorRow, mirrorRows } from './mirror-rows.ts';
import { PhaseHead } from './PhaseHead.tsx';
import { below, isSamePath } from './plan-edits.ts';
import { type OpenedStep, StepDrawer } from './StepDrawer.tsx';
import { StepMenu } from './StepMenu.tsx';
import { StepRow } from './StepRow.tsx';
import type { PhaseDraft } from './step-draft.ts';
import { type PlanActs, usePlanActs } from './use-plan-acts.ts';

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
  const [opened, setOpened] = useState<OpenedStep | null>(null);
  const rows = useMemo(() => mirrorRows(phases, path), [phases, path]);
  const acts = usePlanActs();
  const typing = useTypedPhase(rows);
  useStepOfAddress(rows, (row) => setOpened({ path: row.path, adds: null }));
  const open = (row: MirrorRow, adds: OpenedStep['adds']): void => setOpened({ path: row.path, adds });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that change later do not take the focus again
  const focus = useMemo(() => {
    const row = acts.focus && rows.find(({ kind, path: at }) => kind !== 'add' && isSame(at, acts.focus));
    return row ? { key: row.key } : null;
  }, [acts.focus]);
  return (
    <>
      <VirtualRows
        label="Phases and steps"
        rows={rows}
        keyOf={(row) => row.key}
        estimate={(row) => HEIGHTS[row.kind]}
        textOf={textOfRow}
        focus={focus}
      >
        {(row, index) => (
          <Row
            row={row}
            acts={acts}
            goTo={(by) => {
              const beside = besideRow(rows, index, by);
              if (beside) acts.focusOn(beside);
            }}
            time={row.kind === 'step' ? (times?.get(row.step.id) ?? null) : null}
            isTyping={typing.phase === row.phase.id && row.kind === 'add'}
            onTyping={(is) => typing.set(is ? row.phase.id : null)}
            onOpen={(adds) => open(row, adds)}
          />
        )}
      </VirtualRows>
      {opened && (
        <StepDrawer
          {...opened}
          onNext={() => setOpened({ ...opened, path: below(opened.path) })}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

function isSame(path: Path, focus: PlanActs['focus']): boolean {
  return focus !== null && isSamePath(path, focus.path);
}

/** The next row above or below that is a phase or step. */
function besideRow(rows: readonly MirrorRow[], from: number, by: -1 | 1): Path | null {
  for (let index = from + by; index >= 0 && index < rows.length; index += by) {
    const row = rows[index];
    if (row && row.kind !== 'add') return row.path;
  }
  return null;
}

/** In which phase steps are being typed in; its command begins in the phase that has the focus, else in the last. */
function useTypedPhase(rows: readonly MirrorRow[]) {
  const [phase, set] = useState<string | null>(null);
  useAppCommands({
    'new-steps': () => {
      const key = document.activeElement?.closest('[data-key]')?.getAttribute('data-key');
      const row = rows.find((each) => each.key === key) ?? rows.at(-1);
      if (row) set(row.phase.id);
    },
  });
  return { phase, set };
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
  readonly acts: PlanActs;
  readonly time: TimeFromHere | null;
  readonly isTyping: boolean;
  goTo(by: -1 | 1): void;
  onTyping(is: boolean): void;
  onOpen(adds: OpenedStep['adds']): void;
}

function Row({ row, acts, time, isTyping, goTo, onTyping, onOpen }: RowProps) {
  switch (row.kind) {
    case 'phase': {
      const phase = acts.actsOfPhase({ list: row.path.slice(0, -1), index: row.place.index }, goTo);
      const top = { list: [...row.path, 'steps'], index: 0 };
      return (
        <MovableRow acts={phase} drag={acts.dragOf(null, { before: top, after: top })}>
          <PhaseHead phase={row.phase} path={row.path} place={row.place} acts={phase} />
        </MovableRow>
      );
    }
    case 'step':
      return <MirrorStep row={row} acts={acts} time={time} goTo={goTo} onOpen={() => onOpen(null)} />;
    case 'add': {
      const end = { list: row.path.slice(0, -1), index: row.phase.steps.length };
      return (
        <MovableRow acts={null} drag={acts.dragOf(null, { before: end, after: end })}>
          <AddRow
            place={end}
            phase={row.phase}
            isTyping={isTyping}
            onTyping={onTyping}
            onAdd={onOpen}
            onLeave={() =>
              acts.focusOn(row.phase.steps.length > 0 ? [...end.list, end.index - 1] : row.path.slice(0, -2))
            }
          />
        </MovableRow>
      );
    }
  }
}

interface MirrorStepProps extends Pick<RowProps, 'acts' | 'time' | 'goTo'> {
  readonly row: Extract<MirrorRow, { kind: 'step' }>;
  onOpen(): void;
}

function MirrorStep({ row, acts, time, goTo, onOpen }: MirrorStepProps) {
  const { step, index, phase, path, ends } = row;
  const list = path.slice(0, -1);
  const place = { list, index };
  const own = acts.actsOfStep(place, goTo);
  const drag = acts.dragOf(place, { before: place, after: { list, index: index + 1 } });
  return (
    <MovableRow acts={own} drag={drag}>
      <StepRow
        step={step}
        time={time}
        phaseOn={phase.on}
        isFirst={index === 0}
        isLast={index === phase.steps.length - 1}
        onOpen={onOpen}
        menu={<StepMenu title={step.title} id={step.id} ends={ends} acts={own} onEdit={onOpen} />}
      />
    </MovableRow>
  );
}
