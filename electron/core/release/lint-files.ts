/** Files that steps name, where they are known: an upload moves one file, and a script has the line ends of its interpreter. */
import { describeCarriageReturn, lineWithCarriageReturn } from './carriage-return.ts';
import { minds, shebangOf } from './interpreter.ts';
import type { Action } from './model.ts';
import type { Lint } from './placed-step.ts';
import type { Path } from './problems.ts';

export function lintFiles(lint: Lint): void {
  for (const { step, path } of lint.steps) {
    lintAction(step.action, path, lint);
    if (step.undo.kind === 'undo') lintAction(step.undo.action, [...path, 'undo'], lint);
  }
}

function lintAction(action: Action, path: Path, { files, problems }: Lint): void {
  if (action.kind === 'upload' && files.folders.has(action.from))
    problems.error([...path, 'upload', 'from'], 'folder', describeFolder(action.from));
  if (action.kind !== 'script' || action.file === null) return;
  const noText = Object.hasOwn(files.noTexts, action.file) ? files.noTexts[action.file] : undefined;
  if (noText !== undefined) problems.error([...path, 'script', 'file'], 'not-text', noText);
  const text = Object.hasOwn(files.texts, action.file) ? (files.texts[action.file] ?? '') : '';
  const interpreter = action.interpreter ?? shebangOf(text)?.join(' ') ?? 'sh';
  const line = minds(interpreter) ? lineWithCarriageReturn(text) : null;
  if (line === null) return;
  const message = describeCarriageReturn(`The script ${action.file}`, line);
  problems.error([...path, 'script', 'file'], 'carriage-return', message);
}

export function describeFolder(name: string): string {
  return `"${name}" is a folder, and an upload moves one file: pack it (tar) and upload that`;
}
