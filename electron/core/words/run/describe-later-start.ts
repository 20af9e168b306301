import type { PlannedStep } from '../../plan/model.ts';
import type { RunHeader } from '../../run/events.ts';
import { formatNames } from '../figures/format-count.ts';

interface Begun {
  readonly header: Pick<RunHeader, 'from' | 'operator'>;
  readonly plan: { readonly steps: readonly Pick<PlannedStep, 'title' | 'units'>[] };
}

/** That a run begins at a later step, who left out what, and why, as clauses of one line each; null of one that begins at the first. */
export function describeLaterStart({ header: { from, operator }, plan }: Begun): string | null {
  if (!from) return null;
  const left = plan.steps.filter(({ units }) => units.some(({ leftOut }) => leftOut));
  return `Begins at ${from.title} (${from.step}). ${operator} left out ${formatNames(
    left.map(({ title }) => title),
    6,
  )}: ${from.because}`;
}
