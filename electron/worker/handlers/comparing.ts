import type { Handlers } from '#contract/commands.ts';
import { setBaseline } from '#operations/baseline.ts';
import { compareRuns } from '#operations/compare-runs.ts';
import type { WorkerContext } from '../worker-context.ts';
import { mustBeListed } from './acting.ts';
import { orFail } from './releases.ts';

export function comparingHandlers({
  library,
  clock,
  tell,
}: WorkerContext): Handlers<'run.compare' | 'run.setBaseline'> {
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
