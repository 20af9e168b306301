/** How long backing out takes once a step is done: beside every step of the mirror and of the printed runbook. */
import { noReturnOf } from '#core/plan/describe-step.ts';
import type { Plan, PlannedUnit } from '#core/plan/model.ts';
import type { StepId } from '#core/release/model.ts';
import {
  type Estimate,
  estimateWaves,
  type TimedWave,
  timedWaves,
  type UndoHistory,
  waitMs,
} from './time.ts';
import { undoTakesMs } from './undo-steps.ts';

export interface TimeFromHere {
  readonly estimate: Estimate;
  /** A point of no return lies at or before the step. */
  readonly noReturn: boolean;
}

/** A step, as far as the time to undo it is concerned. */
export interface UndoTiming {
  readonly step: StepId;
  readonly noReturn: boolean;
  /** Waves that undo it; empty where it has no undo. */
  readonly waves: readonly TimedWave[];
}

export interface TimedBackout {
  readonly steps: readonly UndoTiming[];
  /** What surrounds the undo steps of any backout, as soon as there is something to undo. */
  readonly frame: readonly TimedWave[];
}

export function sumFromHere(
  { steps, frame }: TimedBackout,
  history: UndoHistory,
): ReadonlyMap<StepId, TimeFromHere> {
  let so: TimeFromHere = { estimate: estimateWaves([], history), noReturn: false };
  let begun = false;
  const times = new Map<StepId, TimeFromHere>();
  for (const { step, noReturn, waves } of steps) {
    const own = estimateWaves(waves, history);
    if (own.waves.length > 0) {
      so = { ...so, estimate: addTimes(begun ? so.estimate : estimateWaves(frame, history), own) };
      begun = true;
    }
    so = { ...so, noReturn: so.noReturn || noReturn };
    times.set(step, so);
  }
  return times;
}

/** Without the waves that they are made of: nobody asks for those of a sum. */
function addTimes(a: Estimate, b: Estimate): Estimate {
  const without = [...a.without, ...b.without];
  const fromHistory = a.fromHistory || b.fromHistory;
  return { ms: a.ms + b.ms, unestimated: without.length, without, fromHistory, waves: [] };
}

/** By step of a plan, when everything up to it has run on every host. */
export function timesByStep(plan: Plan, history: UndoHistory): ReadonlyMap<StepId, TimeFromHere> {
  const { frame } = plan;
  const around = frame === undefined ? [] : [...timedWaves(frame.before), ...timedWaves(frame.after)];
  return sumFromHere({ steps: undoTimings(plan), frame: around }, history);
}

function undoTimings({ steps, waves }: Plan): readonly UndoTiming[] {
  return steps.map((step) => {
    const undone = step.units.flatMap(({ undo, skipBecause, batch }) =>
      undo === null || skipBecause !== null ? [] : [{ undo, batch }],
    );
    const undos = undone.map(({ undo }) => undo);
    const [first] = undos;
    const takesMs = undoTakesMs(step, undos) ?? waitMs(first?.task);
    const counts = countBatches(undone);
    return {
      step: step.id,
      noReturn: noReturnOf(step, step.units) !== null,
      waves: waves
        .filter((wave) => wave.step === step.id)
        .map(({ batch }) => ({
          step: step.id,
          title: first?.title ?? step.title,
          units: counts.get(batch) ?? 0,
          parallel: step.parallel,
          takesMs,
        })),
    };
  });
}

function countBatches(units: readonly Pick<PlannedUnit, 'batch'>[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { batch } of units) counts.set(batch, (counts.get(batch) ?? 0) + 1);
  return counts;
}
