/** What a person records in a run that no program carries out at the moment. */

import type { Library } from '#adapters/sqlite/library.ts';
import type { RunEventBody, RunId } from '#core/run/events.ts';
import { type Refusal, refuseInclusion, refuseRecord } from '#core/run/may-answer.ts';
import type { RunState } from '#core/run/state.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import type { Clock, Failure } from '#engine/ports.ts';
import { carriedOutElsewhere, refuseEnded } from './refuse.ts';
import { openSoundRun } from './start-run.ts';

export interface InterruptedLog {
  readonly library: Library;
  readonly clock: Clock;
  readonly run: RunId;
}

/** What can be added in this way. */
export type Addition = Extract<RunEventBody, { type: 'unitRecorded' | 'hostExcluded' | 'hostIncluded' }>;

/** Why it is refused; null when it was recorded. */
export function addToInterruptedRun(
  { library, clock, run }: InterruptedLog,
  addition: Addition,
): Failure | null {
  const lock = library.lockRun(run);
  if (!lock) return carriedOutElsewhere(run).error;
  try {
    const opened = openSoundRun(library, run);
    if (!opened.ok) return opened.error;
    const at = clock.now().toISOString();
    const { state } = opened.value;
    if (state.outcome !== null) return refuseEnded(state.outcome).error;
    const refusal = refusalOf(state, addition, at);
    if (refusal !== null) return { code: 'refused', message: refusal };
    library.append(run, [addition], at);
    return null;
  } finally {
    lock.release();
  }
}

function refusalOf(state: RunState, addition: Addition, now: string): string | null {
  switch (addition.type) {
    case 'unitRecorded':
      return said(refuseRecord(state, addition.data, now));
    case 'hostIncluded':
      return said(refuseInclusion(state, addition.data.host));
    case 'hostExcluded': {
      const { host } = addition.data;
      if (!state.plan.hosts.some((known) => known.name === host))
        return describeRefusal({ kind: 'no-host', host });
      return state.excluded.has(host) ? `${host} is excluded already` : null;
    }
  }
}

function said(refusal: Refusal | null): string | null {
  return refusal && describeRefusal(refusal);
}
