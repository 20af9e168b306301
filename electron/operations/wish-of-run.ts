/** Pausing, continuing and stopping a run, and what is put down in it, from another program than the one that carries it out. */
import { type LeftWish, leaveWish } from '#adapters/files/run-wishes.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunId } from '#core/run/events.ts';
import type { Clock, Failure } from '#engine/ports.ts';
import { LOOK_MS } from './heed-wishes.ts';
import { refuse, refuseEnded } from './refuse.ts';
import { openSoundRun } from './start-run.ts';

/** How long it has to do what is wished. */
const REPLY_MS = 10_000;

export interface Wishing {
  readonly clock: Clock;
  readonly library: Library;
  readonly run: RunId;
}

/** Why it was not done; null once the run's log says that it is so. Nothing is asked where it is so already. */
export async function wish({ library, clock, run }: Wishing, wanted: LeftWish): Promise<Failure | null> {
  const since = newestSeq(library, run);
  const isDone = () => isSo(library, run, { wanted, since });
  if (wanted.kind === 'stop' && isDone()) return null;
  const refusal = refuseWish(library, run);
  if (refusal !== null) return refusal;
  if (isDone()) return null;
  const takeBack = leaveWish(library.folder, run, wanted);
  const until = clock.monotonicMs() + REPLY_MS;
  while (clock.monotonicMs() < until) {
    await new Promise<void>((resolve) => void clock.after(LOOK_MS / 2, resolve));
    if (isDone()) return null;
    if (!library.isRunLocked(run)) break;
  }
  takeBack();
  return refuseWish(library, run) ?? NO_REPLY;
}

const NO_REPLY: Failure = {
  code: 'no-reply',
  message:
    'The program that carries this run out did not answer within 10 s, and the request was taken back. It may be suspended or very busy: look at its window or terminal',
};

interface Wished {
  readonly wanted: LeftWish;
  /** The newest event before it was wished. */
  readonly since: number;
}

function isSo(library: Library, run: RunId, { wanted, since }: Wished): boolean {
  const opened = openSoundRun(library, run);
  if (!opened.ok) return false;
  const { paused, stop, outcome, defects, messages } = opened.value.state;
  switch (wanted.kind) {
    case 'stop':
      return stop !== null || outcome !== null;
    case 'pause':
    case 'continue':
      return (paused !== null) === (wanted.kind === 'pause');
    case 'log-defect':
      return defects.some(({ seq, text, by }) => seq > since && text === wanted.text && by === wanted.by);
    case 'message': {
      const { type, data } = wanted.entry;
      return messages.some(
        (each) => each.seq > since && each.type === type && each.data.message === data.message,
      );
    }
    case 'close-defect':
      return defects.some(({ number, closed }) => number === wanted.defect && closed !== null);
  }
}

function newestSeq(library: Library, run: RunId): number {
  const opened = openSoundRun(library, run);
  return opened.ok ? opened.value.state.seq : 0;
}

/** Why nothing can be asked of a run: it is over, does not verify, or nobody carries it out. Null where some program does. */
export function refuseWish(library: Library, run: RunId): Failure | null {
  const opened = openSoundRun(library, run);
  if (!opened.ok) return opened.error;
  const { state, carriedOut } = opened.value;
  if (state.outcome !== null) return refuseEnded(state.outcome).error;
  return carriedOut
    ? null
    : refuse('not-carried-out', `No program carries ${run} out, so nothing of it is running here`, {
        next: { app: 'Resume it', terminal: `holdpoint resume ${run} continues with it` },
      }).error;
}
