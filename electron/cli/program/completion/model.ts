/** What completion knows of the command line, whatever the shell. */

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** The arguments, in order. */
  readonly values: readonly CompletedValue[];
  readonly options: readonly CompletedOption[];
}

export interface CompletedOption {
  /** With its dashes, such as `--env`. */
  readonly long: string;
  readonly short: string | null;
  readonly description: string;
  /** It may be given several times. */
  readonly repeats: boolean;
  /** Null where the option takes no value. */
  readonly value: CompletedValue | null;
}

/** What stands for a value: a path, the id of a run in the library, one of some words, or text that nobody can guess. */
export type CompletedValue =
  | { readonly kind: 'file' | 'dir' | 'run' | 'text'; readonly name: string }
  | { readonly kind: 'words'; readonly name: string; readonly words: readonly string[] };

/** Prints the ids of the library's runs, newest first, one on each line. */
export const LIST_RUNS = "holdpoint runs 2>/dev/null | sed -n 's/^\\(r-[^ ]*\\).*/\\1/p'";

/** The long form first. */
export function flagsOf({ long, short }: Pick<CompletedOption, 'long' | 'short'>): readonly string[] {
  return short === null ? [long] : [long, short];
}

/** Between single quotes in bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
