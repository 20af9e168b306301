/** Makes facts durable before anyone acts on them. Facts that come in together share one commit. */
import type { RunEvent, RunEventBody, RunId } from '#core/run/events.ts';
import type { Clock, RunStore } from './ports.ts';

export interface Journal {
  /** Fulfilled once the fact is on disk. Rejects with `StoreFailure` when it cannot be put there, with `JournalClosed` after the end. */
  add(event: RunEventBody): Promise<void>;
  /** Takes nothing more: the run is at its end, or no longer ours. */
  close(): void;
}

/** The engine has let go of the run, so nothing is put down any more. */
export class JournalClosed extends Error {
  override readonly name = 'JournalClosed';
}

export interface JournalListener {
  onCommitted(events: readonly RunEvent[]): void;
  /** Nothing can be put down any more, so nothing may be sent. */
  onBroken(error: Error): void;
}

export function createJournal(
  run: RunId,
  { store, clock }: { store: RunStore; clock: Clock },
  listener: JournalListener,
): Journal {
  let queue: { event: RunEventBody; resolve: () => void; reject: (error: Error) => void }[] = [];
  let broken: Error | null = null;

  const commit = (): void => {
    const batch = queue;
    queue = [];
    try {
      if (broken) throw broken;
      const committed = store.append(
        run,
        batch.map((entry) => entry.event),
        clock.now().toISOString(),
      );
      listener.onCommitted(committed);
      for (const entry of batch) entry.resolve();
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      for (const entry of batch) entry.reject(broken);
      if (!(broken instanceof JournalClosed)) listener.onBroken(broken);
    }
  };
  return {
    add(event) {
      return new Promise((resolve, reject) => {
        if (queue.push({ event, resolve, reject }) === 1) clock.after(0, commit);
      });
    },
    close() {
      broken ??= new JournalClosed(`run ${run} is not being carried out here any more`);
    },
  };
}
