/** Whose a line of a merged output is: the same in the app, in the terminal and in a file. */
import type { LineOrigin } from '../../run/merged-output.ts';

/** `web1 migrate`, `migrate` of a step without hosts; `stderr` and an attempt that is not the first are said. */
export function formatLineOrigin({ step, host, attempt, stream }: LineOrigin): string {
  const where = host === null ? step : `${host} ${step}`;
  return `${where}${attempt === 1 ? '' : ` #${attempt}`}${stream === 'stderr' ? ' stderr' : ''}`;
}
