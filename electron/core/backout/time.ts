/** How long a backout takes: the one figure of the mirror, the plan, paper, `--dry-run`, `show`, the clock and the run. */
import type { PlannedStep, PlannedSteps, Task, Wave } from '#core/plan/model.ts';
import type { StepId } from '#core/release/model.ts';
import { stepOf } from '#core/run/state.ts';

/** By step, the longest that a unit of it took in earlier backouts, in ms. */
export type UndoHistory = ReadonlyMap<StepId, number>;

export const NO_HISTORY: UndoHistory = new Map();

/** As it comes over the contract. */
export function readHistory(stored: Readonly<Record<string, number>>): UndoHistory {
  return new Map(Object.entries(stored).map(([step, ms]) => [step as StepId, ms]));
}

/** What is done side by side, as far as time is concerned. */
export interface TimedWave {
  readonly step: StepId;
  readonly title: string;
  /** Units that are done; struck and skipped ones take no time. */
  readonly units: number;
  readonly parallel: number;
  /** Of one unit; null: no estimate. */
  readonly takesMs: number | null;
  /** A person releases it, which takes as long as it takes. */
  readonly released?: boolean;
}

/** How long one wave takes. */
export interface WaveTime {
  readonly step: StepId;
  readonly title: string;
  readonly units: number;
  /** Null: no estimate and it was never seen; it counts as nothing. */
  readonly ms: number | null;
  /** What the time is taken from: the author's `takes`, or an earlier backout that took longer. */
  readonly from: 'takes' | 'history' | null;
}

export interface Estimate {
  /** Worst case, by the authors' estimates and by earlier backouts. */
  readonly ms: number;
  /** Steps that nobody estimated and that were never seen; they count as nothing. */
  readonly unestimated: number;
  readonly without: readonly { readonly step: StepId; readonly title: string }[];
  /** An earlier backout says more of a step than its author does. */
  readonly fromHistory: boolean;
  /** What it is made of, in order. */
  readonly waves: readonly WaveTime[];
}

/** Waves come one after the other; within one, `parallel` units at a time. */
function timeWaves(waves: readonly TimedWave[], history: UndoHistory): readonly WaveTime[] {
  return waves.filter(({ units }) => units > 0).map((wave) => timeWave(wave, history));
}

function timeWave(wave: TimedWave, history: UndoHistory): WaveTime {
  const { step, title, units, parallel, takesMs, released = false } = wave;
  const said = takesMs ?? NEVER;
  const seen = released ? NEVER : (history.get(step) ?? NEVER);
  const worst = Math.max(said, seen);
  if (worst === NEVER) return { step, title, units, ms: null, from: null };
  const ms = worst * Math.ceil(units / Math.max(1, parallel));
  return { step, title, units, ms, from: seen > said ? 'history' : 'takes' };
}

const NEVER = -1;

function sumTimes(times: readonly WaveTime[]): Estimate {
  const without = new Map(
    times.flatMap(({ ms, step, title }) => (ms === null ? [[step, title] as const] : [])),
  );
  return {
    ms: times.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
    unestimated: without.size,
    without: [...without].map(([step, title]) => ({ step, title })),
    fromHistory: times.some(({ from }) => from === 'history'),
    waves: times,
  };
}

/** Planned steps as waves of time. */
export function timedWaves(planned: PlannedSteps): readonly TimedWave[] {
  return planned.waves.flatMap((wave) => {
    const step = stepOf(planned, wave.step);
    const units = step.units.filter(({ batch, skipBecause }) => batch === wave.batch && skipBecause === null);
    const { id, title, parallel } = step;
    const done = { step: id, title, units: units.length, parallel, takesMs: takesOf(step) };
    return withRelease(done, wave);
  });
}

/** A batch that a person releases takes as long as that person, which nobody knows. */
export function withRelease(done: TimedWave, { pauseBefore }: Wave): readonly TimedWave[] {
  if (!pauseBefore || done.units === 0) return [done];
  return [{ ...done, units: 1, takesMs: null, released: true }, done];
}

/** A wait says itself how long it takes. */
export function takesOf(step: PlannedStep): number | null {
  return step.takesMs ?? waitMs(step.units[0]?.task);
}

export function waitMs(task: Task | undefined): number | null {
  if (task?.kind === 'poll') return task.shell.timeoutMs;
  return task?.kind === 'wait' && task.until.kind === 'for' ? task.until.ms : null;
}

/** How long planned steps take, all of them. */
export function timeOfSteps(steps: PlannedSteps, history: UndoHistory): Estimate {
  return estimateWaves(timedWaves(steps), history);
}

/** How long waves take, one after the other. */
export function estimateWaves(waves: readonly TimedWave[], history: UndoHistory): Estimate {
  return sumTimes(timeWaves(waves, history));
}
