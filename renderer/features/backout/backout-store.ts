import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { type Refused, refusedBy } from '#bridge/failure.ts';
import type { ShownBackout } from '#contract/commands/backout.ts';
import type { RunDetail } from '#contract/commands/run-records.ts';
import { type Concern, unacknowledged } from '#core/backout/concerns.ts';
import { proposedPerson } from '#core/release/people.ts';
import type { RunId } from '#core/run/events.ts';
import { operatorIn } from '#core/run/operator.ts';
import { describeConcern } from '#core/words/backout/describe-concern.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { changeParts, type PartsChange } from '#ui/store-parts.ts';

/** The list as it was computed last. */
interface ComputedList {
  readonly detail: RunDetail | null;
  readonly shown: ShownBackout | null;
  /** Why the list could not be made. */
  readonly failure: Refused | null;
}

/** What is left out of it. */
interface Limits {
  readonly limit: string;
  /** Unit key to the reason for leaving it as it is. */
  readonly struck: ReadonlyMap<string, string>;
}

/** How its lines are looked at. */
interface LineMarks {
  /** Unit keys of lines that are selected, to be struck together. */
  readonly selected: ReadonlySet<string>;
  /** Unit keys of lines whose whole command is shown. */
  readonly unfolded: ReadonlySet<string>;
}

/** What it is started with. */
interface FormOrder {
  /** Keys of the concerns that were read, as they stand now. */
  readonly acknowledged: ReadonlySet<string>;
  readonly operator: string;
  /** Wait until others have let go of hosts. */
  readonly waitForHosts: boolean;
  /** Each step begins with a person's yes. */
  readonly stepByStep: boolean;
}

interface Starting {
  readonly busy: boolean;
  /** Why the backout was not started. */
  readonly refused: Refused | null;
}

interface BackoutState {
  readonly list: ComputedList;
  readonly leftOut: Limits;
  readonly marks: LineMarks;
  readonly order: FormOrder;
  readonly starting: Starting;
}

export interface BackoutStore extends BackoutState {
  readonly read: {
    load(): Promise<void>;
    compute(): Promise<void>;
  };
  readonly shorten: {
    limitTo(limit: string): void;
    strike(units: readonly string[], reason: string): Promise<void>;
    restore(unit: string): Promise<void>;
  };
  readonly mark: {
    select(units: readonly string[], yes: boolean): void;
    unfold(line: string): void;
  };
  readonly approve: {
    acknowledge(concern: string, yes: boolean): void;
    nameOperator(operator: string): void;
    wait(waitForHosts: boolean): void;
    goStepByStep(stepByStep: boolean): void;
    /** The new run; null when it was refused. */
    start(): Promise<RunId | null>;
  };
}

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
  begin: BackoutBegin = { begun: WHOLE_LIST, onStarted: () => undefined },
): StoreApi<BackoutStore> {
  return createStore<BackoutStore>((set, get) => {
    const change = (parts: PartsChange<BackoutState>): void => set((state) => changeParts(state, parts));
    const parts: BackoutParts = { bridge, run, begin, get, change };
    const read = reading(parts);
    return {
      ...stateOf(begin.begun),
      read,
      shorten: shortening(parts, read.compute),
      mark: marking(parts),
      approve: approving(parts),
    };
  });
}

function stateOf({ limit, struck, operator }: ShortenedList): BackoutState {
  return {
    list: { detail: null, shown: null, failure: null },
    leftOut: { limit, struck: new Map(struck) },
    marks: { selected: new Set(), unfolded: new Set() },
    order: { acknowledged: new Set(), operator: operator ?? '', waitForHosts: false, stepByStep: false },
    starting: { busy: false, refused: null },
  };
}

interface BackoutParts {
  readonly bridge: Bridge;
  readonly run: RunId;
  readonly begin: BackoutBegin;
  get(): BackoutState;
  change(parts: PartsChange<BackoutState>): void;
}

function reading({ bridge, run, begin, get, change }: BackoutParts): BackoutStore['read'] {
  let turn = 0;
  let isOperatorKnown = begin.begun.operator !== null;
  const compute = async (): Promise<void> => {
    const mine = ++turn;
    try {
      const shown = await bridge.call('backout.compute', choiceOf(run, get().leftOut));
      if (mine !== turn) return;
      change({
        list: { shown, failure: null },
        order: { acknowledged: stillAcknowledged(get(), shown.concerns) },
        starting: { refused: stillRefused(get().starting) },
      });
    } catch (cause) {
      if (mine === turn) change({ list: { failure: refusedBy(cause) } });
    }
  };
  return {
    compute,
    async load() {
      try {
        const detail = await bridge.call('run.open', { run });
        const { header, events } = detail;
        const { people = [] } = header;
        // Whoever carried the run out backs it out, until somebody says otherwise.
        const order = isOperatorKnown ? {} : { operator: proposedPerson(people, operatorIn(header, events)) };
        change({ list: { detail }, order });
        isOperatorKnown = true;
        await compute();
      } catch (cause) {
        change({ list: { failure: refusedBy(cause) } });
      }
    },
  };
}

function shortening({ get, change }: BackoutParts, compute: () => Promise<void>): BackoutStore['shorten'] {
  const setStruck = async (struck: ReadonlyMap<string, string>): Promise<void> => {
    change({ leftOut: { struck }, marks: { selected: new Set() } });
    await compute();
  };
  return {
    limitTo: (limit) => change({ leftOut: { limit } }),
    strike: (units, reason) =>
      setStruck(new Map([...get().leftOut.struck, ...units.map((unit) => [unit, reason] as const)])),
    restore: (unit) => setStruck(new Map([...get().leftOut.struck].filter(([key]) => key !== unit))),
  };
}

function marking({ get, change }: BackoutParts): BackoutStore['mark'] {
  return {
    select: (units, yes) => change({ marks: { selected: withKeys(get().marks.selected, units, yes) } }),
    unfold(line) {
      const { unfolded } = get().marks;
      change({ marks: { unfolded: withKeys(unfolded, [line], !unfolded.has(line)) } });
    },
  };
}

function approving({ bridge, run, begin, get, change }: BackoutParts): BackoutStore['approve'] {
  return {
    acknowledge: (concern, yes) =>
      change({ order: { acknowledged: withKeys(get().order.acknowledged, [concern], yes) } }),
    nameOperator: (operator) => change({ order: { operator } }),
    wait: (waitForHosts) => change({ order: { waitForHosts } }),
    goStepByStep: (stepByStep) => change({ order: { stepByStep } }),
    async start() {
      const { list, leftOut, order } = get();
      if (list.shown === null) return null;
      change({ list: { failure: null }, starting: { busy: true, refused: null } });
      try {
        const started = await bridge.call('backout.start', {
          ...choiceOf(run, leftOut),
          list: list.shown.list,
          acknowledged: [...order.acknowledged],
          operator: order.operator.trim(),
          waitForHosts: order.waitForHosts,
          stepByStep: order.stepByStep,
        });
        begin.onStarted();
        return started.run;
      } catch (cause) {
        change({ starting: { refused: refusedBy(cause) } });
        return null;
      } finally {
        change({ starting: { busy: false } });
      }
    },
  };
}

function choiceOf(run: RunId, { limit, struck }: Limits) {
  return {
    run,
    limit: limit.trim() || null,
    struck: [...struck].map(([unit, reason]) => ({ unit, reason })),
  };
}

/** The list that is shown now is the one that may be started. */
function stillRefused({ refused }: Starting): Refused | null {
  return refused?.code === 'list-changed' ? null : refused;
}

/** What says something else than before has to be read again. */
function stillAcknowledged({ list, order: { acknowledged } }: BackoutState, now: readonly Concern[]) {
  const before = new Map(list.shown?.concerns.map((concern) => [concern.key, describeConcern(concern)]));
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
export function whyNotYet({ list, order }: Pick<BackoutState, 'list' | 'order'>): string | null {
  const { detail, shown } = list;
  const { acknowledged, operator } = order;
  if (!detail || !shown) return 'The list is computed.';
  if (detail.carriedOut && !detail.events.some((event) => event.type === 'runFinished'))
    return 'Stop the run first.';
  if (detail.unread.length > 0) return 'First read what is missing from the library.';
  const [open] = shown.open;
  if (open !== undefined) return `The backout ${open} is not finished. Resume or stop it first.`;
  if (shown.backout.units.every(({ struck }) => struck !== null)) return 'There is nothing to undo.';
  const left = unacknowledged(shown.concerns, acknowledged).length;
  if (left > 0) return `${formatCount(left, 'point has', 'points have')} to be acknowledged.`;
  return operator.trim() === '' ? 'Enter who carries it out.' : null;
}
