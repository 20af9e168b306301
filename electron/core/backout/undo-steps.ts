/** The one builder of undo steps: for the backout of a run and for that of a whole plan on paper. */

import type { Plan, PlannedStep, PlannedSteps, PlannedUndo, PlannedUnit, Wave } from '#core/plan/model.ts';
import { describeRollout } from '#core/plan/sentence.ts';
import { stepKindOf } from '#core/plan/task-kinds.ts';
import type { StepId } from '#core/release/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import { plannedUnit, stepOf } from '#core/run/state.ts';

/** One unit to be undone. */
export interface UndoUnit extends UnitRef {
  /** Why it is left as it is; null: it is undone. */
  readonly struck: string | null;
}

/** Lines of one batch of one step that stand together: they are undone side by side. */
export interface UndoWave<Line extends UndoUnit = UndoUnit> {
  readonly step: StepId;
  readonly lines: readonly Line[];
}

/** Ids of a release's own phases begin with a letter, so this is none of them. */
export const UNDO_PHASE = '-undo';

/** Cuts lines, newest first, into waves. */
function undoWaves<Line extends UndoUnit>(plan: Plan, lines: readonly Line[]): readonly UndoWave<Line>[] {
  const waves: { step: StepId; batch: number; lines: Line[] }[] = [];
  for (const line of lines) {
    const { batch } = plannedUnit(plan, line);
    const last = waves.at(-1);
    if (last?.step === line.step && last.batch === batch) last.lines.push(line);
    else waves.push({ step: line.step, batch, lines: [line] });
  }
  return waves;
}

/** The steps and waves that undo these lines, in their order. */
export function planUndoSteps(plan: Plan, lines: readonly UndoUnit[]): PlannedSteps {
  const byStep = new Map<StepId, UndoWave[]>();
  const placed = undoWaves(plan, lines).map((wave) => {
    const waves = byStep.get(wave.step) ?? [];
    byStep.set(wave.step, [...waves, wave]);
    return { wave, batch: waves.length + 1 };
  });
  const waves = placed.map(
    ({ wave, batch }): Wave => ({
      step: wave.step,
      batch,
      batches: byStep.get(wave.step)?.length ?? 1,
      hosts: wave.lines.flatMap((line) => line.host ?? []),
      pauseBefore: false,
    }),
  );
  return { steps: [...byStep].map(([step, of]) => undoStep(plan, step, of)), waves };
}

function undoStep(plan: Plan, id: StepId, waves: readonly UndoWave[]): PlannedStep {
  const step = stepOf(plan, id);
  const units = waves.flatMap((wave, at) => wave.lines.map((line) => undoUnit(plan, line, at + 1)));
  const undo = undoOf(plan, waves[0]?.lines[0]);
  return {
    ...step,
    title: undo?.title ?? step.title,
    phase: { id: UNDO_PHASE, title: 'Undo what ran, newest first' },
    kind: stepKindOf(undo?.task.kind ?? 'run'),
    onFailure: 'ask',
    retry: null,
    repeatable: false,
    stopAfter: 1,
    takesMs: undoTakesMs(step, undosOf(plan, waves)),
    timeoutMs: undo?.timeoutMs ?? step.timeoutMs,
    mode: undo?.mode ?? step.mode,
    noUndo: { kind: 'nothing', why: 'It is an undo itself' },
    sentence: step.sentence === null ? null : sentenceOf(waves, step.parallel),
    units,
  };
}

/** How long the longest of these undos is expected to take: as it says, or else as long as its step. */
export function undoTakesMs(
  step: Pick<PlannedStep, 'takesMs'>,
  undos: readonly Pick<PlannedUndo, 'takesMs'>[],
): number | null {
  const said = undos.flatMap(({ takesMs }) => takesMs ?? step.takesMs ?? []);
  return said.length === 0 ? null : Math.max(...said);
}

function undosOf(plan: Plan, waves: readonly UndoWave[]): readonly PlannedUndo[] {
  const lines = waves.flatMap((wave) => wave.lines).filter(({ struck }) => struck === null);
  return lines.flatMap((line) => plannedUnit(plan, line).undo ?? []);
}

function sentenceOf(waves: readonly UndoWave[], parallel: number): string {
  return describeRollout({ batches: waves.map(({ lines }) => lines.length), parallel, stopAfter: 1 });
}

function undoOf(plan: Plan, line: UndoUnit | undefined): PlannedUndo | null {
  return line === undefined ? null : plannedUnit(plan, line).undo;
}

function undoUnit(plan: Plan, line: UndoUnit, batch: number): PlannedUnit {
  const planned = plannedUnit(plan, line);
  return {
    step: line.step,
    host: line.host,
    batch,
    task: planned.undo?.task ?? planned.task,
    doneIf: planned.undo?.doneIf ?? null,
    undo: null,
    skipBecause: line.struck === null ? null : `Struck from the backout: ${line.struck}`,
    when: null,
  };
}
