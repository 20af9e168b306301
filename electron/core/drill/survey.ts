/** Many drills of one plan, taken together: how often the window is missed, where the plan is weakest, and what would help. */
import { timedWaves } from '#core/backout/time.ts';
import { wholeBackout } from '#core/backout/whole-backout.ts';
import type { Plan } from '#core/plan/model.ts';
import type { StepId } from '#core/release/model.ts';
import { stepOf } from '#core/run/state.ts';
import { createChance } from './chance.ts';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import type { DrillResult, DrillSheet } from './score.ts';
import { createTimes, type StepTimes } from './times.ts';

/** Of so many drills in a hundred it holds. */
const SURE = 0.95;

export interface StepWeight {
  readonly step: StepId;
  readonly title: string;
  /** In ms, over the drills in which it ran: the middle, and what nine of ten do not pass. */
  readonly middleMs: number;
  readonly ninetiethMs: number;
  /** How many of the drills that missed the window would have met it without this step in it, and with the step done twice as many hosts at a time. */
  readonly savedByMoving: number;
  readonly savedBySplitting: number;
}

export interface FaultRow {
  readonly kind: FaultKind | 'none';
  readonly drills: number;
  readonly missed: number;
  /** Ended as the plan wants it, everywhere. */
  readonly done: number;
}

/** What would have saved the most drills. */
export interface Advice {
  readonly kind: 'move' | 'split';
  readonly step: StepId;
  readonly title: string;
  readonly saves: number;
}

export interface DrillSurvey {
  readonly format: 1;
  readonly drill: true;
  readonly release: DrillSheet['release'];
  readonly revision: string;
  readonly plan: DrillSheet['plan'];
  readonly environment: string;
  readonly seeds: { readonly first: number; readonly count: number };
  readonly results: Readonly<Record<DrillResult, number>>;
  readonly window: DrillSheet['window'];
  /** Drills that ended after the window; null where there is none. */
  readonly missed: number | null;
  /** From begin to end, in ms. */
  readonly took: { readonly middleMs: number; readonly ninetiethMs: number; readonly longestMs: number };
  /** Of the drills that backed out: how many of them ended within the window; null where there is none. */
  readonly backouts: { readonly count: number; readonly fit: number | null; readonly ninetyFifthMs: number };
  /** The last moment from which a whole backout still ends within the window, less its margin, in 95 of 100 drills. ISO 8601. */
  readonly decideBy: string | null;
  /** That moment comes before the window opens: there is never time to back out all of it. */
  readonly neverFits: boolean;
  /** The one that takes longest first. */
  readonly steps: readonly StepWeight[];
  readonly faults: readonly FaultRow[];
  /** Null where nothing was missed, or nothing of it would have helped. */
  readonly advice: Advice | null;
  /** Seeds of the drills that ended worst, to be played by themselves. */
  readonly worst: readonly {
    readonly seed: number;
    readonly result: DrillResult;
    readonly overMs: number | null;
  }[];
}

const WORST = 5;

export function surveyDrills(plan: Plan, sheets: readonly DrillSheet[], history: StepTimes): DrillSurvey {
  const [first] = sheets;
  if (first === undefined) throw new Error('a survey is made of drills');
  const { release, revision, environment, window } = first;
  const took = sorted(sheets.map(({ tookMs }) => tookMs));
  const missed = sheets.filter(isMissed);
  const steps = weighSteps(sheets, missed);
  const backedOut = sheets.filter(({ backout }) => backout?.begunAt != null);
  const backoutMs = quantile(sorted(sheets.map(({ seed }) => wholeBackoutMs(plan, seed, history))), SURE);
  const decideBy = window && Date.parse(window.closes) - window.marginMs - backoutMs;
  return {
    format: 1,
    drill: true,
    release,
    revision,
    plan: first.plan,
    environment,
    seeds: { first: first.seed, count: sheets.length },
    results: countResults(sheets),
    window,
    missed: window && missed.length,
    took: { middleMs: quantile(took, 0.5), ninetiethMs: quantile(took, 0.9), longestMs: took.at(-1) ?? 0 },
    backouts: {
      count: backedOut.length,
      fit: window && backedOut.filter((sheet) => !isMissed(sheet)).length,
      ninetyFifthMs: backoutMs,
    },
    decideBy: decideBy === null ? null : new Date(decideBy).toISOString(),
    neverFits: window !== null && decideBy !== null && decideBy < Date.parse(window.opens),
    steps,
    faults: weighFaults(sheets),
    advice: adviceOf(steps),
    worst: [...sheets]
      .filter(({ result, overMs }) => result !== 'done' || (overMs ?? 0) > 0)
      .sort((a, b) => weightOf(b) - weightOf(a) || a.seed - b.seed)
      .slice(0, WORST)
      .map(({ seed, result, overMs }) => ({ seed, result, overMs })),
  };
}

export function isMissed({ overMs }: Pick<DrillSheet, 'overMs'>): boolean {
  return overMs !== null && overMs > 0;
}

const BADNESS: Readonly<Record<DrillResult, number>> = {
  done: 0,
  'given-up': 1,
  'done-in-part': 2,
  'backed-out': 3,
  'backed-out-in-part': 4,
  stuck: 5,
};

/** What misses the window is worse than all that does not. */
function weightOf(sheet: DrillSheet): number {
  return (isMissed(sheet) ? 10 : 0) + BADNESS[sheet.result];
}

function countResults(sheets: readonly DrillSheet[]): Readonly<Record<DrillResult, number>> {
  const count = (result: DrillResult): number => sheets.filter((sheet) => sheet.result === result).length;
  return {
    done: count('done'),
    'done-in-part': count('done-in-part'),
    'given-up': count('given-up'),
    'backed-out': count('backed-out'),
    'backed-out-in-part': count('backed-out-in-part'),
    stuck: count('stuck'),
  };
}

interface Weighed {
  readonly title: string;
  readonly times: number[];
  moving: number;
  splitting: number;
}

function weighSteps(sheets: readonly DrillSheet[], missed: readonly DrillSheet[]): readonly StepWeight[] {
  const found = new Map<StepId, Weighed>();
  for (const sheet of sheets)
    for (const { step, title, ms } of ownSteps(sheet)) {
      const weighed = found.get(step) ?? { title, times: [], moving: 0, splitting: 0 };
      weighed.times.push(ms);
      found.set(step, weighed);
    }
  for (const sheet of missed)
    for (const { step, ms, units, parallel } of ownSteps(sheet)) {
      const weighed = found.get(step);
      const { overMs } = sheet;
      if (weighed === undefined || overMs === null) continue;
      if (ms >= overMs) weighed.moving += 1;
      if (units > parallel && ms / 2 >= overMs) weighed.splitting += 1;
    }
  return [...found]
    .map(([step, { title, times, moving, splitting }]) => ({
      step,
      title,
      middleMs: quantile(sorted(times), 0.5),
      ninetiethMs: quantile(sorted(times), 0.9),
      savedByMoving: moving,
      savedBySplitting: splitting,
    }))
    .sort((a, b) => b.ninetiethMs - a.ninetiethMs || a.step.localeCompare(b.step, 'en'));
}

/** An undo is neither moved nor split: it goes with its step. */
function ownSteps({ steps, plan }: DrillSheet): DrillSheet['steps'] {
  return steps.filter((step) => step.plan === plan);
}

/** Splitting a step leaves it where it is, so of two that save as much it comes first. */
function adviceOf(steps: readonly StepWeight[]): Advice | null {
  const splits = steps.map(({ step, title, savedBySplitting }): Advice => {
    return { kind: 'split', step, title, saves: savedBySplitting };
  });
  const moves = steps.map(({ step, title, savedByMoving }): Advice => {
    return { kind: 'move', step, title, saves: savedByMoving };
  });
  return [...splits, ...moves].reduce<Advice | null>(
    (most, each) => (each.saves > (most?.saves ?? 0) ? each : most),
    null,
  );
}

function weighFaults(sheets: readonly DrillSheet[]): readonly FaultRow[] {
  return (['none', ...FAULT_KINDS] as const).flatMap((kind) => {
    const of = sheets.filter(({ faults }) =>
      kind === 'none' ? faults.length === 0 : faults.some((fault) => fault.kind === kind),
    );
    if (of.length === 0) return [];
    const done = of.filter(({ result }) => result === 'done').length;
    return [{ kind, drills: of.length, missed: of.filter(isMissed).length, done }];
  });
}

/** How long backing out all of the plan takes with the luck of this seed, in ms: wave after wave, as many hosts at a time as it says. */
function wholeBackoutMs(plan: Plan, seed: number, history: StepTimes): number {
  const backout = wholeBackout(plan);
  const times = createTimes(createChance(seed, 'backout'), history, 1);
  return timedWaves(backout).reduce((sum, { step, units, parallel, released }) => {
    const planned = stepOf(backout, step);
    return released ? sum : sum + waveMs({ units, parallel }, (at) => times.of(planned, null, at));
  }, 0);
}

/** As many at a time as it says: each that ends makes room for the next. */
function waveMs(
  { units, parallel }: { readonly units: number; readonly parallel: number },
  timeOf: (at: number) => number,
): number {
  const lanes = Array.from({ length: Math.max(1, Math.min(parallel, units)) }, () => 0);
  for (let at = 0; at < units; at += 1) {
    const next = lanes.indexOf(Math.min(...lanes));
    lanes[next] = (lanes[next] ?? 0) + timeOf(at);
  }
  return Math.max(...lanes);
}

function sorted(figures: readonly number[]): readonly number[] {
  return [...figures].sort((a, b) => a - b);
}

/** The figure that so large a part of them does not pass. */
function quantile(ascending: readonly number[], part: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * part) - 1)] ?? 0;
}
