/** How far a run has been backed out: the one answer of the run's page, lists, `show`, and the report. */
import type { RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { computeBackout, WHOLE_BACKOUT } from './backout.ts';
import { type EarlierBackouts, undoneSince } from './earlier-backouts.ts';

export interface BackedOut {
  /** `whole` only where nothing is left to undo, and the newest backout, or a later one that undid the rest, succeeded. */
  readonly as: 'whole' | 'part' | 'failed' | 'open';
  /** That backout. */
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
  const rest = newest.outcome !== null && left === 0 ? undidTheRest(run, newest, backouts) : undefined;
  return { as: kindOf(rest ?? newest, left), by: (rest ?? newest).header.run, left };
}

/** A backout of another run of the deployment that undid what a backout of this one had left. */
function undidTheRest(run: RunState, failed: RunState, { runs, isAfter }: EarlierBackouts) {
  if (failed.outcome === 'succeeded') return undefined;
  return runs
    .slice(runs.indexOf(failed) + 1)
    .findLast(
      (backout) =>
        backout.outcome === 'succeeded' && undoneSince(run, { runs: [backout], isAfter }).undone.size > 0,
    );
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
