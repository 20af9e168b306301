import type { Handlers } from '#contract/commands.ts';
import { closeRun } from '#operations/close-run.ts';
import { notBegun } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';

export function closingHandlers(context: WorkerContext): Handlers<'run.close'> {
  return {
    'run.close': async ({ run, by, note, because }) => {
      const { library, clock, reader, tell } = context;
      const who = signedIn(context, run, by);
      const wanted = { by: who, note, because: new Map(Object.entries(because)) };
      const refused = await closeRun({ library, clock, reader, run }, wanted);
      if (refused !== null) throw notBegun(refused);
      tell({ kind: 'libraryChanged', what: 'runs', run });
      return null;
    },
  };
}
