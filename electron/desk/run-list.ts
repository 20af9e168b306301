/** Runs as lists show them. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunListing } from '#adapters/sqlite/run-shelf.ts';
import type { Mode, RunId } from '#core/run/events.ts';
import type { RunStateName } from '#core/run/state.ts';
import { runStateName } from '#core/run/view.ts';
import { openRun } from './run-desk.ts';

export interface RunLine {
  readonly run: RunId;
  readonly releaseId: string;
  readonly releaseName: string;
  readonly version: string;
  readonly plan: string;
  readonly environment: string;
  readonly mode: Mode;
  readonly state: RunStateName;
  readonly operator: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly undoes: RunId | null;
}

/** Newest first. */
export function listRuns(library: Library, release: string | null): readonly RunLine[] {
  return library.listRuns(release === null ? {} : { release }).map((listing) => lineOf(library, listing));
}

function lineOf(library: Library, listing: RunListing): RunLine {
  const {
    run,
    releaseId,
    releaseName,
    version,
    plan,
    environment,
    mode,
    operator,
    undoes,
    createdAt,
    finishedAt,
  } = listing;
  return {
    run,
    releaseId,
    releaseName,
    version,
    plan,
    environment,
    mode,
    operator,
    undoes,
    startedAt: createdAt,
    finishedAt,
    state: stateOf(library, listing),
  };
}

/** Only a run that is not at its end has to be folded to say whether it waits. */
function stateOf(library: Library, { run, outcome }: RunListing): RunStateName {
  if (outcome !== null) return outcome === 'refused' ? 'stopped' : outcome;
  const opened = openRun(library, run);
  return opened ? runStateName(opened.state, opened.held) : 'interrupted';
}
