import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { openSoundRun } from '#operations/start-run.ts';
import { acknowledgeLosses } from '#operations/unread-losses.ts';
import { orRefused } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';

export function lossHandlers(context: WorkerContext): Handlers<'run.acknowledgeLosses'> {
  const { library, clock, tell } = context;
  return {
    'run.acknowledgeLosses': ({ run, by, ...read }) => {
      orRefused(openSoundRun(library, run));
      const why = acknowledgeLosses({ library, clock, run }, { by: signedIn(context, run, by), ...read });
      if (why !== null) throw new CommandFailure('refused', why);
      tell({ kind: 'libraryChanged', what: 'runs' });
      return null;
    },
  };
}
