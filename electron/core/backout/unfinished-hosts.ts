import type { HostName } from '#core/release/model.ts';
import { allUnits, BAD, type RunState } from '#core/run/state.ts';

/** Hosts on which a run is not done, each of them once. */
export interface Unfinished {
  /** A step is failed, unreachable, unknown or stopped there. */
  readonly failed: readonly HostName[];
  readonly excluded: readonly HostName[];
  /** Their turn never came. */
  readonly waiting: readonly HostName[];
}

export function unfinishedByCause(state: RunState): Unfinished {
  const units = [...allUnits(state)];
  const hostsWhere = (is: (state: string) => boolean): readonly HostName[] => [
    ...new Set(units.flatMap((unit) => (is(unit.state) ? (unit.ref.host ?? []) : []))),
  ];
  const failed = hostsWhere((each) => BAD.has(each as never));
  const excluded = hostsWhere((each) => each === 'excluded').filter((host) => !failed.includes(host));
  const waiting = hostsWhere((each) => each === 'waiting').filter(
    (host) => !failed.includes(host) && !excluded.includes(host),
  );
  return { failed, excluded, waiting };
}

/** Hosts on which a run is not done: it failed there, they were left out, or their turn never came. */
export function unfinishedHosts(state: RunState): readonly HostName[] {
  const { failed, excluded, waiting } = unfinishedByCause(state);
  return [...failed, ...excluded, ...waiting];
}
