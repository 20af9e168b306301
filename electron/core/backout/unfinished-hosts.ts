import type { HostName } from '#core/release/model.ts';
import { allUnits, BAD, unitKey } from '#core/run/state.ts';
import type { RunView } from '#core/run/view.ts';

/** Hosts on which a run is not done, each of them once. */
export interface Unfinished {
  /** A step is failed, unreachable, unknown or stopped there. */
  readonly failed: readonly HostName[];
  readonly excluded: readonly HostName[];
  /** Their turn never came. */
  readonly waiting: readonly HostName[];
}

/** A later run that took up what another one left, at its end. */
export interface Repair {
  readonly view: RunView;
  /** Unit keys of it that backouts have undone since. */
  readonly undone: ReadonlySet<string>;
}

type Cause = keyof Unfinished;

/** What a run left unfinished, and its repairs, oldest first, have not finished since. */
export function unfinishedByCause(view: RunView, repairs: readonly Repair[] = []): Unfinished {
  const own = causesOf(view);
  const left = new Map<HostName, Cause | null>(own);
  for (const repair of repairs) {
    const causes = causesOf(repair.view);
    for (const [host, isTakenBack] of hostsOf(repair)) {
      left.set(host, (isTakenBack ? own : causes).get(host) ?? null);
    }
  }
  const hostsBy = (cause: Cause) => [...left].flatMap(([host, of]) => (of === cause ? [host] : []));
  return { failed: hostsBy('failed'), excluded: hostsBy('excluded'), waiting: hostsBy('waiting') };
}

/** Hosts on which a run is not done: it failed there, they were left out, or their turn never came. */
export function hostsLeft({ failed, excluded, waiting }: Unfinished): readonly HostName[] {
  return [...failed, ...excluded, ...waiting];
}

/** By the worst that keeps a host from being done. */
function causesOf({ state }: RunView): ReadonlyMap<HostName, Cause> {
  const causes = new Map<HostName, Cause>();
  const units = [...allUnits(state)];
  for (const cause of ['failed', 'excluded', 'waiting'] as const)
    for (const { ref, state: is } of units) {
      const isSo = cause === 'failed' ? BAD.has(is) : is === cause;
      if (isSo && ref.host !== null && !causes.has(ref.host)) causes.set(ref.host, cause);
    }
  return causes;
}

/** The hosts of a repair, and whether something that it did there was undone. */
function hostsOf({ view, undone }: Repair): ReadonlyMap<HostName, boolean> {
  const hosts = new Map<HostName, boolean>();
  for (const { ref } of allUnits(view.state))
    if (ref.host !== null) hosts.set(ref.host, (hosts.get(ref.host) ?? false) || undone.has(unitKey(ref)));
  return hosts;
}
