import type { FilesBeside } from '../files-beside.ts';
import type { Release, ShellChoice, Step } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import type { NamingText } from './written-text.ts';

/** A step with its place in the file. */
export interface PlacedStep {
  readonly step: Step;
  readonly path: Path;
  /** The selector of its rolling phase. */
  readonly phaseOn: string | null;
  /** What its phase says of the shell. */
  readonly around: ShellChoice;
}

/** Whether the undo is a bare text, which runs as its step does and stands at `undo` itself. */
export function isUndoneByText({ undo, env }: Step): boolean {
  return undo.kind === 'undo' && undo.action.kind === 'run' && undo.options.env === env;
}

/** What is looked at: a release that could be read, its steps in file order, its texts that name something of it, and where problems go. */
export interface Lint {
  readonly release: Release;
  readonly steps: readonly PlacedStep[];
  readonly naming: readonly NamingText[];
  readonly problems: Problems;
  readonly files: FilesBeside;
}
