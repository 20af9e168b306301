import type { RunSummary } from '#contract/commands/run-records.ts';
import type { RunState } from '#core/run/state.ts';
import { readRun, runStateName } from '#core/run/view.ts';

/** A run as lists have it. */
export function runSummary(state: RunState, held: boolean): RunSummary {
  const { run, releaseId, releaseName, version, plan, environment, mode, operator, undoes } = state.header;
  return {
    ...{ run, releaseId, releaseName, version, plan, environment, mode, operator, undoes },
    state: runStateName(readRun(state, { carriedOut: held, head: null })),
    startedAt: state.createdAt,
    finishedAt: state.finishedAt,
    backedOut: null,
  };
}
