/** The part of a run's id that tells runs of one day apart. */
export function shortId(run: string): string {
  return run.slice(-9);
}
