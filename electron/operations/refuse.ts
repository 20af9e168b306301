import type { RunId, RunOutcome } from '#core/run/events.ts';
import type { RefusalCode } from '#core/run/refusal-codes.ts';
import { describeEnded } from '#core/words/run/describe-ended.ts';
import type { Failure } from '#engine/ports.ts';

export interface RefusalParts {
  /** What to do next at a terminal, where it has a way of its own, and in the app. */
  readonly next?: NonNullable<Failure['next']>;
  /** Each cause with the step and the host that it is about. */
  readonly problems?: unknown;
}

/** A wish that cannot be met, as a value. */
export function refuse(
  code: RefusalCode,
  message: string,
  { next, problems }: RefusalParts = {},
): { readonly ok: false; readonly error: Failure<RefusalCode> } {
  return {
    ok: false,
    error: {
      code,
      message,
      ...(next && { next }),
      ...(problems === undefined ? {} : { details: { problems } }),
    },
  };
}

export function refuseEnded(outcome: RunOutcome): ReturnType<typeof refuse> {
  return refuse('ended', describeEnded(outcome), { next: { app: 'Open the run to see how it ended' } });
}

export function carriedOutElsewhere(run: RunId): ReturnType<typeof refuse> {
  return stillRunning(run, ' by another program', {
    app: 'Continue in the window or the terminal that carries it out, or close that first',
  });
}

/** By this program or another: it has to be at its end before what is asked can begin. */
export function mustStopFirst(run: RunId): ReturnType<typeof refuse> {
  return stillRunning(run, '', {
    app: 'Open the run and stop it there, or where it is carried out',
    terminal: `Stop it first (holdpoint stop ${run})`,
  });
}

function stillRunning(run: RunId, by: '' | ' by another program', next: NonNullable<RefusalParts['next']>) {
  return refuse('still-running', `${run} is being carried out${by}`, { next });
}
