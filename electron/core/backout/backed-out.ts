/** How far a run has been backed out: the one answer of the run's page, lists, `show`, and the report. */
import type { RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { computeBackout, WHOLE_BACKOUT } from './backout.ts';
import { type EarlierBackouts, undoneSince } from './earlier-backouts.ts';

export interface BackedOut {
  /** `whole` only where the newest backout succeeded and nothing is left to undo. */
  readonly as: 'whole' | 'part' | 'failed' | 'open';
  /** The newest backout of the run that was begun. */
  readonly by: RunId;
  /** Units that have an undo and are not undone. */
  readonly left: number;
}

/** Null where no backout of the run has been begun; one that preflight refused was not. `backouts`: of the whole deployment. */
export function backedOutOf(run: RunState, backouts: EarlierBackouts): BackedOut | null {
  const newest = backouts.runs.findLast(
    ({ header, outcome }) => header.undoes === run.header.run && outcome !== 'refused',
  );
  if (newest === undefined) return null;
  const left = computeBackout(run, { ...WHOLE_BACKOUT, ...undoneSince(run, backouts) }).units.length;
  return { as: kindOf(newest, left), by: newest.header.run, left };
}

function kindOf({ outcome }: RunState, left: number): BackedOut['as'] {
  if (outcome === null) return 'open';
  if (outcome !== 'succeeded') return 'failed';
  return left === 0 ? 'whole' : 'part';
}

/** Whether something of it is left to be backed out by a backout of its own. */
export function isLeftToBackOut(backedOut: BackedOut | null): boolean {
  return backedOut === null || ((backedOut.as === 'part' || backedOut.as === 'failed') && backedOut.left > 0);
}
