import type { RunHeader } from '#core/run/events.ts';

/** Where the same is started again, with what was said for it filled in. */
export function placeToStart(
  { releaseId, environment, plan, mode, limit, vars, stepByStep, from }: RunHeader,
  more: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams({ env: environment, plan, mode, ...more });
  if (limit !== null) query.set('limit', limit);
  if (from) {
    query.set('from', from.step);
    query.set('because', from.because);
  }
  if (stepByStep) query.set('step-by-step', 'yes');
  for (const [name, value] of Object.entries(vars)) query.append('var', `${name}=${value}`);
  return `/release/${releaseId}/run?${query}`;
}

/** The same run once more, on what another left unfinished. Who runs it is asked anew. */
export function placeToFinish(header: RunHeader): string {
  return placeToStart(header, { 'failed-of': header.run });
}

/** A verification of what was deployed. */
export function placeToVerify({ releaseId, environment, mode }: RunHeader): string {
  return `/release/${releaseId}/run?${new URLSearchParams({ env: environment, plan: 'verification', mode })}`;
}
