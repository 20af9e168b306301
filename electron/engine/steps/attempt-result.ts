/** What the end of a command means, where there is no exit code to judge. */
import { formatDuration } from '#core/words/format-duration.ts';
import type { AttemptEnd } from '../remote/ends.ts';
import { type AttemptResult, bad } from './step.ts';

export function resultOf(end: Exclude<AttemptEnd, { kind: 'exit' }>, timeoutMs: number): AttemptResult {
  switch (end.kind) {
    case 'signal':
      return { ...bad('failed', `Ended by signal ${end.signal}`), signal: end.signal };
    case 'not-started':
      return { ...bad('unreachable', end.reason), ...(end.lasting ? { lasting: true } : {}) };
    case 'unknown':
      return bad('unknown', `${end.reason}; outcome not observed`);
    case 'stopped':
      return bad('stopped', 'Stopped by a person before anything was sent');
    case 'ended-by-us': {
      const gone = end.by === 'command' ? ONLY_COMMAND_SEEN : null;
      return end.why === 'stop'
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
