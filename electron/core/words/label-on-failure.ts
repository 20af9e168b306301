/** What happens after a failure: as the plan tells it, and as paper tells a person to do it. */
import type { OnFailure } from '../release/model.ts';

const ON_FAILURE: Readonly<Record<OnFailure, { readonly does: string; readonly toDo: string }>> = {
  ask: {
    does: 'asks what to do',
    toDo: 'stop and decide: retry, skip with a reason, exclude the host, stop, or back out',
  },
  stop: { does: 'stops the run', toDo: 'stop the run' },
  continue: { does: 'continues without the failed hosts', toDo: 'continue without the failed hosts' },
  ignore: { does: 'records it and continues', toDo: 'write it down and continue' },
};

export function describeOnFailure(onFailure: OnFailure): string {
  return ON_FAILURE[onFailure].does;
}

export function adviseOnFailure(onFailure: OnFailure): string {
  return ON_FAILURE[onFailure].toDo;
}
