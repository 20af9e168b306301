/** Waits that look once only, and those that can never be over in time. */
import { formatDuration } from '#core/words/figures/format-duration.ts';
import type { Action } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import type { Lint } from './placed-step.ts';

export function lintLimits({ steps, problems }: Lint): void {
  for (const { step, path } of steps) {
    lintWait(step.action, path, problems);
    if (step.undo.kind === 'undo') lintWait(step.undo.action, [...path, 'undo'], problems);
  }
}

function lintWait(action: Action, path: Path, problems: Problems): void {
  if (action.kind !== 'wait' || action.until.kind !== 'check') return;
  const { everyMs, steadyMs = 0, timeoutMs } = action.until;
  if (steadyMs > 0 && steadyMs >= timeoutMs) {
    problems.error(
      [...path, 'wait', 'steady'],
      'never-steady',
      `it must hold for ${formatDuration(steadyMs)} but fails after ${formatDuration(timeoutMs)}: make "timeout" longer than "steady"`,
    );
    return;
  }
  if (timeoutMs > 0 && everyMs > timeoutMs)
    problems.warn(
      [...path, 'wait', 'every'],
      'looks-once',
      `it checks every ${formatDuration(everyMs)} but fails after ${formatDuration(timeoutMs)}, so it checks only once: make "every" shorter or "timeout" longer`,
    );
}
