/** What the end of a command means, where there is no exit code to judge. */
import { formatDuration } from '#core/words/format-duration.ts';
import type { Failure } from '../ports.ts';
import type { Ending } from '../remote/execute.ts';
import { type AttemptContext, type AttemptResult, bad } from './step.ts';

/** Nothing was sent, since the host stayed out of reach or a person would not wait for it. */
export function notReached(
  { message }: Failure,
  { cancellation }: Pick<AttemptContext, 'cancellation'>,
): AttemptResult {
  return cancellation.isWished
    ? resultOfEnding({ kind: 'stopped' }, 0)
    : resultOfEnding({ kind: 'not-started', reason: message }, 0);
}

export function resultOfEnding(ending: Exclude<Ending, { kind: 'exit' }>, timeoutMs: number): AttemptResult {
  switch (ending.kind) {
    case 'signal':
      return { ...bad('failed', `Ended by signal ${ending.signal}`), signal: ending.signal };
    case 'not-started':
      return { ...bad('unreachable', ending.reason), ...(ending.lasting ? { lasting: true } : {}) };
    case 'unknown':
      return bad('unknown', `${ending.reason}; nobody saw the outcome`);
    case 'stopped':
      return bad('stopped', 'Stopped by a person before anything was sent');
    case 'ended-by-us': {
      const gone = ending.seen === 'command' ? ONLY_COMMAND_SEEN : null;
      return ending.why === 'stop'
        ? bad('stopped', `Stopped by a person; ${gone ?? 'its processes are gone'}`)
        : bad(
            'failed',
            `Time limit of ${formatDuration(timeoutMs)} reached; ${gone ?? 'its processes were ended and are gone'}`,
          );
    }
  }
}

const ONLY_COMMAND_SEEN =
  'its command has ended, but whether all of its processes are gone could not be seen on the host';
