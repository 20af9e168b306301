import { CommandFailure } from '#contract/errors.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunEntry } from '#core/run/run-entries.ts';
import { addEntry } from '#operations/add-entry.ts';
import { notBegun } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';

/** Into a run that is carried out here, elsewhere or nowhere, and also after its end. */
export async function putEntry(context: WorkerContext, run: RunId, entry: RunEntry): Promise<null> {
  const { library, clock, tell } = context;
  signedIn(context, run, entry.data.by);
  const handle = context.runs.liveHandle(run);
  if (handle) {
    const refusal = await handle.addEntry(entry);
    if (refusal !== null) throw new CommandFailure('refused', refusal);
    return null;
  }
  const refused = await addEntry({ library, clock, run }, entry);
  if (refused !== null) throw notBegun(refused);
  tell({ kind: 'libraryChanged', what: 'runs', run });
  return null;
}
