/**
 * Makes facts durable before anyone acts on them. Facts that come in together share one commit, with what is intended because of them:
 * of steps that follow one another each costs one.
 */
import type { RunEvent, RunEventBody, RunEventType, RunId } from '#core/run/events.ts';
import { type Clock, type RunStore, StoreFailure } from './ports.ts';

export type Intent = Extract<RunEventBody, { type: 'attemptIntended' }>;

export interface Journal {
  /** Fulfilled once the fact is on disk. Rejects with `StoreFailure` when it cannot be put there, with `JournalClosed` after the end. */
  add(event: RunEventBody): Promise<void>;
  /** For a fact that nobody waits for: it goes with the next commit, `NOTE_MS` later at the latest. */
  note(event: RunEventBody): Promise<void>;
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
  /** Calls `intend`, before it returns, for what is to be begun once these facts are on disk. Whether anything is waiting for them at all. */
  foresee(events: readonly RunEventBody[]): boolean;
}

/** A step that is over sooner has its start and its outcome in one commit, and outcomes that nothing waits for have one together. */
const NOTE_MS = 20;

const DECISIONS: ReadonlySet<RunEventType> = new Set([
  'stopRequested',
  'runPaused',
  'runContinued',
  'questionAnswered',
]);

const MAY_WAIT: ReadonlySet<RunEventType> = new Set(['attemptStarted', 'attemptFinished']);

/** What people decide stands before all else that comes in with it, so that nothing begins behind a stop. */
function isDecision(event: RunEventBody): boolean {
  return DECISIONS.has(event.type) || (event.type === 'hostExcluded' && event.data.by !== null);
}

interface Entry {
  readonly event: RunEventBody;
  /** It has waited for others long enough. */
  isDue: boolean;
  resolve(isPutDown: boolean): void;
  reject(error: Error): void;
}

export function createJournal(
  run: RunId,
  { store, clock }: { store: RunStore; clock: Clock },
  listener: JournalListener,
): Journal {
  const queue: Entry[] = [];
  let isDue = false;
  let cancelWait: (() => void) | null = null;
  let broken: Error | null = null;

  const take = (): Entry[] => queue.splice(0);
  const put = (entries: readonly Entry[]): void => {
    const events = entries.map((entry) => entry.event);
    listener.onCommitted(store.append(run, events, clock.now().toISOString()));
    for (const entry of entries) entry.resolve(true);
  };
  const commit = (): void => {
    isDue = false;
    let waiting = take();
    try {
      if (broken) throw broken;
      const taken = inOrder(waiting, listener);
      for (const entry of waiting) if (!taken.includes(entry)) entry.resolve(false);
      const isAwaited = listener.foresee(taken.map((entry) => entry.event));
      waiting = [...taken, ...take()];
      if (!isAwaited && waiting.length > 0 && waiting.every(mayWait)) {
        queue.unshift(...waiting.splice(0));
        waitForOthers();
        return;
      }
      cancelWait?.();
      cancelWait = null;
      if (waiting.length > 0) putDown(waiting, put);
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      for (const entry of waiting) entry.reject(broken);
      if (!(broken instanceof JournalClosed)) listener.onBroken(broken);
    }
  };
  const waitForOthers = (): void => {
    cancelWait ??= clock.after(NOTE_MS, () => {
      cancelWait = null;
      for (const entry of queue) entry.isDue = true;
      commit();
    });
  };
  /** What has happened is recorded also where nothing is any more. */
  const putRest = (): void => {
    const rest = take();
    const facts = rest.filter(({ event }) => MAY_WAIT.has(event.type));
    try {
      if (facts.length > 0) put(facts);
    } catch (error) {
      for (const entry of facts) entry.reject(error instanceof Error ? error : new Error(String(error)));
    }
    queue.push(...rest.filter((entry) => !facts.includes(entry)));
  };
  const commitSoon = (): void => {
    if (!isDue) clock.after(0, commit);
    isDue = true;
  };
  const enqueue = (event: RunEventBody, schedule: () => void): Promise<boolean> =>
    new Promise((resolve, reject) => {
      queue.push({ event, isDue: false, resolve, reject });
      schedule();
    });
  return {
    intend: (intent) => enqueue(intent, commitSoon),
    async add(event) {
      await enqueue(event, commitSoon);
    },
    async note(event) {
      await enqueue(event, waitForOthers);
    },
    close() {
      if (broken === null) putRest();
      broken ??= new JournalClosed(`run ${run} is not being carried out here any more`);
    },
  };
}

function mayWait({ event, isDue }: Entry): boolean {
  return !isDue && MAY_WAIT.has(event.type);
}

/** On a full disk what has happened still finds room, which what is to begin does not. */
function putDown(entries: readonly Entry[], put: (entries: readonly Entry[]) => void): void {
  try {
    put(entries);
  } catch (error) {
    const facts = entries.filter(({ event }) => event.type !== 'attemptIntended');
    const isFull = error instanceof StoreFailure && error.code === 'disk-full';
    if (!isFull || facts.length === 0 || facts.length === entries.length) throw error;
    put(facts);
    throw error;
  }
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
