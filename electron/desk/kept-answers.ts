/** Answers of checks and probes that a person declared right: what later runs are held against to find drift. */
import type { Library } from '#adapters/sqlite/library.ts';
import { signatureOf } from '#core/release/people.ts';
import { isAnswerStep } from '#core/run/comparison.ts';
import type { RunHeader, RunId } from '#core/run/events.ts';
import { allUnits, type RunState, stepOf } from '#core/run/state.ts';
import type { Clock, Failure, Result } from '#engine/ports.ts';
import { openSoundRun } from './run-desk.ts';

export interface KeepWish {
  readonly run: RunId;
  readonly by: string;
  readonly note: string | null;
}

/** Puts into the run's log, after its end, that its answers are the right ones. */
export function keepAnswers(
  library: Library,
  clock: Pick<Clock, 'now'>,
  { run, by, note }: KeepWish,
): Result<null, Failure> {
  const opened = openSoundRun(library, run);
  if (!opened.ok) return opened;
  const { state } = opened.value;
  const signed = signatureOf(state.header.people ?? [], by);
  const misfit = whyNot(state);
  if (misfit !== null) return refuse('not-kept', misfit);
  const lock = library.holdRun(run);
  if (!lock) return refuse('still-running', `${run} is being carried out by another program`);
  try {
    library.append(run, [{ type: 'answersKept', data: { by: signed, note } }], clock.now().toISOString());
  } finally {
    lock.release();
  }
  return { ok: true, value: null };
}

function whyNot(state: RunState): string | null {
  const { run, mode } = state.header;
  if (state.outcome === null) return `${run} is not at its end; keep its answers when it is`;
  if (mode === 'rehearsal') return `${run} is a rehearsal; keep the answers of a check or of a live run`;
  const hasAnswers = [...allUnits(state)].some(
    ({ ref, attempts }) => attempts.length > 0 && isAnswerStep(stepOf(state.plan, ref.step)),
  );
  return hasAnswers ? null : `${run} has no answers to keep: no check or probe of it ran`;
}

/** The newest run before this one, of the same release, plan and environment, whose answers are kept; null: there is none. */
export function keptBefore(library: Library, { run, releaseId, plan, environment }: RunHeader): RunId | null {
  const listings = library.listRuns({ release: releaseId });
  const before = listings.slice(listings.findIndex((listing) => listing.run === run) + 1);
  const kept = before.find(
    (listing) =>
      listing.plan === plan &&
      listing.environment === environment &&
      library.hasEvent(listing.run, 'answersKept'),
  );
  return kept?.run ?? null;
}

function refuse(code: string, message: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code, message } };
}
