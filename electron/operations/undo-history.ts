/** How long undoing took before: what the backout clock holds the authors' estimates against. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { UndoHistory } from '#core/backout/time.ts';
import type { StepId } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import { stepDurations } from '#core/run/step-durations.ts';
import { foldRun } from '#core/run/transition.ts';

/** Older backouts say less and cost time to read. */
const MOST_BACKOUTS = 50;

/** By step, the longest that an undo took in the newest backouts of this release, rehearsals included. */
export function undoHistory(library: Library, release: string): UndoHistory {
  const backouts = library.listRuns({ release }).filter((listing) => listing.undoes !== null);
  const longest = new Map<StepId, number>();
  for (const { run } of backouts.slice(0, MOST_BACKOUTS)) {
    for (const [step, ms] of durationsOf(library, run))
      longest.set(step, Math.max(longest.get(step) ?? 0, ms));
  }
  return longest;
}

/** A run whose log does not verify says nothing. Only what was seen to be undone counts, so it does not matter whether the run is still carried out. */
function durationsOf(library: Library, run: RunId): UndoHistory {
  const read = library.readRun(run);
  return read?.evidence.ok ? stepDurations(foldRun(read.plan, read.events)) : new Map();
}
