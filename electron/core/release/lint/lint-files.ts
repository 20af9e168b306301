/** Files that steps name, where they are known: an upload moves one file, and a script has the line ends of its interpreter. */
import { type ActionFile, fileOfAction } from '../action-files.ts';
import { describeCarriageReturn, lineWithCarriageReturn } from '../carriage-return.ts';
import type { FilesBeside } from '../files-beside.ts';
import { minds, shebangOf } from '../interpreter.ts';
import type { Action } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import type { Lint } from './placed-step.ts';

export function lintFiles(lint: Lint): void {
  for (const { step, path } of lint.steps) {
    lintAction(step.action, path, lint);
    if (step.undo.kind === 'undo') lintAction(step.undo.action, [...path, 'undo'], lint);
  }
}

function lintAction(action: Action, path: Path, { files, problems }: Lint): void {
  const file = fileOfAction(action);
  switch (file?.kind) {
    case 'upload':
      if (files.folders.has(file.name))
        problems.error([...path, action.kind, 'from'], 'folder', describeFolder(file.name));
      return;
    case 'script':
      lintScript({ ...file, path: [...path, action.kind, 'file'] }, files, problems);
      return;
    case 'download':
    case undefined:
      return;
  }
}

type ScriptFile = Extract<ActionFile, { readonly kind: 'script' }> & { readonly path: Path };

function lintScript({ name, interpreter, path }: ScriptFile, files: FilesBeside, problems: Problems): void {
  const noText = Object.hasOwn(files.noTexts, name) ? files.noTexts[name] : undefined;
  if (noText !== undefined) problems.error(path, 'not-text', noText);
  const text = Object.hasOwn(files.texts, name) ? (files.texts[name] ?? '') : '';
  const runBy = interpreter ?? shebangOf(text)?.join(' ') ?? 'sh';
  const line = minds(runBy) ? lineWithCarriageReturn(text) : null;
  if (line !== null)
    problems.error(path, 'carriage-return', describeCarriageReturn(`The script ${name}`, line));
}

export function describeFolder(name: string): string {
  return `"${name}" is a folder, and an upload moves one file: pack it (tar) and upload that`;
}
