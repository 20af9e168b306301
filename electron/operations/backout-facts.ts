import type { Library } from '#adapters/sqlite/library.ts';
import { backedOutOf } from '#core/backout/backed-out.ts';
import { undoneSince } from '#core/backout/earlier-backouts.ts';
import type { RunId } from '#core/run/events.ts';
import { backoutsOfDeployment } from './deployment-runs.ts';
import { openRun } from './start-run.ts';
import { undoHistory } from './undo-history.ts';

/** What the library knows for the backout of a run, besides the run itself; of a backout, and of no run, nothing. */
export function backoutFactsOf(library: Library, run: RunId) {
  const state = openRun(library, run)?.state;
  if (!state || state.header.undoes !== null) return { history: {}, undone: [], begun: {}, backedOut: null };
  const backouts = backoutsOfDeployment(library, state.header);
  const { undone, begun } = undoneSince(state, backouts);
  return {
    history: Object.fromEntries(undoHistory(library, state.header.releaseId)),
    undone: [...undone],
    begun: Object.fromEntries(begun),
    backedOut: backedOutOf(state, backouts),
  };
}
