import type { Handlers } from '#contract/commands.ts';
import { compareRuns } from '#desk/compare-runs.ts';
import { keepAnswers } from '#desk/kept-answers.ts';
import type { Workshop } from '../workshop.ts';
import { mustBeListed } from './acting.ts';
import { orFail } from './releases.ts';

export function comparingHandlers({ library, clock, tell }: Workshop): Handlers<'run.compare' | 'run.keep'> {
  return {
    'run.compare': (wish) => orFail(compareRuns(library, wish), 'refused'),
    'run.keep': (wish) => {
      mustBeListed(library.runHeader(wish.run)?.people, wish.by);
      orFail(keepAnswers(library, clock, wish), 'refused');
      tell({ kind: 'libraryChanged', what: 'runs' });
      return null;
    },
  };
}
