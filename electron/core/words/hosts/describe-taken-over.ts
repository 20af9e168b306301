/** What is said of hosts that another program has taken from the one that carried the run out. */

import type { HostName } from '../../release/model.ts';
import type { TakenOver } from '../../run/leases.ts';
import type { RunState } from '../../run/state.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { byCommand } from '../text/surface.ts';

/** Who has a host now, as half a sentence. */
export function describeTaker(own: string, { run, workstation, operator, at, over }: TakenOver): string {
  if (workstation === '') return `what this host noted of ${own} was removed there`;
  const who = `${workstation} (${operator})`;
  if (over) return `${own} was taken over by ${who}, which ended it at ${formatZonedTime(at)}`;
  return run === own
    ? `${own} was taken over by ${who} at ${formatZonedTime(at)}`
    : `${who} works there for run ${run} since ${formatZonedTime(at)}`;
}

/** One sentence for all hosts that went the same way. */
export function describeTakenOver({
  header,
  plan,
  takenOver,
}: Pick<RunState, 'header' | 'plan' | 'takenOver'>): readonly string[] {
  const own = header.run;
  const hosts = new Map<string, HostName[]>();
  const words = (taker: TakenOver): string => describeTaker(own, { ...taker, at: '' });
  const first = new Map<string, TakenOver>();
  for (const { name: host } of plan.hosts) {
    const taker = takenOver.get(host);
    if (!taker) continue;
    const same = words(taker);
    hosts.set(same, [...(hosts.get(same) ?? []), host]);
    if (!first.has(same)) first.set(same, taker);
  }
  return [...first].map(
    ([same, taker]) =>
      `${(hosts.get(same) ?? []).join(', ')}: ${describeTaker(own, taker)}. Nothing more was sent from here. ${nextStep(own, taker)}`,
  );
}

function nextStep(own: string, { workstation }: TakenOver): string {
  return workstation === ''
    ? `Once you know who removed it and why, resume the run${byCommand(`holdpoint resume ${own}`)}`
    : 'Look at the run on that workstation; this library does not have the rest of it';
}
