/** Sees that this program may act on a host where an attempt is looked for, and waits for it where hosts are waited for. */
import type { HostName } from '#core/release/model.ts';
import type { RefusedLease } from '#core/run/leases.ts';
import type { Cancellation } from './cancellation.ts';
import type { HostLeases } from './host-leases.ts';
import type { Clock, Link } from './ports.ts';

export interface Admission {
  readonly leases: HostLeases;
  readonly clock: Clock;
  readonly host: HostName;
  readonly forMs: number;
  /** Any of them ends the wait: a person waits no longer, or wants the attempt or the run to stop. */
  readonly ends: readonly Cancellation[];
  /** Told once, with what stands in the way. */
  onWait(refused: RefusedLease): void;
}

const LOOK_EVERY_MS = 3_000;

/** Why it may not act there; null when it may. */
export async function admitOrWait(admission: Admission, link: Link): Promise<RefusedLease | null> {
  const { leases, clock, host, forMs, ends, onWait } = admission;
  const since = clock.monotonicMs();
  for (let isTold = false; ; ) {
    const refused = await leases.admit(host, link);
    const isOver = clock.monotonicMs() - since >= forMs || ends.some(({ isWished }) => isWished);
    if (refused === null || isOver) return refused;
    // Whoever worked there may have gone a moment ago. What else stands in the way stands there after any wait.
    if ((await leases.holderOf(host, link)) === null) return leases.admit(host, link);
    if (!isTold) onWait(refused);
    isTold = true;
    await pauseUnlessEnded(admission);
  }
}

function pauseUnlessEnded({ clock, ends }: Admission): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(LOOK_EVERY_MS, resolve);
    for (const end of ends)
      end.onWish(() => {
        cancel();
        resolve();
      });
  });
}
