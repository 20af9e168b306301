/** How long hosts are still waited for once a person wants the run to stop. */
import type { Cancellation } from './cancellation.ts';
import type { Clock } from './ports.ts';

/** A host that gives no answer is waited for so long after the wish. */
export const STOP_PATIENCE_MS = 15_000;
/** So long for what is asked later than that: a host that is there answers at once. */
const LAST_WORD_MS = 3_000;

export interface Patience {
  /** What the work comes to; null where a person wants to stop and it takes longer than a host that is there takes. */
  bear<T>(work: () => Promise<T>): Promise<T | null>;
}

export function createPatience(wish: Cancellation, clock: Clock): Patience {
  const borne = new Set<() => void>();
  let endsAt = Number.POSITIVE_INFINITY;
  wish.onWish(() => {
    endsAt = clock.monotonicMs() + STOP_PATIENCE_MS;
    for (const beginToCount of borne) beginToCount();
  });
  return {
    bear<T>(work: () => Promise<T>) {
      return new Promise<T | null>((resolve, reject) => {
        let cancel: () => void = () => undefined;
        const beginToCount = (): void => {
          const ms = Math.max(LAST_WORD_MS, endsAt - clock.monotonicMs());
          cancel = clock.after(ms, () => resolve(null));
        };
        borne.add(beginToCount);
        if (wish.isWished) beginToCount();
        const forget = (): void => {
          borne.delete(beginToCount);
          cancel();
        };
        void work().finally(forget).then(resolve, reject);
      });
    },
  };
}
