/** The one builder of undo steps: for the backout of a run and for that of a whole plan on paper. */

import { delegateOf } from '#core/plan/executor.ts';
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

/** A unit with what undoes it. */
interface LineUndo extends UndoUnit, Pick<PlannedUnit, 'about'> {
  readonly batch: number;
  readonly undo: PlannedUndo;
}

/** Undos of one batch of one step that stand together: they are done side by side. */
interface UndoWave {
  /** Its place among all. */
  readonly at: number;
  readonly undos: [LineUndo, ...LineUndo[]];
}

type UndoWaves = [UndoWave, ...UndoWave[]];

/** Ids of a release's own phases begin with a letter, so this is none of them. */
export const UNDO_PHASE = '-undo';

/** The steps and waves that undo these lines, newest first, in their order. */
export function planUndoSteps(plan: Plan, lines: readonly UndoUnit[]): PlannedSteps {
  const byStep = [...undoWaves(lines.flatMap((line) => undoOf(plan, line)))];
  const waves = byStep.flatMap(([step, of]) =>
    of.map(({ at, undos }, i): Wave & Pick<UndoWave, 'at'> => ({
      at,
      step,
      batch: i + 1,
      batches: of.length,
      hosts: undos.flatMap(({ host }) => host ?? []),
      pauseBefore: false,
    })),
  );
  return {
    steps: byStep.map(([step, of]) => undoStep(stepOf(plan, step), of)),
    waves: waves.sort((a, b) => a.at - b.at).map(({ at: _, ...wave }) => wave),
  };
}

function undoOf(plan: Plan, line: UndoUnit): readonly LineUndo[] {
  const { undo, batch, about } = plannedUnit(plan, line);
  const { step, host, struck } = line;
  return undo === null ? [] : [{ step, host, struck, batch, undo, ...(about && { about }) }];
}

/** Cuts undos into waves, by step. */
function undoWaves(undos: readonly LineUndo[]): ReadonlyMap<StepId, UndoWaves> {
  const byStep = new Map<StepId, UndoWaves>();
  let last: UndoWave | null = null;
  for (const [at, undo] of undos.entries()) {
    const { step, batch } = undo;
    if (last?.undos[0].step === step && last.undos[0].batch === batch) {
      last.undos.push(undo);
      continue;
    }
    last = { at, undos: [undo] };
    const of = byStep.get(step);
    if (of) of.push(last);
    else byStep.set(step, [last]);
  }
  return byStep;
}

function undoStep({ drill: _, ...step }: PlannedStep, waves: UndoWaves): PlannedStep {
  const { undo } = waves[0].undos[0];
  const done = waves.flatMap(({ undos }) => undos).filter(({ struck }) => struck === null);
  return {
    ...step,
    title: undo.title,
    phase: { id: UNDO_PHASE, title: 'Undo what ran, newest first' },
    kind: stepKindOf(undo.task.kind),
    onFailure: 'ask',
    retry: null,
    repeatable: false,
    stopAfter: 1,
    takesMs: undoTakesMs(
      step,
      done.map((each) => each.undo),
    ),
    timeoutMs: undo.timeoutMs,
    mode: undo.mode ?? step.mode,
    noUndo: { kind: 'nothing', why: 'It is an undo itself' },
    sentence: step.sentence === null ? null : sentenceOf(waves, step.parallel),
    units: waves.flatMap(({ undos }, i) => undos.map((each) => undoUnit(each, i + 1))),
    ...(undo.drill && { drill: undo.drill }),
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

function sentenceOf(waves: UndoWaves, parallel: number): string {
  const batches = waves.map(({ undos }) => undos.length);
  const at = delegateOf(waves.flatMap(({ undos }) => undos.map(({ undo }) => undo)));
  return describeRollout({ batches, parallel, stopAfter: 1, at });
}

function undoUnit({ step, host, struck, undo, about }: LineUndo, batch: number): PlannedUnit {
  return {
    step,
    host,
    batch,
    ...(about && { about }),
    task: undo.task,
    doneIf: undo.doneIf ?? null,
    undo: null,
    skipBecause: struck === null ? null : `Left out of the backout: ${struck}`,
    when: null,
  };
}
