/** What a person has to know before a backout starts, as a clause. */
import type { Concern, NamedUnit } from '../../backout/concerns.ts';
import type { HostName } from '../../release/model.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { endSentence } from '../text/sentence.ts';
import { byCommand } from '../text/surface.ts';

export function describeConcern(concern: Concern): string {
  switch (concern.kind) {
    case 'no-return':
      return `Point of no return passed: ${concern.title}${onHosts(concern.hosts)}. ${endSentence(concern.because)} The backout does not undo it`;
    case 'newer-run': {
      const { run, plan, version, operator, startedAt } = concern.newer;
      return `${run} is newer and still in place: ${plan} of ${version}, started by ${operator} at ${formatZonedTime(startedAt)}. Back it out first${byCommand(`holdpoint backout ${run}`)}`;
    }
    case 'begun-undo': {
      const { title, host, begun } = concern;
      return `Its undo was begun before: "${title}"${onHosts(host === null ? [] : [host])} in ${begun.run}, where it ${ENDED[begun.outcome]}. It may be undone in whole or in part, and is undone again`;
    }
    case 'left-out':
      return describeLeftOut(concern);
    case 'not-undone':
      return `Ran and cannot be undone, because the release does not say how: ${listUnits(concern.units)}`;
  }
}

const ENDED = { failed: 'failed', stopped: 'was stopped', unknown: 'has an unknown outcome' } as const;

function describeLeftOut({ limit, stays, goes }: Extract<Concern, { readonly kind: 'left-out' }>): string {
  return [
    ...(stays.length === 0 ? [] : [`"${limit}" leaves out: ${listUnits(stays)}. It stays as it is`]),
    ...(goes.length === 0 ? [] : [`Without a host of their own, and done all the same: ${listUnits(goes)}`]),
  ].join('. ');
}

/** `Stop the import on db1, db2; Tell the desk`. */
function listUnits(units: readonly NamedUnit[]): string {
  const byTitle = new Map<string, HostName[]>();
  for (const { title, host } of units)
    byTitle.set(title, [...(byTitle.get(title) ?? []), ...(host === null ? [] : [host])]);
  return [...byTitle].map(([title, hosts]) => `${title}${onHosts(hosts)}`).join('; ');
}

function onHosts(hosts: readonly HostName[]): string {
  return hosts.length === 0 ? '' : ` on ${hosts.join(', ')}`;
}
