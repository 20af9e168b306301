/** The clocks of a run besides that of its backout: how long it goes, when it is expected to end, and how far it is behind its plan. */
import { takesOf, type UndoHistory } from '#core/backout/time.ts';
import type { PlannedStep, Wave } from '#core/plan/model.ts';
import type { StepId } from '#core/release/model.ts';
import {
  type Attempt,
  IN_FLIGHT,
  isSettled,
  lastAttempt,
  plannedUnit,
  type RunState,
  stepOf,
  type Unit,
  waveUnits,
} from './state.ts';

/** By step, how long the longest unit of it usually took in earlier runs, in ms. */
export type StepHistory = UndoHistory;

export interface RunSchedule {
  /** Since it was begun, or from begin to end; ms. */
  readonly elapsedMs: number;
  /** When it would have ended without a delay, ISO 8601; null where nothing of it has an estimate. */
  readonly plannedEnd: string | null;
  /** When it is expected to end; null at its end, and where nothing that is left has an estimate. */
  readonly expectedEnd: string | null;
  /** Behind its plan, negative: ahead of it; null where no end is expected. */
  readonly behindMs: number | null;
  /** It is expected to end after the window, less its margin. */
  readonly isPastWindow: boolean;
  /** Steps that are left, have no estimate and were never seen; they count as nothing, so the end may come later. */
  readonly without: readonly { readonly step: StepId; readonly title: string }[];
}

interface ClockReading {
  readonly history: StepHistory;
  readonly now: Date;
}

/** Reads the clocks of a run at a moment. By the plan: each wave after the other, `parallel` units at a time. */
export function scheduleOf(state: RunState, { history, now }: ClockReading): RunSchedule {
  const begun = Date.parse(state.startedAt ?? state.createdAt);
  const until = state.finishedAt === null ? now.getTime() : Date.parse(state.finishedAt);
  const planned = walk(state, { history, from: begun, left: allOf });
  const elapsedMs = Math.max(0, until - begun);
  const plannedEnd = planned.known ? iso(planned.at) : null;
  if (state.outcome !== null)
    return { elapsedMs, plannedEnd, expectedEnd: null, behindMs: null, isPastWindow: false, without: [] };
  const rest = walk(state, { history, from: now.getTime(), left: leftOf(state, now.getTime()) });
  const { window } = state.header;
  return {
    elapsedMs,
    plannedEnd,
    expectedEnd: rest.known ? iso(rest.at) : null,
    behindMs: rest.known && planned.known ? rest.at - planned.at : null,
    isPastWindow: Boolean(window && rest.known && rest.at > Date.parse(window.closes) - window.marginMs),
    without: rest.without,
  };
}

/** How long one unit of a step takes, by what was seen, else by the author; null: nobody knows. */
export function expectedMs(step: PlannedStep, history: StepHistory): number | null {
  return history.get(step.id) ?? takesOf(step);
}

/** The clock of what is running. */
export interface UnitClock {
  readonly elapsedMs: number;
  /** Null: no estimate. */
  readonly expectedMs: number | null;
}

/** Of an attempt that is running. */
export function unitClock(
  step: PlannedStep,
  { intendedAt }: Pick<Attempt, 'intendedAt'>,
  { history, now }: ClockReading,
): UnitClock {
  const elapsedMs = Math.max(0, now.getTime() - Date.parse(intendedAt));
  return { elapsedMs, expectedMs: expectedMs(step, history) };
}

/**
 * Of a step that is running: since its first attempt, and all its hosts together. Null where it is not running, or goes in
 * batches, between which other steps run.
 */
export function stepClock(
  state: RunState,
  step: PlannedStep,
  { history, now }: ClockReading,
): UnitClock | null {
  const units = [...(state.units.get(step.id)?.values() ?? [])];
  const isRunning = units.some((unit) => IN_FLIGHT.has(unit.state));
  if (!isRunning || step.units.some(({ batch }) => batch > 1)) return null;
  const begun = units.flatMap(({ attempts }) => attempts[0]?.intendedAt ?? []).toSorted()[0];
  const one = expectedMs(step, history);
  const planned = step.units.filter(({ skipBecause }) => skipBecause === null).length;
  return {
    elapsedMs: Math.max(0, now.getTime() - Date.parse(begun ?? iso(now.getTime()))),
    expectedMs: one === null ? null : one * Math.ceil(planned / Math.max(1, step.parallel)),
  };
}

/** What of a wave is still to be done: units that wait, and how long those that run have been running, in ms. */
interface Left {
  readonly waiting: number;
  readonly running: readonly number[];
}

interface Walk {
  readonly history: StepHistory;
  /** Ms since 1970. */
  readonly from: number;
  left(units: readonly Unit[], wave: { readonly step: PlannedStep; readonly index: number }): Left;
}

/** Where the waves that are left lead to, and whether any of them has an estimate. */
function walk(state: RunState, { history, from, left }: Walk) {
  const without = new Map<StepId, string>();
  let at = from;
  let known = false;
  state.plan.waves.forEach((wave, index) => {
    const step = stepOf(state.plan, wave.step);
    const { waiting, running } = left(toBeDone(state, wave), { step, index });
    if (waiting + running.length === 0) return;
    const takes = expectedMs(step, history);
    const opens = opensAt(step);
    if (opens !== null) at = Math.max(at, opens);
    else if (takes === null) without.set(step.id, step.title);
    else {
      const longest = Math.max(0, ...running.map((elapsed) => takes - elapsed));
      at += longest + takes * Math.ceil(waiting / Math.max(1, step.parallel));
    }
    known ||= opens !== null || takes !== null;
  });
  return { at, known, without: [...without].map(([step, title]) => ({ step, title })) };
}

/** Without what a condition of the plan leaves out. */
function toBeDone(state: RunState, wave: Wave): readonly Unit[] {
  return waveUnits(state, wave).filter(({ ref }) => plannedUnit(state.plan, ref).skipBecause === null);
}

function allOf(units: readonly Unit[]): Left {
  return { waiting: units.length, running: [] };
}

/** By the state of the run at that time. */
function leftOf(state: RunState, now: number): Walk['left'] {
  return (units, { step, index }) => {
    if (index < state.wave) return { waiting: 0, running: [] };
    const open = units.filter((unit) => !isSettled(step, unit));
    const going = open.filter((unit) => IN_FLIGHT.has(unit.state));
    const running = going.map((unit) =>
      Math.max(0, now - Date.parse(lastAttempt(unit)?.intendedAt ?? iso(now))),
    );
    return { waiting: open.length - going.length, running };
  };
}

/** Until when a step waits that waits for a time of day; null for all others. */
function opensAt({ units }: PlannedStep): number | null {
  const task = units[0]?.task;
  return task?.kind === 'wait' && task.until.kind === 'time' ? Date.parse(task.until.at) : null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
