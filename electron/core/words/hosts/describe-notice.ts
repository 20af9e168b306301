/** The sentence for what is worth knowing of a host and no problem: the same on the screen, in the terminal and on paper. */

import type { KeyRotation } from '../../library/host-key.ts';
import { executorOf } from '../../plan/executor.ts';
import { guaranteeOf } from '../../plan/guarantee.ts';
import type { Plan } from '../../plan/model.ts';
import { shellOf } from '../../plan/show.ts';
import type { Host, HostName } from '../../release/model.ts';
import type { HostReport } from '../../run/events.ts';
import { connectionNotices, type Notice } from '../../run/notices.ts';
import { grouped } from '../../run/preflight-causes.ts';
import { formatNames } from '../figures/format-count.ts';
import { formatDuration, formatOffset } from '../figures/format-duration.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { describeReason } from '../run/describe-reason.ts';
import { describeReplaced } from './describe-leased.ts';

export function describeNotice(notice: Notice): string {
  switch (notice.kind) {
    case 'no-note':
      return 'It keeps no note of who works on it, so neither a second workstation nor an older library is kept out';
    case 'replaced':
      return describeReplaced(notice.holder);
    case 'clock':
      return describeClock(notice);
    case 'same-machine':
      return `${formatNames(notice.hosts)} are one machine: host key, host name and, where it is told, boot are the same. A step on several of these names runs there once for each. Keep one of them in the release, unless that is what you want`;
    case 'shared-key':
      return `${formatNames(notice.hosts)} show one host key and are not all one machine, as clones do: whoever has the key of one can pass for the others. Give each a key of its own: remove /etc/ssh/ssh_host_* there, then ssh-keygen -A`;
    case 'legacy-ssh':
      return 'ssh: legacy: outdated algorithms (SHA-1, CBC ciphers) are allowed on the connection, which protect it less against someone in between';
    case 'key-rotated':
      return describeRotation(notice);
    case 'host-certificate':
      return `Its host key is trusted by a certificate of the authority ${notice.authority}`;
    case 'openssh': {
      const client = `reached by the system's OpenSSH client${notice.version === null ? '' : ` (${notice.version})`}`;
      return notice.readsConfig
        ? `transport: openssh-config: ${client}, which reads the ssh configuration of this workstation`
        : `transport: openssh: ${client}`;
    }
  }
}

/** It is about several hosts and names them, so it is said once. */
export function isShared(notice: Notice): notice is Extract<Notice, { readonly hosts: unknown }> {
  return 'hosts' in notice;
}

/** What is said once of several of these hosts, with all of them: the words name the first. */
export function describeShared(
  reports: readonly Pick<HostReport, 'notices'>[],
): readonly { readonly hosts: readonly HostName[]; readonly text: string }[] {
  const shared = reports.flatMap(({ notices = [] }) => notices.filter(isShared));
  return grouped(shared, (notice) => JSON.stringify(notice)).map(([notice]) => ({
    hosts: notice.hosts,
    text: describeNotice(notice),
  }));
}

/** What is said of one host alone. */
export function describeOwn({ notices = [] }: Pick<HostReport, 'notices'>): readonly string[] {
  return notices.filter((notice) => !isShared(notice)).map(describeNotice);
}

/** Who confirmed a key that was announced, in whose place, and why. */
export function describeRotation({ replaced, release, by, why, at }: KeyRotation): string {
  const place = replaced.length === 0 ? '' : ` in place of ${replaced.join(' or ')}`;
  return `Its host key was announced by the release ${release} and confirmed${place} by ${by} on ${formatZonedTime(at)}: "${why}"`;
}

function describeClock({ offsetMs, errorMs }: Extract<Notice, { readonly kind: 'clock' }>): string {
  const offset = formatOffset(Math.round(Math.abs(offsetMs) / 1000) * 1000);
  const error = formatDuration(Math.ceil(errorMs / 1000) * 1000);
  return `Its clock is ${offset} (give or take ${error}) ${offsetMs > 0 ? 'ahead of' : 'behind'} this workstation's`;
}

/** Why the steps of one user are not tracked on a host; null: they are. */
export function describeUntracked({ user, why }: NonNullable<HostReport['tracking']>[number]): string | null {
  if (why === null) return null;
  return `Steps${user === null ? '' : ` as ${user}`} are not tracked there: ${describeReason(why)}`;
}

/** Why steps of the plan that would be tracked are not, for each user as whom they run there. */
export function describeUntrackedSteps({ host, tracking }: HostReport, plan: Plan): readonly string[] {
  const wanted = new Set(
    plan.steps.flatMap((step) =>
      step.units.flatMap((unit) =>
        executorOf(unit) === host && guaranteeOf(step, unit) === 'tracked'
          ? [shellOf(unit.task)?.sudo?.user ?? null]
          : [],
      ),
    ),
  );
  return (tracking ?? []).flatMap((told) => (wanted.has(told.user) ? (describeUntracked(told) ?? []) : []));
}

/** Known from the release alone, before a host is looked at: outdated algorithms, and another client. */
export function plannedNotices(
  hosts: readonly Host[],
): readonly { readonly host: HostName; readonly text: string }[] {
  return hosts.flatMap((host) =>
    connectionNotices(host, null).map((notice) => ({ host: host.name, text: describeNotice(notice) })),
  );
}
