/** What the end of a command means, where there is no exit code to judge. */
import { renderDuration } from '#core/release/duration.ts';
import type { Ending } from '../remote/execute.ts';
import { type AttemptResult, bad } from './step.ts';

export function resultOfEnding(ending: Exclude<Ending, { kind: 'exit' }>, timeoutMs: number): AttemptResult {
  switch (ending.kind) {
    case 'signal':
      return { ...bad('failed', `Ended by signal ${ending.signal}`), signal: ending.signal };
    case 'not-started':
      return { ...bad('unreachable', ending.reason), ...(ending.lasting ? { lasting: true } : {}) };
    case 'unknown':
      return bad('unknown', `${ending.reason}; nobody saw the outcome`);
    case 'ended-by-us':
      return ending.why === 'stop'
        ? bad('stopped', 'Stopped by a person; its processes are gone')
        : bad(
            'failed',
            `Time limit of ${renderDuration(timeoutMs)} reached; its processes were ended and are gone`,
          );
  }
}
