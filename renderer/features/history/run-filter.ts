import type { RunSummary } from '#contract/commands/run-records.ts';

/** Null lets everything through. */
export interface RunFilter {
  readonly release: string | null;
  readonly state: string | null;
  readonly environment: string | null;
}

export const EVERYTHING: RunFilter = { release: null, state: null, environment: null };

/** In their order. */
export function filterRuns(
  runs: readonly RunSummary[],
  { release, state, environment }: RunFilter,
): readonly RunSummary[] {
  return runs.filter(
    (run) =>
      (release ?? run.releaseName) === run.releaseName &&
      (state ?? run.state) === run.state &&
      (environment ?? run.environment) === run.environment,
  );
}

export function choicesOf(runs: readonly RunSummary[]): {
  readonly [K in keyof RunFilter]: readonly string[];
} {
  const distinct = (of: (run: RunSummary) => string): readonly string[] => [...new Set(runs.map(of))].sort();
  return {
    release: distinct((run) => run.releaseName),
    state: distinct((run) => run.state),
    environment: distinct((run) => run.environment),
  };
}
