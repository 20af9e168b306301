/** The computed backout of a run: what really ran, newest first, each with its undo, and what surrounds it. */

import type { Plan, PlannedSteps, PlannedUndo, PlannedUnit } from '#core/plan/model.ts';
import { TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { Outcome, RunId, UnitRef } from '#core/run/events.ts';
import {
  type Attempt,
  allUnits,
  plannedUnit,
  type RunState,
  stepOf,
  type Unit,
  unitKey,
} from '#core/run/state.ts';
import { assembleBackout, backoutParts, frameOf, joinParts } from './assemble.ts';
import { type Estimate, NO_HISTORY, timeOfSteps, type UndoHistory } from './time.ts';

export interface UndoLine extends UnitRef {
  readonly title: string;
  readonly undo: PlannedUndo;
  readonly because: string;
  /** A person struck the line, for this reason; null: it will be done. */
  readonly struck: string | null;
  /** An earlier backout began to undo it and was not seen to succeed. */
  readonly begun: BegunUndo | null;
}

/** How an earlier undo of a unit ended, where it did not succeed. */
export interface BegunUndo {
  readonly run: RunId;
  readonly outcome: Exclude<Outcome, 'ok' | 'unreachable'>;
}

/** A unit of `backout.before` or `backout.after`. */
export interface FrameLine extends UnitRef {
  readonly title: string;
  readonly unit: PlannedUnit;
}

/** What ran and stays: a point of no return, nothing said about undoing, or nothing to undo. */
export interface NotUndone extends UnitRef {
  readonly title: string;
  readonly kind: 'no-return' | 'unsaid' | 'nothing';
  readonly because: string;
}

/** What the limit keeps from being done. */
export interface LeftOut extends UnitRef {
  readonly title: string;
  readonly part: 'before' | 'undo' | 'after';
}

export interface Backout {
  readonly of: RunId;
  readonly limit: string | null;
  readonly before: readonly FrameLine[];
  /** In the order in which they will be undone. */
  readonly units: readonly UndoLine[];
  readonly after: readonly FrameLine[];
  /** Points of no return first, whatever the limit. */
  readonly notUndone: readonly NotUndone[];
  readonly leftOut: readonly LeftOut[];
  /** Worst case of all three parts. */
  readonly estimate: Estimate;
}

export interface BackoutChoice {
  /** The selector and the hosts it means; null: all hosts. Steps without hosts stay in. */
  readonly limit: { readonly selector: string; readonly hosts: ReadonlySet<HostName> } | null;
  /** Unit keys that are left out, with the reason. */
  readonly struck: ReadonlyMap<string, string>;
  /** Unit keys that earlier backouts of this deployment have undone since they ran. */
  readonly undone: ReadonlySet<string>;
  /** By unit key, undos that were begun since they ran and not seen to succeed. */
  readonly begun: ReadonlyMap<string, BegunUndo>;
}

export const WHOLE_BACKOUT: BackoutChoice = {
  limit: null,
  struck: new Map(),
  undone: new Set(),
  begun: new Map(),
};

export function computeBackout(
  state: RunState,
  choice: BackoutChoice = WHOLE_BACKOUT,
  history: UndoHistory = NO_HISTORY,
): Backout {
  const ran = ranNewestFirst(state, choice);
  const all = ran.flatMap((each) => undoLine(state, each, choice));
  const hosts = choice.limit?.hosts ?? null;
  const units = all.filter((line) => isWithin(state.plan, line, hosts));
  const parts = backoutParts(state.plan, { lines: units, hosts });
  return {
    of: state.header.run,
    limit: choice.limit?.selector ?? null,
    before: frameLines(parts.before),
    units,
    after: frameLines(parts.after),
    notUndone: ran
      .flatMap(({ unit }) => notUndone(state.plan, unit, hosts))
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)),
    leftOut: leftOutOf(state.plan, all, hosts),
    estimate: timeOfSteps(joinParts(parts), history),
  };
}

const ORDER: readonly NotUndone['kind'][] = ['no-return', 'unsaid', 'nothing'];

function undoLine(state: RunState, { unit, because }: Ran, choice: BackoutChoice): readonly UndoLine[] {
  const { undo } = plannedUnit(state.plan, unit.ref);
  if (undo === null) return [];
  const key = unitKey(unit.ref);
  const struck = choice.struck.get(key) ?? null;
  return [{ ...unit.ref, title: undo.title, undo, because, struck, begun: choice.begun.get(key) ?? null }];
}

/** A point of no return is one for every host, so no limit takes it away. */
function notUndone(plan: Plan, { ref }: Unit, hosts: ReadonlySet<HostName> | null): readonly NotUndone[] {
  const { undo, task } = plannedUnit(plan, ref);
  const step = stepOf(plan, ref.step);
  const { kind, why } = step.noUndo ?? { kind: 'unsaid', why: 'The plan does not say how to undo it' };
  const isPoint = kind === 'no-return';
  if (undo !== null || (!isPoint && (!TASK_KINDS[task.kind].changes || !isWithin(plan, ref, hosts))))
    return [];
  return [{ ...ref, title: step.title, kind, because: why }];
}

/** Of a step without hosts that is about those of a batch, whether any of these is among them. */
function isWithin(plan: Plan, ref: UnitRef, hosts: ReadonlySet<HostName> | null): boolean {
  if (hosts === null) return true;
  if (ref.host !== null) return hosts.has(ref.host);
  return plannedUnit(plan, ref).about?.some((host) => hosts.has(host)) ?? true;
}

function frameLines(planned: PlannedSteps): readonly FrameLine[] {
  return planned.waves.flatMap(({ step, batch }) => {
    const { title, units } = stepOf(planned, step);
    const done = units.filter((unit) => unit.batch === batch && unit.skipBecause === null);
    return done.map((unit) => ({ step, host: unit.host, title, unit }));
  });
}

function leftOutOf(
  plan: Plan,
  lines: readonly UndoLine[],
  hosts: ReadonlySet<HostName> | null,
): readonly LeftOut[] {
  const { before, after } = frameOf(plan);
  const out = (
    part: LeftOut['part'],
    of: readonly (UnitRef & { readonly title: string })[],
    isIn: (line: UnitRef) => boolean,
  ) => of.filter((line) => !isIn(line)).map(({ step, host, title }) => ({ step, host, title, part }));
  const onHosts = ({ host }: UnitRef) => host === null || hosts === null || hosts.has(host);
  return [
    ...out('before', frameLines(before), onHosts),
    ...out('undo', lines, (line) => isWithin(plan, line, hosts)),
    ...out('after', frameLines(after), onHosts),
  ];
}

interface Ran {
  readonly unit: Unit;
  readonly because: string;
  readonly seq: number;
}

/** Units with an attempt that was not never started, by when the last such was begun. */
function ranNewestFirst(state: RunState, { undone }: BackoutChoice): Ran[] {
  const ran: Ran[] = [];
  for (const unit of allUnits(state)) {
    const last = lastThatMayHaveRun(unit);
    if (last === null || undone.has(unitKey(unit.ref))) continue;
    ran.push({ unit, because: whyUndo(unit), seq: last.attempt.seq });
  }
  return ran.sort((a, b) => b.seq - a.seq);
}

/** The last attempt that may have left something behind, and what it came to. */
export function lastThatMayHaveRun(
  unit: Unit,
): { readonly attempt: Attempt; readonly outcome: Exclude<Outcome, 'unreachable'> } | null {
  for (const attempt of unit.attempts.toReversed()) {
    const outcome = cameTo(attempt);
    if (outcome !== 'unreachable') return { attempt, outcome };
  }
  return null;
}

const SETTLED_OUTCOME = { done: 'ok', failed: 'failed', 'not-run': 'unreachable' } as const;

/** What is known of it now; an outcome that was settled counts as what it was settled as. */
function cameTo({ finished, settled }: Attempt): Outcome {
  return settled ? SETTLED_OUTCOME[settled.as] : (finished?.outcome ?? 'unknown');
}

/** In words why a unit that may have run may have left something behind; what nobody saw is not said to have been seen. */
function whyUndo(unit: Unit): string {
  const outcomes = new Set(unit.attempts.map(cameTo));
  const done = unit.attempts.findLast((attempt) => cameTo(attempt) === 'ok');
  if (done) return whyDone(done);
  if (outcomes.has('unknown')) return 'Its outcome is unknown; it may have run';
  if (outcomes.has('stopped')) return 'It was stopped partway';
  return 'It failed and may be partly done';
}

function whyDone({ onPaper, settled, finished }: Attempt): string {
  if (onPaper) return 'It was recorded as done on paper';
  if (!settled)
    return finished?.adopted ? "It ran and succeeded, by the host's record" : 'It ran and succeeded';
  switch (settled.evidence) {
    case 'record':
      return "It ran and succeeded, by the host's record";
    case 'check':
      return 'Its outcome was not observed; its own check found it done';
    case 'person':
      return `Its outcome was not observed; ${settled.by ?? 'a person'} settled it as done`;
  }
}

/** The backout as a plan that the engine runs like any other: exactly what its list shows. */
export function backoutPlan(state: RunState, { units, limit }: Backout, hosts: BackoutChoice['limit']): Plan {
  const { frame: _, ...plan } = state.plan;
  return {
    ...plan,
    plan: 'backout',
    undoes: state.header.run,
    captures: Object.fromEntries(state.captures),
    limit,
    ...assembleBackout(state.plan, { lines: units, hosts: hosts?.hosts ?? null }),
  };
}

/** Points of no return that have been passed: what a backout cannot undo, a line for each step. */
export function pointsPassed({ notUndone: lines }: Pick<Backout, 'notUndone'>): readonly NoReturnPoint[] {
  const points = new Map<StepId, NoReturnPoint>();
  for (const { step, host, title, kind, because } of lines) {
    if (kind !== 'no-return') continue;
    const hosts = [...(points.get(step)?.hosts ?? []), ...(host === null ? [] : [host])];
    points.set(step, { step, title, because, hosts });
  }
  return [...points.values()];
}

export interface NoReturnPoint {
  readonly step: StepId;
  readonly title: string;
  readonly because: string;
  readonly hosts: readonly HostName[];
}
