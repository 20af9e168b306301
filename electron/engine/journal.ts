/** Makes facts durable before anyone acts on them. Facts that come in together share one commit. */
import type { RunEvent, RunEventBody, RunId } from '#core/run/events.ts';
import type { Clock, RunStore } from './ports.ts';

export interface Journal {
  /** Fulfilled once the fact is on disk. Rejects with `StoreFailure` when it cannot be put there. */
  add(event: RunEventBody): Promise<void>;
  /** The failure that ended the journal; nothing may be sent any more. */
  readonly broken: Error | null;
}

export function createJournal(run: RunId, store: RunStore, clock: Clock, onCommitted: (events: readonly RunEvent[]) => void): Journal {
  let queue: { event: RunEventBody; resolve: () => void; reject: (error: Error) => void }[] = [];
  let broken: Error | null = null;

  const commit = (): void => {
    const batch = queue;
    queue = [];
    try {
      if (broken) throw broken;
      const committed = store.append(run, batch.map((entry) => entry.event), clock.now().toISOString());
      onCommitted(committed);
      for (const entry of batch) entry.resolve();
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      for (const entry of batch) entry.reject(broken);
    }
  };
  return {
    add(event) {
      return new Promise((resolve, reject) => {
        if (queue.push({ event, resolve, reject }) === 1) clock.after(0, commit);
      });
    },
    get broken() {
      return broken;
    },
  };
}
