/** The computed backout: what really ran, newest first, each with its undo, as a plan of its own. */
import type { BackoutFrame } from '#core/plan/backout.ts';
import type { Plan, PlannedStep, PlannedUndo, PlannedUnit, Wave } from '#core/plan/model.ts';
import type { Host, HostName, StepId } from '#core/release/model.ts';
import type { Outcome, UnitRef } from './events.ts';
import { type Attempt, hostKeyOf, plannedUnit, type RunState, stepOf, type Unit, unitKey } from './state.ts';

export interface UndoLine extends UnitRef {
  readonly title: string;
  readonly undo: PlannedUndo;
  readonly because: string;
  /** A person struck the line, for this reason; null: it will be done. */
  readonly struck: string | null;
}

export interface NotUndone extends UnitRef {
  readonly title: string;
  readonly kind: 'nothing' | 'no-return' | 'unsaid';
  readonly because: string;
}

export interface Backout {
  readonly of: string;
  /** In the order in which they will be undone. */
  readonly units: readonly UndoLine[];
  readonly notUndone: readonly NotUndone[];
  /** Worst case by the authors' estimates and by earlier backouts; `unestimated` waves count as nothing. */
  readonly estimate: Estimate;
}

export interface Estimate {
  readonly ms: number;
  readonly unestimated: number;
}

/** By step, the longest that an undo of it took in earlier backouts, in ms. */
export type UndoHistory = ReadonlyMap<StepId, number>;

export const NO_HISTORY: UndoHistory = new Map();

export interface BackoutChoice {
  /** Only these hosts (and steps without hosts); null: all. */
  readonly hosts: ReadonlySet<HostName> | null;
  /** Unit keys that are left out, with the reason. */
  readonly struck: ReadonlyMap<string, string>;
  /** Unit keys that an earlier backout of the same run has undone. */
  readonly undone: ReadonlySet<string>;
}

export const WHOLE_BACKOUT: BackoutChoice = { hosts: null, struck: new Map(), undone: new Set() };

/** Changes nothing on a host, so it needs no word on undoing. */
const HARMLESS: ReadonlySet<string> = new Set([
  'check',
  'probe',
  'hold',
  'wait',
  'poll',
  'notify',
  'download',
]);

export function computeBackout(
  state: RunState,
  choice: BackoutChoice = WHOLE_BACKOUT,
  history: UndoHistory = NO_HISTORY,
): Backout {
  const units: UndoLine[] = [];
  const notUndone: NotUndone[] = [];
  for (const { unit, because } of ranNewestFirst(state, choice)) {
    const planned = plannedUnit(state.plan, unit.ref);
    const step = stepOf(state.plan, unit.ref.step);
    if (planned.undo) {
      const struck = choice.struck.get(unitKey(unit.ref)) ?? null;
      units.push({ ...unit.ref, title: planned.undo.title, undo: planned.undo, because, struck });
    } else if (!HARMLESS.has(planned.task.kind)) {
      const { kind, why } = step.noUndo ?? { kind: 'unsaid', why: 'The plan does not say how to undo it' };
      notUndone.push({ ...unit.ref, title: step.title, kind, because: why });
    }
  }
  return { of: state.header.run, units, notUndone, estimate: sumOf(undoTimes(state.plan, units, history)) };
}

interface Ran {
  readonly unit: Unit;
  readonly because: string;
  readonly seq: number;
}

/** Units with an attempt that was not provably never started, by when the last such was begun. */
function ranNewestFirst(state: RunState, choice: BackoutChoice): Ran[] {
  const ran: Ran[] = [];
  for (const step of state.plan.steps) {
    for (const unit of state.units.get(step.id)?.values() ?? []) {
      const because = whyUndo(unit);
      if (because === null || !isChosen(unit.ref, choice)) continue;
      ran.push({ unit, because, seq: unit.attempts.findLast(mayHaveRun)?.seq ?? 0 });
    }
  }
  return ran.sort((a, b) => b.seq - a.seq);
}

function mayHaveRun(attempt: Attempt): boolean {
  return cameTo(attempt) !== 'unreachable';
}

const SETTLED_OUTCOME = { done: 'ok', failed: 'failed', 'not-run': 'unreachable' } as const;

/** What is known of it now; an outcome that was settled counts as what it was settled as. */
function cameTo({ finished, settled }: Attempt): Outcome {
  return settled ? SETTLED_OUTCOME[settled.as] : (finished?.outcome ?? 'unknown');
}

function isChosen(ref: UnitRef, choice: BackoutChoice): boolean {
  if (choice.undone.has(unitKey(ref))) return false;
  return ref.host === null || choice.hosts === null || choice.hosts.has(ref.host);
}

/** In words why the unit may have left something behind; null when it certainly did not run. */
function whyUndo(unit: Unit): string | null {
  const outcomes = new Set(unit.attempts.map(cameTo));
  if (outcomes.has('ok')) return 'It ran and succeeded';
  if (outcomes.has('unknown')) return 'Its outcome is unknown; it may have run';
  if (outcomes.has('stopped')) return 'It was stopped part of the way';
  if (outcomes.has('failed')) return 'It failed and may have done a part';
  return null;
}

export interface BackoutOrder {
  readonly backout: Backout;
  /** The release's `backout.before` and `backout.after`, planned for the same hosts, and the hosts they need. */
  readonly frame: BackoutFrame;
  readonly frameHosts: readonly Host[];
  readonly limit: string | null;
}

/** The backout as a plan that the engine runs like any other. */
export function backoutPlan(state: RunState, { backout, frame, frameHosts, limit }: BackoutOrder): Plan {
  const undo = undoSteps(state, backout.units);
  return {
    ...state.plan,
    plan: 'backout',
    undoes: state.header.run,
    captures: Object.fromEntries(state.captures),
    limit,
    hosts: hostsNeeded(state.plan.hosts, frameHosts, undo.waves),
    steps: [...frame.before.steps, ...undo.steps, ...frame.after.steps],
    waves: [...frame.before.waves, ...undo.waves, ...frame.after.waves],
  };
}

/** The hosts of the undo steps and of what surrounds them, with the hosts they are reached through. */
function hostsNeeded(
  ranOn: readonly Host[],
  framed: readonly Host[],
  waves: readonly Wave[],
): readonly Host[] {
  const byName = new Map([...ranOn, ...framed].map((host) => [host.name, host]));
  const needed = new Set<HostName>();
  const need = (name: HostName | null): void => {
    if (name === null || needed.has(name)) return;
    needed.add(name);
    need(byName.get(name)?.via ?? null);
  };
  for (const wave of waves) wave.hosts.forEach(need);
  for (const host of framed) need(host.name);
  return [...byName.values()].filter((host) => needed.has(host.name));
}

/** Lines of one batch of one step stand together, so they are undone side by side. */
function undoSteps(state: RunState, lines: readonly UndoLine[]): { steps: PlannedStep[]; waves: Wave[] } {
  const groups = groupLines(state.plan, lines);
  const steps = new Map<StepId, PlannedStep>();
  const batchesOf = new Map<StepId, number>();
  const placed = groups.map((group) => {
    const batch = (batchesOf.get(group.step) ?? 0) + 1;
    batchesOf.set(group.step, batch);
    const units = group.lines.map((line) => undoUnit(line, batch));
    const known = steps.get(group.step);
    steps.set(
      group.step,
      known ? { ...known, units: [...known.units, ...units] } : undoStep(state.plan, group, units),
    );
    return { step: group.step, batch, hosts: group.lines.flatMap((line) => line.host ?? []) };
  });
  const waves = placed.map((wave) => ({
    ...wave,
    batches: batchesOf.get(wave.step) ?? 1,
    pauseBefore: false,
  }));
  return { steps: [...steps.values()], waves };
}

interface LineGroup {
  readonly step: StepId;
  readonly batch: number;
  readonly lines: UndoLine[];
}

function groupLines(plan: Plan, lines: readonly UndoLine[]): LineGroup[] {
  const groups: LineGroup[] = [];
  for (const line of lines) {
    const { batch } = plannedUnit(plan, line);
    const last = groups.at(-1);
    if (last?.step === line.step && last.batch === batch) last.lines.push(line);
    else groups.push({ step: line.step, batch, lines: [line] });
  }
  return groups;
}

/** Ids of a release's own phases begin with a letter, so this is none of them. */
const UNDO_PHASE = '-undo';

function undoStep(plan: Plan, group: LineGroup, units: readonly PlannedUnit[]): PlannedStep {
  const step = stepOf(plan, group.step);
  const first = group.lines[0]?.undo;
  const kind = first?.task.kind ?? 'run';
  return {
    ...step,
    title: first?.title ?? step.title,
    phase: { id: UNDO_PHASE, title: 'Undo what ran, newest first' },
    kind: kind === 'poll' ? 'wait' : kind,
    onFailure: 'ask',
    retry: null,
    repeatable: false,
    stopAfter: 1,
    takesMs: first?.takesMs ?? null,
    timeoutMs: first?.timeoutMs ?? step.timeoutMs,
    mode: first?.mode ?? step.mode,
    noUndo: { kind: 'nothing', why: 'It is an undo itself' },
    sentence:
      step.sentence === null
        ? null
        : `${group.lines.length === 1 ? '1 host' : `${group.lines.length} hosts`}; stops at the first bad host`,
    units,
  };
}

function undoUnit(line: UndoLine, batch: number): PlannedUnit {
  const skipBecause = line.struck === null ? null : `Struck from the backout: ${line.struck}`;
  return {
    step: line.step,
    host: line.host,
    batch,
    task: line.undo.task,
    doneIf: line.undo.doneIf ?? null,
    undo: null,
    skipBecause,
    when: null,
  };
}

/** Undo lines that are done side by side, and how long they take together. */
export interface UndoTime {
  readonly step: StepId;
  readonly units: number;
  /** Null: nobody estimated it and it was never seen; it counts as nothing. */
  readonly ms: number | null;
  /** What the time is taken from: the author's `takes`, or an earlier backout that took longer. */
  readonly from: 'takes' | 'history' | null;
}

/** How long each group of lines takes, in the order in which they are undone; struck lines take no time. */
export function undoTimes(plan: Plan, lines: readonly UndoLine[], history: UndoHistory): readonly UndoTime[] {
  const left = lines.filter((line) => line.struck === null);
  return groupLines(plan, left).map((group) => timeOf(plan, group, history));
}

function timeOf(plan: Plan, { step: id, lines }: LineGroup, history: UndoHistory): UndoTime {
  const step = stepOf(plan, id);
  const said = Math.max(...lines.map((line) => line.undo.takesMs ?? step.takesMs ?? NEVER));
  const seen = history.get(id) ?? NEVER;
  const worst = Math.max(said, seen);
  const group = { step: id, units: lines.length };
  if (worst === NEVER) return { ...group, ms: null, from: null };
  const ms = worst * Math.ceil(lines.length / step.parallel);
  return { ...group, ms, from: seen > said ? 'history' : 'takes' };
}

const NEVER = -1;

export function sumOf(times: readonly UndoTime[]): Estimate {
  return {
    ms: times.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
    unestimated: times.filter(({ ms }) => ms === null).length,
  };
}

/** The stable shape of `backout --dry-run --json`. */
export function backoutJson(backout: Backout, show: (undo: PlannedUndo) => string): unknown {
  return {
    of: backout.of,
    units: backout.units
      .filter((line) => line.struck === null)
      .map((line) => ({
        step: line.step,
        host: line.host,
        title: line.title,
        undo: show(line.undo),
        because: line.because,
      })),
    notUndone: backout.notUndone.map(({ step, host, kind, because }) => ({ step, host, kind, because })),
    estimate: backout.estimate,
  };
}

/** Places of the points of no return that have been passed: what a backout cannot take back. */
export function pointsPassed(state: RunState): readonly StepId[] {
  return state.plan.steps
    .filter(
      (step) =>
        step.noUndo?.kind === 'no-return' &&
        step.units.some((u) => (state.units.get(step.id)?.get(hostKeyOf(u.host))?.attempts.length ?? 0) > 0),
    )
    .map((step) => step.id);
}

/** Unit keys that a backout has undone for certain. Takes the state of the backout's own run. */
export function undoneBy(backout: RunState): readonly string[] {
  const undone = undoUnits(backout).filter((unit) => unit.state === 'ok');
  return undone.map((unit) => unitKey(unit.ref));
}

/** By step, the longest that a unit of it took to be undone, every try counted. Takes the state of the backout's own run. */
export function undoDurations(backout: RunState): UndoHistory {
  const longest = new Map<StepId, number>();
  for (const unit of undoUnits(backout)) {
    if (unit.state !== 'ok') continue;
    const ms = unit.attempts.reduce((sum, { finished }) => sum + (finished?.durationMs ?? 0), 0);
    longest.set(unit.ref.step, Math.max(longest.get(unit.ref.step) ?? 0, ms));
  }
  return longest;
}

function undoUnits(backout: RunState): readonly Unit[] {
  const undoing = backout.plan.steps.filter((step) => step.phase.id === UNDO_PHASE);
  return undoing.flatMap((step) => [...(backout.units.get(step.id)?.values() ?? [])]);
}
