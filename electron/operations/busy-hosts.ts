/** Two runs of a library never work on one host at the same time. */

import type { Library } from '#adapters/sqlite/library.ts';
import type { Plan } from '#core/plan/model.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import { groupLeased } from '#core/run/leased-hosts.ts';
import type { Holder } from '#core/run/leases.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { describeWorker } from '#core/words/hosts/describe-leased.ts';

export interface Wanted {
  readonly library: Library;
  readonly plan: Plan;
  readonly workstation: string;
  /** The run that wants them, or whose end makes room for it; null: none. */
  readonly own: RunId | null;
}

/** Hosts of the plan that other runs of the library work on at this moment, by whom. */
export function busyHosts({ library, plan, workstation, own }: Wanted): ReadonlyMap<HostName, Holder> {
  const wanted = worked(plan);
  const busy = new Map<HostName, Holder>();
  for (const { run, operator, createdAt, finishedAt } of library.listRuns()) {
    if (finishedAt !== null || run === own || !library.isRunLocked(run)) continue;
    const places = new Set(worked(library.storedPlan(run)).map(placeOf));
    for (const host of wanted)
      if (places.has(placeOf(host)))
        busy.set(host.name, { run, workstation, operator, since: createdAt, live: true });
  }
  return busy;
}

/** In words which other runs do; null when none does. */
export function refuseBusy(wanted: Wanted): string | null {
  const busy = groupLeased([...busyHosts(wanted)].map(([host, holder]) => ({ host, holder })));
  return busy.length === 0 ? null : busy.map(describeWorker).join('\n');
}

function placeOf({ address, port }: Host): string {
  return formatAddressAndPort(address, port);
}

/** The hosts that steps run on; those that are only passed through do not count. */
function worked(plan: Plan | null): readonly Host[] {
  const names = new Set(plan?.waves.flatMap((wave) => wave.hosts));
  return plan?.hosts.filter((host) => names.has(host.name)) ?? [];
}
