/** Limits that leave no time: the step would be ended as it begins, or looked at without a pause. */
import { formatDuration } from '#core/words/format-duration.ts';
import type { Action, StepOptions } from './model.ts';
import type { Lint } from './placed-step.ts';
import type { Path, Problems } from './problems.ts';

export function lintLimits({ steps, problems }: Lint): void {
  for (const { step, path } of steps) {
    lintBody({ action: step.action, options: step, path }, problems);
    const { undo } = step;
    if (undo.kind === 'undo' && undo.options.timeoutMs !== step.timeoutMs)
      lintBody({ action: undo.action, options: undo.options, path: [...path, 'undo'] }, problems);
  }
}

interface Body {
  readonly action: Action;
  readonly options: StepOptions;
  readonly path: Path;
}

function lintBody({ action, options, path }: Body, problems: Problems): void {
  const refuse = (...keys: string[]): void =>
    problems.error(
      [...path, ...keys],
      'bad-duration',
      `"${keys.at(-1)}" is 0, which leaves no time; write it as 90s, 10m or 1h30m, or leave it out`,
    );
  if (options.timeoutMs === 0) refuse('timeout');
  if (action.kind !== 'wait' || action.until.kind !== 'check') return;
  if (action.until.everyMs === 0) refuse('wait', 'every');
  if (action.until.timeoutMs === 0) refuse('wait', 'timeout');
  const { everyMs, timeoutMs } = action.until;
  if (timeoutMs > 0 && everyMs > timeoutMs)
    problems.warn(
      [...path, 'wait', 'every'],
      'looks-once',
      `it looks every ${formatDuration(everyMs)} and has failed after ${formatDuration(timeoutMs)}, so it looks once only: make "every" shorter or "timeout" longer`,
    );
}
