/** Makes facts durable before anyone acts on them. Facts that come in together share one commit. */
import type { RunEvent, RunEventBody, RunEventType, RunId } from '#core/run/events.ts';
import type { Clock, RunStore } from './ports.ts';

export type Intent = Extract<RunEventBody, { type: 'attemptIntended' }>;

export interface Journal {
  /** Fulfilled once the fact is on disk. Rejects with `StoreFailure` when it cannot be put there, with `JournalClosed` after the end. */
  add(event: RunEventBody): Promise<void>;
  /** As `add`; false when nobody wants the attempt any more by what people decided meanwhile: then nothing was recorded, and nothing may be sent. */
  intend(intent: Intent): Promise<boolean>;
  /** Takes nothing more: the run is at its end, or no longer ours. */
  close(): void;
}

/** The engine has let go of the run, so nothing is recorded any more. */
export class JournalClosed extends Error {
  override readonly name = 'JournalClosed';
}

export interface JournalListener {
  onCommitted(events: readonly RunEvent[]): void;
  /** Nothing can be recorded any more, so nothing may be sent. */
  onBroken(error: Error): void;
  /** Which of the intents are wanted once people's decisions have been taken. */
  wanted(intents: readonly Intent[], decisions: readonly RunEventBody[]): readonly Intent[];
}

const DECISIONS: ReadonlySet<RunEventType> = new Set([
  'stopRequested',
  'runPaused',
  'runContinued',
  'questionAnswered',
]);

/** What people decide stands before all else that comes in with it, so that nothing begins behind a stop. */
function isDecision(event: RunEventBody): boolean {
  return DECISIONS.has(event.type) || (event.type === 'hostExcluded' && event.data.by !== null);
}

interface Entry {
  readonly event: RunEventBody;
  resolve(isPutDown: boolean): void;
  reject(error: Error): void;
}

export function createJournal(
  run: RunId,
  { store, clock }: { store: RunStore; clock: Clock },
  listener: JournalListener,
): Journal {
  let queue: Entry[] = [];
  let broken: Error | null = null;

  const commit = (): void => {
    const batch = queue;
    queue = [];
    try {
      if (broken) throw broken;
      const taken = inOrder(batch, listener);
      if (taken.length > 0) {
        const events = taken.map((entry) => entry.event);
        listener.onCommitted(store.append(run, events, clock.now().toISOString()));
      }
      const isTaken = new Set(taken);
      for (const entry of batch) entry.resolve(isTaken.has(entry));
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      for (const entry of batch) entry.reject(broken);
      if (!(broken instanceof JournalClosed)) listener.onBroken(broken);
    }
  };
  const enqueue = (event: RunEventBody): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (queue.push({ event, resolve, reject }) === 1) clock.after(0, commit);
    });
  return {
    intend: enqueue,
    async add(event) {
      await enqueue(event);
    },
    close() {
      broken ??= new JournalClosed(`run ${run} is not being carried out here any more`);
    },
  };
}

/** Decisions first, then the rest as it came, without the intents that nobody wants any more. */
function inOrder(batch: readonly Entry[], { wanted }: Pick<JournalListener, 'wanted'>): readonly Entry[] {
  const decisions = batch.filter(({ event }) => isDecision(event));
  const intents = batch.flatMap(({ event }) => (event.type === 'attemptIntended' ? event : []));
  const isWanted = new Set<RunEventBody>(
    intents.length === 0
      ? []
      : wanted(
          intents,
          decisions.map(({ event }) => event),
        ),
  );
  const rest = batch.filter(
    ({ event }) => !isDecision(event) && (event.type !== 'attemptIntended' || isWanted.has(event)),
  );
  return [...decisions, ...rest];
}
