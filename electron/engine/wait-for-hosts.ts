/** Waits for hosts that others work on, where that is all that preflight found; then every host is looked at anew. */
import type { HostName } from '#core/release/model.ts';
import { groupLeased, isAboutLease, type LeasedHosts } from '#core/run/leased-hosts.ts';
import type { Holder } from '#core/run/leases.ts';
import { type Cancellation, unlessWished } from './cancellation.ts';
import { everyAtMost } from './every-at-most.ts';
import type { Clock } from './ports.ts';
import type { PreflightResult } from './preflight.ts';

export interface HostWait {
  readonly clock: Clock;
  readonly forMs: number;
  /** A person waits no longer. */
  readonly ended: Cancellation;
  look(): Promise<PreflightResult>;
  /** To whom that host is leased now; null where to nobody. */
  holderOf(host: HostName, before: Holder): Promise<Holder | null>;
  /** Gives back what was taken for this run while it waits, where it is to give way. */
  giveWay(found: PreflightResult, leased: readonly LeasedHosts[]): Promise<PreflightResult>;
  /** Told who is waited for, at each look. */
  tell(leased: readonly LeasedHosts[]): void;
}

export interface Waited extends PreflightResult {
  /** Missing where nothing was waited for. */
  readonly waitedMs?: number;
}

const LOOK_EVERY_MS = 3_000;
const HOSTS_AT_ONCE = 64;

export async function lookUntilFree(wait: HostWait): Promise<Waited> {
  const { clock, forMs, ended } = wait;
  let found = await wait.look();
  if (forMs === 0 || !isWorthWaiting(found)) return found;
  const since = clock.monotonicMs();
  const leftMs = (): number => since + forMs - clock.monotonicMs();
  for (let isLast = false; !isLast && isWorthWaiting(found) && !ended.isWished; ) {
    const leased = leasedIn(found);
    found = await wait.giveWay(found, groupLeased(leased));
    await waitWhileLeased(wait, leased, leftMs);
    if (ended.isWished) break;
    isLast = leftMs() <= 0;
    found = await wait.look();
  }
  return { ...found, waitedMs: Math.round(clock.monotonicMs() - since) };
}

interface LeasedHost {
  readonly host: HostName;
  readonly holder: Holder;
}

/** What is wrong besides would be wrong after the wait as well. */
function isWorthWaiting({ problems, hosts }: PreflightResult): boolean {
  const all = hosts.flatMap((host) => host.problems);
  return (
    problems.length === 0 && all.length > 0 && all.every((each) => isAboutLease(each) && 'holder' in each)
  );
}

function leasedIn({ hosts }: PreflightResult): readonly LeasedHost[] {
  return hosts.flatMap(({ host, problems }) =>
    problems.flatMap((problem) => ('holder' in problem ? { host, holder: problem.holder } : [])),
  );
}

async function waitWhileLeased(
  { clock, ended, holderOf, tell }: HostWait,
  first: readonly LeasedHost[],
  leftMs: () => number,
): Promise<void> {
  for (let leased = first; leased.length > 0; ) {
    tell(groupLeased(leased));
    const pause = Math.min(LOOK_EVERY_MS, leftMs());
    if (pause <= 0 || (await pauseUnless(ended, clock, pause)) === null) return;
    const looked = await unlessWished(ended, () =>
      everyAtMost(HOSTS_AT_ONCE, leased, async ({ host, holder }) => ({
        host,
        holder: await holderOf(host, holder),
      })),
    );
    if (looked === null) return;
    leased = looked.flatMap(({ host, holder }) => (holder ? { host, holder } : []));
  }
}

/** Null when a person ended the wait before. */
function pauseUnless(ended: Cancellation, clock: Clock, ms: number): Promise<'over' | null> {
  let cancel = (): void => undefined;
  const paused = unlessWished(
    ended,
    () =>
      new Promise<'over'>((resolve) => {
        cancel = clock.after(ms, () => resolve('over'));
      }),
  );
  return paused.finally(cancel);
}
