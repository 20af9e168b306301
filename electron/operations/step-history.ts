/** How long the steps of a run took in earlier runs of the same plan: what its expected end is told by. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { StepId } from '#core/release/model.ts';
import type { RunHeader, RunId } from '#core/run/events.ts';
import type { StepHistory } from '#core/run/schedule.ts';
import { stepDurations } from '#core/run/step-durations.ts';
import { foldRun } from '#core/run/transition.ts';

/** Older runs say less and cost time to read. */
const MOST_RUNS = 20;

/** By step, the median over the newest runs of the same release, plan, environment and mode, of whatever version. */
export function stepHistory(library: Library, header: RunHeader): StepHistory {
  const { run, releaseId, plan, environment, mode } = header;
  const before = library
    .listRuns({ release: releaseId })
    .filter(
      (each) =>
        each.run !== run && each.plan === plan && each.environment === environment && each.mode === mode,
    );
  const seen = new Map<StepId, number[]>();
  for (const each of before.slice(0, MOST_RUNS))
    for (const [step, ms] of durationsOf(library, each.run)) seen.set(step, [...(seen.get(step) ?? []), ms]);
  return new Map([...seen].map(([step, all]) => [step, median(all)]));
}

/** A run whose log does not verify says nothing. */
function durationsOf(library: Library, run: RunId): StepHistory {
  const read = library.readRun(run);
  return read?.evidence.ok ? stepDurations(foldRun(read.plan, read.events)) : new Map();
}

/** Of two in the middle, the longer. */
function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
