/** What is said of hosts that another program or another run works on. */
import type { LeasedHosts } from '../../run/leased-hosts.ts';
import type { Behind, Holder } from '../../run/leases.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { byCommand } from '../text/surface.ts';

/** Who has leased them, and what to do about it: one sentence for all hosts that one run holds. */
export function describeLeased({ hosts, holder }: LeasedHosts<string>, own: string): string {
  const [are, them] = hosts.length === 1 ? ['is', 'host'] : ['are', 'hosts'];
  const wait = holder.live && holder.run !== own;
  const ways = wait ? `Wait for the ${them}${byCommand('--wait-for-hosts 10m')}; or make` : 'Make';
  return `${hosts.join(', ')} ${are} leased to ${describeHolder(holder, own)} since ${formatZonedTime(holder.since)}, which ${describeState(holder)}. ${ways} sure that nobody works from there, then take the ${them} over${byCommand('--take-over')}`;
}

/** Another run of the same library, and what to do about it. */
export function describeBusy(busy: LeasedHosts<string>): string {
  return `${describeWorker(busy)}. Wait for its end${byCommand('--wait-for-hosts 10m')}, stop it, or limit this run to other hosts`;
}

/** Which run it is alone. */
export function describeWorker({ hosts, holder }: LeasedHosts<string>): string {
  return `${holder.run} works on ${hosts.join(', ')} at this moment`;
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

/** The host cannot write, so that a lease which could be replaced stays. */
export function describeStuck(host: string, holder: Holder): string {
  return `${host} keeps a lease of ${describeHolder(holder)}, and it cannot be replaced: nothing can be written in the home of the user who logs in. Free some space there, or give that user write permission`;
}

/** Why this library cannot continue, and the ways out. `head`: where its own log of that run ends. */
export function describeBehind(host: string, own: string, { behind, head }: BehindWords): string {
  const { run, seen: upTo, by, over } = behind;
  const what = run === own ? 'this run' : describeOther(behind);
  const seen =
    upTo === null || by === null
      ? 'its records name steps that this library does not know'
      : over
        ? `it was ended there at event ${upTo} by ${by.workstation} (${by.operator}) at ${formatZonedTime(by.at)}`
        : `${by.workstation} (${by.operator}) continued it there up to event ${upTo} since ${formatZonedTime(by.at)}`;
  const start = `${host} has seen more of ${what} than this library: ${seen}`;
  if (run !== own)
    return `${start}. Steps may have run, or been undone, that this library does not show, so nothing is sent. Use the library that has all of it; without it, look at the hosts before anything is done again`;
  const log =
    upTo !== null && head >= upTo
      ? `the log in this library differs from it before event ${upTo}`
      : `the log in this library ends at event ${head}`;
  return `${start}, and ${log}. Steps may have run that this library does not show, so nothing is sent. Use the library that has the whole run; or end the run here${byCommand(`holdpoint stop ${own}`)} and look at the hosts before anything is run again`;
}

function describeOther({ run, basis }: Behind): string {
  return basis === null ? `run ${run}` : `run ${run}, which ${basis.how} ${basis.run},`;
}

interface BehindWords {
  readonly behind: Behind;
  readonly head: number;
}

/** Of a host whose former user has gone. */
export function describeReplaced({ run, workstation, operator, since, live }: Holder): string {
  const state = live ? 'and was taken over from there' : 'which is not connected any more';
  return `It was leased to ${workstation} (${operator}) for run ${run} since ${formatZonedTime(since)}, ${state}`;
}
