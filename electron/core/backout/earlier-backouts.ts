/** Several runs are one deployment: what their backouts have undone, and how long it took. */

import type { StepId } from '#core/release/model.ts';
import type { LogPlace } from '#core/run/events.ts';
import { type Attempt, allUnits, type RunState, type Unit, unitKey, unitOf } from '#core/run/state.ts';
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
      undoOf(run, unit, { backout, isAfter: backouts.isAfter }),
    );
    const key = unitKey(unit.ref);
    const bad = undos.filter((undo) => undo !== 'ok');
    const last = bad.at(-1);
    if (bad.length < undos.length) undone.add(key);
    else if (last) begun.set(key, last);
  }
  return { undone, begun };
}

interface Undoing extends Pick<EarlierBackouts, 'isAfter'> {
  readonly backout: RunState;
}

function undoOf(run: RunState, unit: Unit, undoing: Undoing): readonly ('ok' | BegunUndo)[] {
  const { backout } = undoing;
  const undo = isUndo(backout, unit.ref.step) ? unitOf(backout, unit.ref) : undefined;
  const last = undo ? lastThatMayHaveRun(undo) : null;
  const ran = lastThatMayHaveRun(unit);
  if (last === null || ran === null) return [];
  const isOwn = backout.header.undoes === run.header.run;
  if (!isOwn && !isLater(last.attempt, ran.attempt, { run, undoing })) return [];
  const { outcome } = last;
  return [outcome === 'ok' ? 'ok' : { run: backout.header.run, outcome }];
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
