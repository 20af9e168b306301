import { fileNames } from './action-files.ts';
import { allPhases } from './all-phases.ts';
import type { Action, Release } from './model.ts';

/** What is known of the files beside a release file, by the names that the release gives them. */
export interface FilesBeside {
  /** Texts of scripts. */
  readonly texts: Readonly<Record<string, string>>;
  /** Scripts that are no text in UTF-8, each with a sentence that says so. */
  readonly noTexts: Readonly<Record<string, string>>;
  /** Names that are folders. */
  readonly folders: ReadonlySet<string>;
}

export const NO_FILES: FilesBeside = { texts: {}, noTexts: {}, folders: new Set() };

/** Names of the files that the release's steps and their undos use, each once. */
export function filesNamed(release: Release): {
  readonly scripts: readonly string[];
  readonly uploads: readonly string[];
} {
  const steps = [
    ...allPhases(release).flatMap((phase) => phase.steps),
    ...release.backout.before,
    ...release.backout.after,
  ];
  const actions = steps.flatMap(({ action, undo }): readonly Action[] =>
    undo.kind === 'undo' ? [action, undo.action] : [action],
  );
  return { scripts: fileNames(actions, 'script'), uploads: fileNames(actions, 'upload') };
}
