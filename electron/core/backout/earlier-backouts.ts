/** Several runs are one deployment: what their backouts have undone, and how long it took. */

import { releaseStepOf } from '#core/plan/executor.ts';
import type { PlannedUnit } from '#core/plan/model.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { LogPlace } from '#core/run/events.ts';
import {
  type Attempt,
  allUnits,
  plannedUnit,
  type RunState,
  stepOf,
  type Unit,
  unitKey,
  unitOf,
} from '#core/run/state.ts';
import { type BackoutChoice, type BegunUndo, lastThatMayHaveRun } from './backout.ts';
import { UNDO_PHASE } from './undo-steps.ts';

/** Backouts of a whole deployment, oldest first. */
export interface EarlierBackouts {
  readonly runs: readonly RunState[];
  /** Whether the first event was recorded after the second, whatever the workstation's clock said. */
  readonly isAfter: (event: LogPlace, other: LogPlace) => boolean;
}

/**
 * What backouts have done to the units of a run since they ran; a backout of another run of the deployment counts where it
 * came after the unit's own last attempt.
 */
export function undoneSince(
  run: RunState,
  backouts: EarlierBackouts,
): Pick<BackoutChoice, 'undone' | 'begun'> {
  const undone = new Set<string>();
  const begun = new Map<string, BegunUndo>();
  for (const unit of allUnits(run)) {
    const undos = backouts.runs.flatMap((backout) =>
      undosOf(run, unit, { backout, isAfter: backouts.isAfter }),
    );
    const key = unitKey(unit.ref);
    const last = undos.findLast(({ bad }) => bad !== null)?.bad;
    const done = undos.filter(({ bad }) => bad === null);
    if (isWhole(plannedUnit(run.plan, unit.ref), done)) undone.add(key);
    else if (last) begun.set(key, last);
  }
  return { undone, begun };
}

/** What a backout did to a unit; `bad`: it was begun and not seen to succeed. */
interface SeenUndo {
  readonly about: readonly HostName[];
  readonly bad: BegunUndo | null;
}

/** A step without hosts that is about those of a batch is undone once it is undone for all of them: another run may have cut its batches in another way. */
function isWhole({ about }: PlannedUnit, done: readonly SeenUndo[]): boolean {
  if (about === undefined) return done.length > 0;
  const hosts = new Set(done.flatMap((undo) => undo.about));
  return about.every((host) => hosts.has(host));
}

interface Undoing extends Pick<EarlierBackouts, 'isAfter'> {
  readonly backout: RunState;
}

function undosOf(run: RunState, unit: Unit, undoing: Undoing): readonly SeenUndo[] {
  const { backout } = undoing;
  const ran = lastThatMayHaveRun(unit);
  if (ran === null) return [];
  const isOwn = backout.header.undoes === run.header.run;
  return undoUnits(run, unit, undoing).flatMap((undo) => {
    const last = lastThatMayHaveRun(undo);
    if (last === null) return [];
    if (!isOwn && !isLater(last.attempt, ran.attempt, { run, undoing })) return [];
    const { outcome } = last;
    const { about = [] } = plannedUnit(backout.plan, undo.ref);
    return [{ about, bad: outcome === 'ok' ? null : { run: backout.header.run, outcome } }];
  });
}

/** The units of a backout that undo this one: the same, or, of a step that is done once for each batch, those about any of its hosts. */
function undoUnits(run: RunState, { ref }: Unit, { backout }: Undoing): readonly Unit[] {
  const { about } = plannedUnit(run.plan, ref);
  if (about === undefined) {
    const undo = isUndo(backout, ref.step) ? unitOf(backout, ref) : undefined;
    return undo === undefined ? [] : [undo];
  }
  const id = releaseStepOf(stepOf(run.plan, ref.step));
  return backout.plan.steps
    .filter((step) => releaseStepOf(step) === id)
    .flatMap((step) => step.units)
    .filter((undo) => undo.about?.some((host) => about.includes(host)))
    .flatMap((undo) => unitOf(backout, undo) ?? []);
}

interface Between {
  readonly run: RunState;
  readonly undoing: Undoing;
}

/** What was done on paper is recorded later, with its times to the minute; within one minute the undo is the later of the two. */
function isLater(undo: Attempt, unit: Attempt, { run, undoing }: Between): boolean {
  if (undo.onPaper || unit.onPaper) return minuteOf(undo) >= minuteOf(unit);
  const { backout, isAfter } = undoing;
  return isAfter({ run: backout.header.run, seq: undo.seq }, { run: run.header.run, seq: unit.seq });
}

function minuteOf({ intendedAt }: Attempt): number {
  return Math.floor(Date.parse(intendedAt) / MINUTE_MS);
}

const MINUTE_MS = 60_000;

/** A release of another version may have a step of that name before or after its undos. */
function isUndo({ plan }: RunState, step: StepId): boolean {
  return plan.steps.some(({ id, phase }) => id === step && phase.id === UNDO_PHASE);
}
