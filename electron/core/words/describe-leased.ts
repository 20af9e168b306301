/** What is said of hosts that another program or another run works on. */
import type { Holder, LeasedHosts } from '../run/leased-hosts.ts';
import { formatZonedTime } from './format-time.ts';

/** Who has leased them, and what to do about it: one sentence for all hosts that one run holds. */
export function describeLeased({ hosts, holder }: LeasedHosts<string>, own: string): string {
  const [are, them] = hosts.length === 1 ? ['is', 'host'] : ['are', 'hosts'];
  const wait = holder.live && holder.run !== own;
  const ways = wait ? `Wait for the ${them} (--wait-for-hosts 10m); or make` : 'Make';
  return `${hosts.join(', ')} ${are} leased to ${describeHolder(holder, own)} since ${formatZonedTime(holder.since)}, which ${describeState(holder)}. ${ways} sure that nobody works from there, then take the ${them} over (on the command line with --take-over)`;
}

/** Another run of the same library. */
export function describeBusy({ hosts, holder }: LeasedHosts<string>): string {
  return `${holder.run} works on ${hosts.join(', ')} at this moment. Wait for its end (--wait-for-hosts 10m), stop it, or limit this run to other hosts`;
}

/** `user@machine:folder (Anna) for run r-…`. */
export function describeHolder({ run, workstation, operator }: Holder, own?: string): string {
  return `${workstation} (${operator}) for ${run === own ? 'this run' : `run ${run}`}`;
}

function describeState({ live, untold }: Holder): string {
  if (untold) return 'may be connected there: the host cannot tell';
  return live
    ? 'is connected there, or its connection broke and the host has not noticed yet'
    : 'is not connected there at present';
}
