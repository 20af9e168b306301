/** What happens after a failure: as the plan tells it, as a form offers it, and as paper tells a person to do it. */
import type { OnFailure } from '../../release/model.ts';

interface OnFailureWords {
  readonly does: string;
  readonly choice: string;
  readonly toDo: string;
}

const ON_FAILURE: Readonly<Record<OnFailure, OnFailureWords>> = {
  ask: {
    does: 'asks what to do',
    choice: 'Ask what to do',
    toDo: 'stop and decide: retry, skip with a reason, exclude the host, stop, or back out',
  },
  stop: { does: 'stops the run', choice: 'Stop the run', toDo: 'stop the run' },
  continue: {
    does: 'continues without the failed hosts',
    choice: 'Continue without the failed hosts',
    toDo: 'continue without the failed hosts',
  },
  ignore: {
    does: 'records it and continues',
    choice: 'Record it and continue',
    toDo: 'write it down and continue',
  },
};

export function describeOnFailure(onFailure: OnFailure): string {
  return ON_FAILURE[onFailure].does;
}

export function adviseOnFailure(onFailure: OnFailure): string {
  return ON_FAILURE[onFailure].toDo;
}

export function labelOnFailure(onFailure: OnFailure): string {
  return ON_FAILURE[onFailure].choice;
}
