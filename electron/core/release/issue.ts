/** One thing wrong with (or worth saying about) a release, with its place. */
export interface Issue {
  readonly severity: 'error' | 'warning';
  /** Stable kebab-case word, e.g. `unknown-key`, `quote-it`, `undo-unsaid`. */
  readonly code: string;
  readonly message: string;
  /** Place in the data, e.g. ['deployment', 'phases', 0, 'steps', 2, 'run']. */
  readonly path: readonly (string | number)[];
  /** 1-based place in the file. */
  readonly line: number;
  readonly column: number;
}
