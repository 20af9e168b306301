import type { Handlers } from '#contract/commands.ts';
import { setBaseline } from '#operations/baseline.ts';
import { compareRuns } from '#operations/compare-runs.ts';
import { orRefused } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';

export function comparingHandlers(context: WorkerContext): Handlers<'run.compare' | 'run.setBaseline'> {
  const { library, clock, tell } = context;
  return {
    'run.compare': (wish) => orRefused(compareRuns(library, wish)),
    'run.setBaseline': ({ run, by, note }) => {
      orRefused(setBaseline(library, clock, { run, by: signedIn(context, run, by), note }));
      tell({ kind: 'libraryChanged', what: 'runs' });
      return null;
    },
  };
}
