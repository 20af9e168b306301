/** What the checks and probes of a run printed, declared right by a person: later runs are compared with it to find drift. */
import type { Library } from '#adapters/sqlite/library.ts';
import { signatureOf } from '#core/release/people.ts';
import { isBaselineStep } from '#core/run/comparison.ts';
import type { RunHeader, RunId } from '#core/run/events.ts';
import { allUnits, type RunState, stepOf } from '#core/run/state.ts';
import { describeUnsound } from '#core/words/library/describe-evidence.ts';
import type { Clock, Failure, Result } from '#engine/ports.ts';
import { unsoundListed } from './deployment-runs.ts';
import { carriedOutElsewhere, refuse } from './refuse.ts';
import { openSoundRun } from './start-run.ts';

export interface BaselineWish {
  readonly run: RunId;
  readonly by: string;
  readonly note: string | null;
}

/** Writes into the log of a run that ended that it is a baseline. */
export function setBaseline(
  library: Library,
  clock: Pick<Clock, 'now'>,
  { run, by, note }: BaselineWish,
): Result<null, Failure> {
  const opened = openSoundRun(library, run);
  if (!opened.ok) return opened;
  const { state } = opened.value;
  const signed = signatureOf(state.header.people ?? [], by);
  const misfit = whyNot(state);
  if (misfit !== null) return refuse('not-a-baseline', misfit);
  const lock = library.lockRun(run);
  if (!lock) return carriedOutElsewhere(run);
  try {
    library.append(run, [{ type: 'baselineSet', data: { by: signed, note } }], clock.now().toISOString());
  } finally {
    lock.release();
  }
  return { ok: true, value: null };
}

function whyNot(state: RunState): string | null {
  const { run, mode } = state.header;
  if (state.outcome === null) return `${run} has not ended; make it the baseline when it has`;
  if (mode === 'rehearsal') return `${run} is a rehearsal; a baseline is a check or a live run`;
  const isComparable = [...allUnits(state)].some(
    ({ ref, attempts }) => attempts.length > 0 && isBaselineStep(stepOf(state.plan, ref.step)),
  );
  return isComparable ? null : `${run} cannot be a baseline: no check or probe of it ran`;
}

export interface ChosenBaseline {
  /** The newest run before this one, of the same release, plan and environment, that is a baseline; null: there is none. */
  readonly run: RunId | null;
  /** In words, which runs are not what was recorded: one of them may have been a newer baseline. */
  readonly unsound: readonly string[];
}

export function baselineBefore(library: Library, header: RunHeader): ChosenBaseline {
  const { run, releaseId, plan, environment } = header;
  const listings = library.listRuns({ release: releaseId });
  const before = listings.slice(listings.findIndex((listing) => listing.run === run) + 1);
  const baseline = before.find(
    (listing) =>
      listing.plan === plan &&
      listing.environment === environment &&
      library.hasEvent(listing.run, 'baselineSet'),
  );
  const others = unsoundListed(library, header).filter(
    (each) => each.run !== run && each.run !== baseline?.run,
  );
  return {
    run: baseline?.run ?? null,
    unsound: others.flatMap((each) => describeUnsound(each.run, each.evidence) ?? []),
  };
}
