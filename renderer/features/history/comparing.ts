/** Which runs can be compared with each other, and what of a comparison is shown. */
import type { RunSummary } from '#contract/commands/run-records.ts';
import type { RunComparison, UnitComparison } from '#core/run/comparison.ts';

/** Rows that a page shows at most; the terminal shows them all. */
export const MOST_ROWS = 500;

/** Other runs of the same plan of the same release, in their order. */
export function comparable(runs: readonly RunSummary[], run: string): readonly RunSummary[] {
  const own = runs.find((each) => each.run === run);
  return runs.filter(
    (each) => each.run !== run && each.releaseId === own?.releaseId && each.plan === own.plan,
  );
}

/** What differs, or everything; the same but for times counts as the same. */
export function rowsOf({ units }: RunComparison, all: boolean): readonly UnitComparison[] {
  return all ? units : units.filter(({ verdict }) => verdict !== 'same');
}

/** The part of a run's id that tells runs of one day apart. */
export function shortId(run: string): string {
  return run.slice(-9);
}
