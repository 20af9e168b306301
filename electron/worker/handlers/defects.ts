import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import type { DefectEntry } from '#core/run/log-defects.ts';
import { addDefect } from '#operations/add-defect.ts';
import { notBegun } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';

export function defectHandlers(context: WorkerContext): Handlers<'run.logDefect' | 'run.closeDefect'> {
  return {
    'run.logDefect': ({ run, step, host, ...said }) => {
      const place = { step: step as StepId | null, host: host as HostName | null };
      return put(context, run, { type: 'defectLogged', data: { ...said, ...place } });
    },
    'run.closeDefect': ({ run, ...data }) => put(context, run, { type: 'defectClosed', data }),
  };
}

/** Into a run that is carried out here, elsewhere or nowhere, and also after its end. */
async function put(context: WorkerContext, run: RunId, entry: DefectEntry): Promise<null> {
  const { library, clock, tell } = context;
  signedIn(context, run, entry.data.by);
  const handle = context.runs.liveHandle(run);
  if (handle) {
    const refusal = await handle.addDefect(entry);
    if (refusal !== null) throw new CommandFailure('refused', refusal);
    return null;
  }
  const refused = await addDefect({ library, clock, run }, entry);
  if (refused !== null) throw notBegun(refused);
  tell({ kind: 'libraryChanged', what: 'runs', run });
  return null;
}
