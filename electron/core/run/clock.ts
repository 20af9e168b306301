/** The backout clock: how long backing out takes from here, until when it can be decided, and where that ends. */
import type { StepId } from '#core/release/model.ts';
import {
  computeBackout,
  sumOf,
  type UndoHistory,
  type UndoTime,
  undoTimes,
  WHOLE_BACKOUT,
} from './backout.ts';
import type { RunState } from './state.ts';

export interface ClockReading {
  readonly state: RunState;
  readonly history: UndoHistory;
  readonly now: Date;
  /** Unit keys that an earlier backout of the run has undone. */
  readonly undone?: ReadonlySet<string>;
}

export interface BackoutClock {
  /** Worst case; the steps of `backout.before` and `backout.after` come on top. */
  readonly backoutMs: number;
  /** Groups of undo lines that nobody estimated and that were never seen; they count as nothing. */
  readonly unestimated: number;
  /** The last moment at which a backout would still end within the window, ISO 8601; null without a window. */
  readonly decideBy: string | null;
  readonly isLate: boolean;
  /** Until `decideBy`, negative when it has passed; null without a window. */
  readonly remainingMs: number | null;
  /** The next point of no return that is still to be begun. */
  readonly noReturn: NoReturn | null;
  /** What the time is made of, in the order of undoing. */
  readonly sources: readonly UndoTime[];
}

export interface NoReturn {
  readonly step: StepId;
  readonly title: string;
  /** Steps with work left that come before it; 0: it is next. */
  readonly stepsAway: number;
}

export function backoutClock({ state, history, now, undone = new Set() }: ClockReading): BackoutClock {
  const { units } = computeBackout(state, { ...WHOLE_BACKOUT, undone });
  const sources = undoTimes(state.plan, units, history);
  const { ms, unestimated } = sumOf(sources);
  const decideAt = decideAtMs(state, ms);
  const remainingMs = decideAt === null ? null : decideAt - now.getTime();
  return {
    backoutMs: ms,
    unestimated,
    decideBy: decideAt === null ? null : new Date(decideAt).toISOString(),
    isLate: remainingMs !== null && remainingMs < 0,
    remainingMs,
    noReturn: nextNoReturn(state),
    sources,
  };
}

/** A backout cannot be backed out, so there is nothing to decide in time. */
function decideAtMs({ header, plan }: RunState, backoutMs: number): number | null {
  if (!header.window || plan.undoes !== null) return null;
  return Date.parse(header.window.closes) - header.window.marginMs - backoutMs;
}

function nextNoReturn(state: RunState): NoReturn | null {
  if (state.outcome !== null || state.header.mode === 'check') return null;
  const next = state.plan.steps.find(
    (step) => step.noUndo?.kind === 'no-return' && isStillToBegin(state, step.id),
  );
  if (next === undefined) return null;
  const waves = state.plan.waves.slice(state.wave);
  const before = waves.slice(
    0,
    Math.max(
      0,
      waves.findIndex((wave) => wave.step === next.id),
    ),
  );
  const stepsAway = new Set(before.map((wave) => wave.step)).size;
  return { step: next.id, title: next.title, stepsAway };
}

/** Begun on one host, it is passed; skipped on every host, it never comes. */
function isStillToBegin(state: RunState, id: StepId): boolean {
  const units = [...(state.units.get(id)?.values() ?? [])];
  return units.every((unit) => unit.attempts.length === 0) && units.some((unit) => unit.state === 'waiting');
}

/** The stable shape of the clock in `show --json`. */
export interface ClockJson {
  readonly backoutMs: number;
  readonly unestimated: number;
  readonly decideBy: string | null;
  readonly late: boolean;
  readonly noReturn: NoReturn | null;
}

export function clockJson({ backoutMs, unestimated, decideBy, isLate, noReturn }: BackoutClock): ClockJson {
  return { backoutMs, unestimated, decideBy, late: isLate, noReturn };
}
