/** A step's own check (`done_if`): only where a command runs on a host, and wanted where a host boots anew. */
import type { Action, StepOptions } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import { takesSelector } from '../step-kinds.ts';
import type { Lint } from './placed-step.ts';

export function lintDoneIf({ steps, problems }: Lint): void {
  for (const { step, path } of steps) {
    lintBody(step, path, problems);
    if (step.undo.kind !== 'undo') continue;
    lintBody({ action: step.undo.action, ...step.undo.options }, [...path, 'undo'], problems);
  }
}

type Body = Pick<StepOptions, 'mode' | 'doneIf'> & { readonly action: Action };

function lintBody(body: Body, path: Path, problems: Problems): void {
  if (!takesSelector(body.action)) refuse(body, path, problems);
  else if (body.mode === 'reboot' && body.doneIf === null)
    problems.warn(
      [...path, 'mode'],
      'reboot-unchecked',
      'nothing is checked after the reboot: write done_if, a command that exits 0 once the host is as it should be',
    );
}

function refuse({ action, doneIf }: Body, path: Path, problems: Problems): void {
  if (doneIf === null) return;
  problems.error(
    { path: [...path, 'done_if'], atKey: true },
    'done-if-unwanted',
    `a ${action.kind} step runs no command of its own on a host, so nothing can be checked there; remove "done_if"`,
  );
}
