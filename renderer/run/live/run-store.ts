import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { type Refused, refusedBy } from '#bridge/failure.ts';
import type { StoredBackoutFacts as StoredFacts } from '#contract/commands/run-records.ts';
import type { Output } from '#contract/commands.ts';
import type { BackedOut } from '#core/backout/backed-out.ts';
import type { BackoutChoice } from '#core/backout/backout.ts';
import { NO_HISTORY, readHistory, type UndoHistory } from '#core/backout/time.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { Defect } from '#core/run/defect.ts';
import type { RunEvent, RunId, RunOutcome, UnitRef } from '#core/run/events.ts';
import { SOUND } from '#core/run/evidence.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { StepHistory } from '#core/run/schedule.ts';
import { lastAttempt, type RunState, unitKey, unitOf } from '#core/run/state.ts';
import type { RunView } from '#core/run/view.ts';
import { NOTHING_HEARD } from './heard.ts';
import { createFrames, type Schedule } from './next-frame.ts';
import { createFollower, type Followed, type Grown } from './run-follower.ts';
import { type Closing, createWishes, Ended, type RunAsking, type RunWishes } from './run-wishes.ts';

export type VerifyReply = Output<'evidence.verify'>;

/** What a person can be asked before it is done. */
export type Dialog =
  | { readonly kind: 'stop'; readonly andBackOut: boolean }
  | { readonly kind: 'pause' | 'continue' | 'note' | 'retry-all' | 'take-over' | 'wait-for-hosts' }
  /** `unit`: what is proposed. */
  | { readonly kind: 'defect'; readonly unit: UnitRef | null }
  | { readonly kind: 'close-defect'; readonly defect: Defect }
  | { readonly kind: 'message' | 'receipt'; readonly message: string }
  | { readonly kind: 'exclude'; readonly hosts: readonly HostName[] }
  | { readonly kind: 'include'; readonly host: HostName }
  /** `unit`: what is recorded first. */
  | { readonly kind: 'record'; readonly unit: UnitRef | null };

/** What the library knows for the backout of a run, besides the run itself. */
export interface BackoutFacts {
  readonly history: UndoHistory;
  readonly earlier: Pick<BackoutChoice, 'undone' | 'begun'>;
  readonly backedOut: BackedOut | null;
}

const NO_FACTS: BackoutFacts = {
  history: NO_HISTORY,
  earlier: { undone: new Set(), begun: new Map() },
  backedOut: null,
};

function readFacts({ history, undone, begun, backedOut }: StoredFacts): BackoutFacts {
  return {
    history: readHistory(history),
    earlier: { undone: new Set(undone), begun: new Map(Object.entries(begun)) },
    backedOut,
  };
}

/** How what people ask of the run is going. */
export interface RunRequest {
  /** A command is running. */
  readonly busy: boolean;
  /** Why the last thing a person asked for was refused. */
  readonly refused: Refused | null;
}

/** The open run on the page: what is followed of it, what people ask of it, and what of it is in front of them. */
export interface OpenRunStore extends FollowedRun {
  readonly run: RunId;
  /** What the library knows for its backout. */
  readonly facts: BackoutFacts;
  /** How long its steps took in earlier runs. */
  readonly stepHistory: StepHistory;
  /** Attempts that have printed again since they were said to be quiet, by `attemptKey`. */
  readonly noisy: ReadonlySet<string>;
  /** How the run has ended, also where the events that say so are still on their way to the page; null: it has not. */
  readonly endedAs: RunOutcome | null;
  readonly asked: RunRequest;
  /** Questions that what was asked from this page closes: who answers them, or null where it closes them unanswered. */
  readonly closing: Closing;
  readonly selected: UnitRef | null;
  /** What is asked in front of everything else; null: nothing. */
  readonly dialog: Dialog | null;
  readonly verification: VerifyReply | null;
  /** Everything a person can ask for; stays the same object. */
  readonly ask: RunWishes;
  readonly follow: Following;
  readonly show: Showing;
  verify(): Promise<void>;
}

/** How the page keeps up with the run; stays the same object. */
interface Following {
  /** Opens the run and follows its news; the returned function lets go of it. */
  open(): () => void;
  /** Asks once more what the library knows for its backout and its clocks: another run may have changed it. */
  loadFacts(): Promise<void>;
}

/** What a person looks at; stays the same object. */
interface Showing {
  select(unit: UnitRef | null): void;
  openDialog(dialog: Dialog): void;
  closeDialog(): void;
  forgetRefusal(): void;
}

/** What is followed, as far as the run is open. */
interface FollowedRun extends Omit<Followed, 'view'> {
  /** Null until the run is open. */
  readonly view: RunView | null;
}

/** News are folded when `schedule` says: once a frame, however many they are. */
export function createRunStore(
  bridge: Bridge,
  run: RunId,
  schedule: Schedule = createFrames(),
): StoreApi<OpenRunStore> {
  return createStore<OpenRunStore>((set, get) => {
    const follower = createFollower({
      bridge,
      run,
      schedule,
      publish: (change, { events, grown }) =>
        set(({ noisy, ...before }) => {
          const state = (change.view ?? before.view)?.state ?? null;
          const endedAs = state?.outcome ?? before.endedAs;
          const progress = whileItLasts(
            change.progress === undefined ? before.progress : change.progress,
            state,
          );
          return {
            ...change,
            endedAs,
            progress,
            noisy: withNoise(withoutQuiet(noisy, events), state, grown),
          };
        }),
    });
    const ask = async (call: () => Promise<unknown>): Promise<boolean> => {
      set({ asked: { busy: true, refused: null } });
      try {
        await call();
        return true;
      } catch (cause) {
        if (cause instanceof Ended) set({ endedAs: cause.outcome });
        else set({ asked: { busy: true, refused: refusedBy(cause) } });
        return false;
      } finally {
        set(({ asked }) => ({ asked: { ...asked, busy: false } }));
      }
    };
    const closes: RunAsking['closes'] = async (isClosed, by, call) => {
      const open = [...(get().view?.state.questions.values() ?? [])].filter(isClosed);
      set(({ closing }) => ({ closing: new Map([...closing, ...open.map(({ id }) => [id, by] as const)]) }));
      try {
        await call();
      } catch (cause) {
        set(({ closing }) => ({
          closing: new Map([...closing].filter(([question]) => open.every(({ id }) => id !== question))),
        }));
        throw cause;
      }
    };
    const loadFacts = (): Promise<void> => askLibrary(bridge, run, set);
    return {
      run,
      ...EMPTY,
      follow: {
        open: () => {
          void loadFacts();
          return follower.open();
        },
        loadFacts,
      },
      show: {
        select: (selected) => set({ selected }),
        openDialog: (dialog) => set(({ asked }) => ({ dialog, asked: { ...asked, refused: null } })),
        closeDialog: () => set(({ asked }) => ({ dialog: null, asked: { ...asked, refused: null } })),
        forgetRefusal: () => {
          const { asked } = get();
          if (asked.refused) set({ asked: { ...asked, refused: null } });
        },
      },
      verify: async () => {
        set({ verification: null });
        await ask(async () => set({ verification: await bridge.call('evidence.verify', { run }) }));
      },
      ask: createWishes({ bridge, run, ask, closes }),
    };
  });
}

/** What it does not give leaves the clocks to the authors' estimates. */
async function askLibrary(
  bridge: Bridge,
  run: RunId,
  set: (known: Partial<Pick<OpenRunStore, 'facts' | 'stepHistory'>>) => void,
): Promise<void> {
  await Promise.allSettled([
    bridge.call('run.backoutFacts', { run }).then((facts) => set({ facts: readFacts(facts) })),
    bridge.call('run.stepHistory', { run }).then((stored) => set({ stepHistory: readHistory(stored) })),
  ]);
}

const EMPTY = {
  view: null,
  heard: NOTHING_HEARD,
  progress: null,
  evidence: SOUND,
  unread: [],
  facts: NO_FACTS,
  stepHistory: NO_HISTORY,
  noisy: new Set<string>(),
  failure: null,
  endedAs: null,
  asked: { busy: false, refused: null },
  closing: new Map<string, string | null>(),
  selected: null,
  dialog: null,
  verification: null,
} as const;

export function attemptKey(unit: UnitRef, attempt: number): string {
  return `${unitKey(unit)}#${attempt}`;
}

/** How far it had come is no news once preflight has found something, or the run is over. */
function whileItLasts(progress: HostsProgress | null, state: RunState | null): HostsProgress | null {
  if (!progress || !state) return progress;
  const isPast = state.outcome !== null || (progress.during === 'preflight' && state.preflight !== null);
  return isPast ? null : progress;
}

function withoutQuiet(noisy: ReadonlySet<string>, events: readonly RunEvent[]): ReadonlySet<string> {
  const quiet = events.flatMap((event) =>
    event.type === 'attemptQuiet' ? [attemptKey(event.data, event.data.attempt)] : [],
  );
  if (!quiet.some((key) => noisy.has(key))) return noisy;
  return new Set([...noisy].filter((key) => !quiet.includes(key)));
}

/** Only attempts that were said to be quiet are of interest: most print all the time. */
function withNoise(noisy: ReadonlySet<string>, state: RunState | null, grown: Grown): ReadonlySet<string> {
  if (!state) return noisy;
  const heard = grown.flatMap(({ step, host, attempt }) => {
    const unit = unitOf(state, { step: step as StepId, host: host as HostName | null });
    const last = unit && lastAttempt(unit);
    return unit && last?.quiet && last.number === attempt ? [attemptKey(unit.ref, attempt)] : [];
  });
  return heard.every((key) => noisy.has(key)) ? noisy : new Set([...noisy, ...heard]);
}
