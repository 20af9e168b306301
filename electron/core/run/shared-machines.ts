/** Hosts of a run that show one host key: one machine under several names, or several that share a key. */
import type { HostReport } from './events.ts';
import type { Notice } from './notices.ts';
import { grouped } from './preflight-causes.ts';

/** The reports, with what is to be known of those that show the key of another. One that told nothing of itself is left alone. */
export function noteSharedKeys(reports: readonly HostReport[]): readonly HostReport[] {
  const known = reports.filter(({ hostKey, hostname }) => hostKey !== null && hostname !== null);
  const notices = new Map(grouped(known, ({ hostKey }) => hostKey ?? '').flatMap(noticesOf));
  return reports.map((report) => {
    const found = notices.get(report.host) ?? [];
    return found.length === 0 ? report : { ...report, notices: [...(report.notices ?? []), ...found] };
  });
}

type Told = readonly [host: HostReport['host'], notices: readonly Notice[]];

function noticesOf(sameKey: readonly HostReport[]): readonly Told[] {
  const machines = grouped(sameKey, machineOf);
  const shared: readonly Notice[] =
    machines.length > 1 ? [{ kind: 'shared-key', hosts: namesOf(sameKey) }] : [];
  return machines.flatMap((names) => {
    const same: readonly Notice[] = names.length > 1 ? [{ kind: 'same-machine', hosts: namesOf(names) }] : [];
    return names.map(({ host }): Told => [host, [...same, ...shared]]);
  });
}

function namesOf(reports: readonly HostReport[]) {
  return reports.map(({ host }) => host);
}

/** A clone has the host key of its original, and may have its name; it was booted by itself. */
function machineOf({ hostname, bootId }: HostReport): string {
  return JSON.stringify([hostname, bootId]);
}
