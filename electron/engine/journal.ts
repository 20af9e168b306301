/** Makes facts durable before anyone acts on them. Facts that come in together share one commit. */
import type { RunEvent, RunEventBody, RunId } from '#core/run/events.ts';
import type { Clock, RunStore } from './ports.ts';

export interface Journal {
  /** Fulfilled once the fact is on disk. Rejects with `StoreFailure` when it cannot be put there, with `JournalClosed` after the end. */
  add(event: RunEventBody): Promise<void>;
  /** For a fact that nobody waits for: put down with the next one, and soon in any case. */
  mention(event: RunEventBody): void;
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

/** A short command's outcome comes before this, and then its start costs no commit of its own. */
const SOON_MS = 10;

interface Entry {
  readonly event: RunEventBody;
  resolve(): void;
  reject(error: Error): void;
}

export function createJournal(
  run: RunId,
  { store, clock }: { store: RunStore; clock: Clock },
  listener: JournalListener,
): Journal {
  let queue: Entry[] = [];
  let broken: Error | null = null;
  /** The commit to come. */
  let next: { readonly ms: number; readonly cancel: () => void } | null = null;

  const commitWithin = (ms: number): void => {
    if (next !== null && next.ms <= ms) return;
    next?.cancel();
    next = { ms, cancel: clock.after(ms, commit) };
  };
  const commit = (): void => {
    const batch = queue;
    queue = [];
    next = null;
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
        queue.push({ event, resolve, reject });
        commitWithin(0);
      });
    },
    mention(event) {
      queue.push({ event, resolve: () => undefined, reject: () => undefined });
      commitWithin(SOON_MS);
    },
    close() {
      broken ??= new JournalClosed(`run ${run} is not being carried out here any more`);
    },
  };
}
