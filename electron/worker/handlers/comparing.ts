import type { Handlers } from '#contract/commands.ts';
import { setBaseline } from '#operations/baseline.ts';
import { compareRuns } from '#operations/compare-runs.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';
import { orFail } from './releases.ts';

export function comparingHandlers(context: WorkerContext): Handlers<'run.compare' | 'run.setBaseline'> {
  const { library, clock, tell } = context;
  return {
    'run.compare': (wish) => orFail(compareRuns(library, wish), 'refused'),
    'run.setBaseline': ({ run, by, note }) => {
      orFail(setBaseline(library, clock, { run, by: signedIn(context, run, by), note }), 'refused');
      tell({ kind: 'libraryChanged', what: 'runs' });
      return null;
    },
  };
}
