import type { Handlers } from '#contract/commands.ts';
import { setBaseline } from '#desk/baseline.ts';
import { compareRuns } from '#desk/compare-runs.ts';
import type { Workshop } from '../workshop.ts';
import { mustBeListed } from './acting.ts';
import { orFail } from './releases.ts';

export function comparingHandlers({
  library,
  clock,
  tell,
}: Workshop): Handlers<'run.compare' | 'run.setBaseline'> {
  return {
    'run.compare': (wish) => orFail(compareRuns(library, wish), 'refused'),
    'run.setBaseline': (wish) => {
      mustBeListed(library.runHeader(wish.run)?.people, wish.by);
      orFail(setBaseline(library, clock, wish), 'refused');
      tell({ kind: 'libraryChanged', what: 'runs' });
      return null;
    },
  };
}
