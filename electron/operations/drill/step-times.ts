/** What the steps of a release took in earlier runs of it: what a drill draws its times from. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { StepTimes } from '#core/drill/times.ts';
import type { StepId } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import { allUnits } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';

/** Older runs say less and cost time to read. */
const MOST_RUNS = 20;

/** In ms, by step: each unit that was seen to succeed in the newest runs of the release, rehearsals included. */
export function stepTimes(library: Library, release: string): StepTimes {
  const runs = library
    .listRuns({ release })
    .filter(({ undoes, mode, finishedAt }) => undoes === null && mode !== 'check' && finishedAt !== null);
  const times = new Map<StepId, number[]>();
  for (const { run } of runs.slice(0, MOST_RUNS))
    for (const [step, ms] of seenIn(library, run)) times.set(step, [...(times.get(step) ?? []), ms]);
  return times;
}

/** A run whose log does not verify says nothing. */
function seenIn(library: Library, run: RunId): readonly (readonly [StepId, number])[] {
  const read = library.readRun(run);
  if (!read?.evidence.ok) return [];
  return [...allUnits(foldRun(read.plan, read.events))].flatMap(({ ref, state, attempts }) => {
    const ms = attempts.at(-1)?.finished?.durationMs ?? 0;
    return state === 'ok' && ms > 0 ? [[ref.step, ms] as const] : [];
  });
}
