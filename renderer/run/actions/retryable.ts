import type { Question } from '#core/run/events.ts';
import type { OpenQuestion, RunState } from '#core/run/state.ts';

type BadUnit = OpenQuestion & { readonly question: Extract<Question, { about: 'unit' }> };

/** Open questions about bad units: those that can be retried together, and those that may have run already. */
export function retryable({ questions }: RunState): {
  readonly known: readonly BadUnit[];
  readonly unknown: readonly BadUnit[];
} {
  const bad = [...questions.values()].filter((open): open is BadUnit => open.question.about === 'unit');
  return {
    known: bad.filter(({ question }) => question.outcome !== 'unknown'),
    unknown: bad.filter(({ question }) => question.outcome === 'unknown'),
  };
}
