/** The backout clock: how long backing out takes from here, until when it can be decided, and where that ends. */
import type { StepId } from '#core/release/model.ts';
import type { RunHeader } from '#core/run/events.ts';
import { allUnits, type RunState } from '#core/run/state.ts';
import { type Backout, type BackoutChoice, computeBackout, WHOLE_BACKOUT } from './backout.ts';
import type { Estimate, UndoHistory } from './time.ts';

export interface ClockReading {
  readonly state: RunState;
  readonly history: UndoHistory;
  readonly now: Date;
  /** What earlier backouts of the deployment have undone. */
  readonly earlier?: Pick<BackoutChoice, 'undone' | 'begun'>;
}

export interface BackoutClock {
  /** What a backout would do from here, and how long it takes. */
  readonly backout: Backout;
  /** The last moment at which a backout would still end within the window, ISO 8601; null without a window. */
  readonly decideBy: string | null;
  readonly isLate: boolean;
  /** Until `decideBy`, negative when it has passed; null without a window. */
  readonly remainingMs: number | null;
  /** The next point of no return that is still to be begun. */
  readonly noReturn: NoReturn | null;
}

export interface NoReturn {
  readonly step: StepId;
  readonly title: string;
  /** Steps with work left that come before it; 0: it is next. */
  readonly stepsAway: number;
}

export function backoutClock({ state, history, now, earlier }: ClockReading): BackoutClock {
  const backout = computeBackout(state, { ...WHOLE_BACKOUT, ...earlier }, history);
  const decideAt = decideAtMs(state, backout.estimate.ms);
  const remainingMs = decideAt === null ? null : decideAt - now.getTime();
  return {
    backout,
    decideBy: decideAt === null ? null : new Date(decideAt).toISOString(),
    isLate: (remainingMs ?? 0) < 0,
    remainingMs,
    noReturn: nextNoReturn(state),
  };
}

/** A backout cannot be backed out, so there is nothing to decide in time. */
function decideAtMs({ header, plan }: RunState, backoutMs: number): number | null {
  return plan.undoes === null ? latestStartMs(header, backoutMs) : null;
}

/** When what takes so long has to begin to end within the window, less its margin; null without a window. */
export function latestStartMs({ window }: Pick<RunHeader, 'window'>, ms: number): number | null {
  return window ? Date.parse(window.closes) - window.marginMs - ms : null;
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
  const units = [...allUnits(state)].filter(({ ref }) => ref.step === id);
  return units.every((unit) => unit.attempts.length === 0) && units.some((unit) => unit.state === 'waiting');
}

/** The stable shape of the clock in `show --json`. */
export interface ClockJson {
  readonly backoutMs: number;
  readonly unestimated: number;
  readonly without: Estimate['without'];
  readonly decideBy: string | null;
  readonly late: boolean;
  readonly noReturn: NoReturn | null;
}

export function clockJson({ backout, decideBy, isLate, noReturn }: BackoutClock): ClockJson {
  const { ms, unestimated, without } = backout.estimate;
  return { backoutMs: ms, unestimated, without, decideBy, late: isLate, noReturn };
}
