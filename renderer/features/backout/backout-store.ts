import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { type Refused, refusedBy } from '#bridge/failure.ts';
import type { ShownBackout } from '#contract/commands/backout.ts';
import type { RunDetail } from '#contract/commands/run-records.ts';
import { type Concern, unacknowledged } from '#core/backout/concerns.ts';
import { proposedPerson } from '#core/release/people.ts';
import type { RunId } from '#core/run/events.ts';
import { describeConcern } from '#core/words/describe-concern.ts';

export interface BackoutStore {
  readonly detail: RunDetail | null;
  readonly shown: ShownBackout | null;
  readonly limit: string;
  /** Unit key to the reason for leaving it as it is. */
  readonly struck: ReadonlyMap<string, string>;
  /** Unit keys of lines that are selected, to be struck together. */
  readonly selected: ReadonlySet<string>;
  /** Unit keys of lines whose whole command is shown. */
  readonly unfolded: ReadonlySet<string>;
  /** Keys of the concerns that were read, as they stand now. */
  readonly acknowledged: ReadonlySet<string>;
  readonly operator: string;
  /** Wait until others have let go of hosts. */
  readonly waitForHosts: boolean;
  /** Why the list could not be made. */
  readonly failure: Refused | null;
  /** Why the backout was not started. */
  readonly refused: Refused | null;
  readonly busy: boolean;
  load(): Promise<void>;
  setLimit(limit: string): void;
  compute(): Promise<void>;
  select(units: readonly string[], yes: boolean): void;
  unfold(line: string): void;
  strike(units: readonly string[], reason: string): Promise<void>;
  restore(unit: string): Promise<void>;
  acknowledge(concern: string, yes: boolean): void;
  setOperator(operator: string): void;
  setWait(waitForHosts: boolean): void;
  /** The new run; null when it was refused. */
  start(): Promise<RunId | null>;
}

const EMPTY = {
  detail: null,
  shown: null,
  limit: '',
  struck: new Map<string, string>(),
  selected: new Set<string>(),
  unfolded: new Set<string>(),
  acknowledged: new Set<string>(),
  operator: '',
  waitForHosts: false,
  failure: null,
  refused: null,
  busy: false,
} as const;

/** What a person has changed of the list. */
export interface ShortenedList {
  readonly limit: string;
  /** Unit keys with the reasons for leaving them as they are. */
  readonly struck: readonly (readonly [unit: string, reason: string])[];
  /** Who carries it out; null: who is proposed. */
  readonly operator: string | null;
}

interface BackoutBegin {
  /** What a person had changed before. */
  readonly begun: ShortenedList;
  onStarted(): void;
}

export const WHOLE_LIST: ShortenedList = { limit: '', struck: [], operator: null };

export function createBackoutStore(
  bridge: Bridge,
  run: RunId,
  { begun, onStarted }: BackoutBegin = { begun: WHOLE_LIST, onStarted: () => undefined },
): StoreApi<BackoutStore> {
  return createStore<BackoutStore>((set, get) => {
    let turn = 0;
    let isOperatorKnown = begun.operator !== null;
    const setStruck = async (struck: ReadonlyMap<string, string>): Promise<void> => {
      set({ struck, selected: new Set() });
      await get().compute();
    };
    return {
      ...EMPTY,
      limit: begun.limit,
      struck: new Map(begun.struck),
      operator: begun.operator ?? '',
      load: async () => {
        try {
          const detail = await bridge.call('run.open', { run });
          // Whoever carried the run out backs it out, until somebody says otherwise.
          set(
            isOperatorKnown
              ? { detail }
              : { detail, operator: proposedPerson(detail.header.people ?? [], detail.header.operator) },
          );
          isOperatorKnown = true;
          await get().compute();
        } catch (cause) {
          set({ failure: refusedBy(cause) });
        }
      },
      setLimit: (limit) => set({ limit }),
      compute: async () => {
        const mine = ++turn;
        try {
          const shown = await bridge.call('backout.compute', choiceOf(run, get()));
          if (mine !== turn) return;
          const acknowledged = stillAcknowledged(get(), shown.concerns);
          set({ shown, acknowledged, failure: null, refused: stillRefused(get()) });
        } catch (cause) {
          if (mine === turn) set({ failure: refusedBy(cause) });
        }
      },
      select: (units, yes) => set(({ selected }) => ({ selected: withKeys(selected, units, yes) })),
      unfold: (line) =>
        set(({ unfolded }) => ({ unfolded: withKeys(unfolded, [line], !unfolded.has(line)) })),
      strike: (units, reason) =>
        setStruck(new Map([...get().struck, ...units.map((unit) => [unit, reason] as const)])),
      restore: (unit) => setStruck(new Map([...get().struck].filter(([key]) => key !== unit))),
      acknowledge: (concern, yes) =>
        set(({ acknowledged }) => ({ acknowledged: withKeys(acknowledged, [concern], yes) })),
      setOperator: (operator) => set({ operator }),
      setWait: (waitForHosts) => set({ waitForHosts }),
      start: async () => {
        const { acknowledged, operator, shown, waitForHosts } = get();
        if (shown === null) return null;
        set({ busy: true, failure: null, refused: null });
        try {
          const started = await bridge.call('backout.start', {
            ...choiceOf(run, get()),
            list: shown.list,
            acknowledged: [...acknowledged],
            operator: operator.trim(),
            waitForHosts,
          });
          onStarted();
          return started.run;
        } catch (cause) {
          set({ refused: refusedBy(cause) });
          return null;
        } finally {
          set({ busy: false });
        }
      },
    };
  });
}

function choiceOf(run: RunId, { limit, struck }: BackoutStore) {
  return {
    run,
    limit: limit.trim() || null,
    struck: [...struck].map(([unit, reason]) => ({ unit, reason })),
  };
}

/** The list that is shown now is the one that may be started. */
function stillRefused({ refused }: BackoutStore): Refused | null {
  return refused?.code === 'list-changed' ? null : refused;
}

/** What says something else than before has to be read again. */
function stillAcknowledged({ shown, acknowledged }: BackoutStore, now: readonly Concern[]) {
  const before = new Map(shown?.concerns.map((concern) => [concern.key, describeConcern(concern)]));
  const same = now.filter(
    (concern) => before.get(concern.key) === describeConcern(concern) && acknowledged.has(concern.key),
  );
  return new Set(same.map(({ key }) => key));
}

function withKeys(keys: ReadonlySet<string>, changed: readonly string[], yes: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  for (const key of changed) yes ? next.add(key) : next.delete(key);
  return next;
}

/** Why the backout cannot be started yet, in words; null when it can. */
export function whyNotYet(store: BackoutStore): string | null {
  const { detail, shown, acknowledged, operator } = store;
  if (!detail || !shown) return 'The list is computed.';
  if (detail.carriedOut && !detail.events.some((event) => event.type === 'runFinished'))
    return 'Stop the run first.';
  if (detail.unread.length > 0) return 'First read what is missing from the library.';
  const [open] = shown.open;
  if (open !== undefined) return `The backout ${open} is not finished. Resume or stop it first.`;
  if (shown.backout.units.every(({ struck }) => struck !== null)) return 'There is nothing to undo.';
  const left = unacknowledged(shown.concerns, acknowledged).length;
  if (left > 0)
    return left === 1 ? 'One point is to be acknowledged.' : `${left} points are to be acknowledged.`;
  return operator.trim() === '' ? 'Say who carries it out.' : null;
}
