/** What is said of a host that another program works on, or that has seen more of a run than this library. */

import type { HostName } from '#core/release/model.ts';
import { formatZonedTime } from '#core/words/format-time.ts';
import type { LogHead } from '../ports.ts';
import type { Behind } from './judge.ts';
import type { LeaseHolder } from './note.ts';

/** Why this library cannot continue, and the ways out. `head`: where its own log of that run ends. */
export function describeBehind(host: HostName, own: string, { behind, head }: BehindWords): string {
  const { run, mark, by, over } = behind;
  const what = run === own ? 'this run' : describeOther(behind);
  const seen =
    mark === null || by === null
      ? 'its records name steps that this library does not know'
      : over
        ? `it was ended there at event ${mark.seq} by ${by.workstation} (${by.operator}) at ${formatZonedTime(by.at)}`
        : `${by.workstation} (${by.operator}) has brought it there up to event ${mark.seq} since ${formatZonedTime(by.at)}`;
  const start = `${host} has seen more of ${what} than this library: ${seen}`;
  if (run !== own)
    return `${start}. Steps may have run, or been undone, that this library does not show, so nothing is sent. Use the library that has all of it; without it, look at the hosts before anything is done again`;
  const log =
    mark !== null && head.seq >= mark.seq
      ? `the log in this library went another way before event ${mark.seq}`
      : `the log in this library ends at event ${head.seq}`;
  return `${start}, and ${log}. Steps may have run that this library does not show, so nothing is sent. Use the library that has the whole run; or end the run here (holdpoint stop ${own}) and look at the hosts before anything is run again`;
}

function describeOther({ run, basis }: Behind): string {
  return basis === null ? `run ${run}` : `run ${run}, which ${basis.how} ${basis.run},`;
}

export interface BehindWords {
  readonly behind: Behind;
  readonly head: LogHead;
}

/** Of a host whose former user has gone. */
export function describeReplaced({ run, workstation, operator, since, live }: LeaseHolder): string {
  const state = live ? 'and was taken over from there' : 'which is not connected any more';
  return `It was leased to ${workstation} (${operator}) for run ${run} since ${formatZonedTime(since)}, ${state}`;
}
