/** What the end of a command means, where there is no exit code to judge. */
import type { AttemptEnd } from '../remote/ends.ts';
import { type AttemptResult, bad } from './step.ts';

export function resultOf(end: Exclude<AttemptEnd, { kind: 'exit' }>, timeoutMs: number): AttemptResult {
  switch (end.kind) {
    case 'signal':
      return { ...bad('failed', { kind: 'signal', signal: end.signal }), signal: end.signal };
    case 'not-started':
      return { ...bad('unreachable', end.reason), ...(end.lasting ? { lasting: true } : {}) };
    case 'unknown':
      return bad('unknown', { kind: 'unobserved', because: end.reason });
    case 'stopped':
      return bad('stopped', { kind: 'stopped-early', while: 'unsent' });
    case 'ended-by-us':
      return end.why === 'stop'
        ? bad('stopped', { kind: 'stopped', seen: end.by })
        : bad('failed', { kind: 'time-limit', timeoutMs, seen: end.by });
  }
}
