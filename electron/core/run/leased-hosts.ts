/** Hosts that another program or another run works on, by who does. */
import type { HostName } from '../release/model.ts';
import type { Holder } from './leases.ts';

/** What one run has of the hosts that are wanted. */
export interface LeasedHosts<Name extends string = HostName> {
  readonly holder: Holder;
  readonly hosts: readonly Name[];
}

/** That of one host, which waiting may mend. */
export function isAboutLease({ code }: { readonly code: string }): boolean {
  return code === 'host-leased' || code === 'hosts-busy';
}

/** Those of one holder are one, since the first of them, and connected where any of them is. */
export function groupLeased<Name extends string>(
  leased: readonly { readonly host: Name; readonly holder: Holder }[],
): readonly LeasedHosts<Name>[] {
  const groups = new Map<string, LeasedHosts<Name>>();
  for (const { host, holder } of leased) {
    const key = JSON.stringify([holder.run, holder.workstation, holder.operator, holder.untold]);
    const group = groups.get(key);
    groups.set(
      key,
      group
        ? { hosts: [...group.hosts, host], holder: both(group.holder, holder) }
        : { hosts: [host], holder },
    );
  }
  return [...groups.values()];
}

function both(one: Holder, other: Holder): Holder {
  const since = [one.since, other.since].sort()[0] ?? one.since;
  return { ...one, since, live: one.live || other.live };
}
