import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { type Refused, refusedBy } from '#bridge/failure.ts';
import type { BackoutFacts as StoredFacts } from '#contract/commands/run-records.ts';
import type { Input, Output } from '#contract/commands.ts';
import type { BackedOut } from '#core/backout/backed-out.ts';
import type { BackoutChoice } from '#core/backout/backout.ts';
import type { UndoHistory } from '#core/backout/time.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { Answer, RunEvent, RunId, RunOutcome, UnitRef } from '#core/run/events.ts';
import { type Evidence, SOUND, type UnreadLoss } from '#core/run/evidence.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import { lastAttempt, type RunState, unitKey, unitOf } from '#core/run/state.ts';
import type { RunView } from '#core/run/view.ts';
import { describeEnded } from '#core/words/describe-ended.ts';
import { type Heard, NOTHING_HEARD } from './heard.ts';
import { createFrames, type Schedule } from './next-frame.ts';
import { createFollower, type Grown } from './run-follower.ts';

export type Verification = Output<'evidence.verify'>;

export interface Reply {
  readonly question: string;
  readonly answer: Answer;
  readonly by: string;
  readonly note: string | null;
}

/** Who asks for something, and what they say about it. */
export interface Wish {
  readonly by: string;
  readonly note: string | null;
}

/** A step that was done from the printed runbook on some hosts (null: a step without hosts). */
export interface PaperWork extends Wish {
  readonly step: StepId;
  readonly hosts: readonly (HostName | null)[];
  readonly outcome: 'ok' | 'failed';
  readonly doneAt: string;
}

/** What a person can be asked before it is done. */
export type Dialog =
  | { readonly kind: 'stop'; readonly andBackOut: boolean }
  | { readonly kind: 'pause' | 'continue' | 'note' | 'retry-all' | 'take-over' | 'wait-for-hosts' }
  | { readonly kind: 'exclude'; readonly hosts: readonly HostName[] }
  | { readonly kind: 'return'; readonly host: HostName }
  /** `unit`: what is recorded first. */
  | { readonly kind: 'enter'; readonly unit: UnitRef | null };

/** What the library knows for the backout of a run, besides the run itself. */
export interface BackoutFacts {
  readonly history: UndoHistory;
  readonly earlier: Pick<BackoutChoice, 'undone' | 'begun'>;
  readonly backedOut: BackedOut | null;
}

const NO_FACTS: BackoutFacts = {
  history: new Map(),
  earlier: { undone: new Set(), begun: new Map() },
  backedOut: null,
};

function readFacts({ history, undone, begun, backedOut }: StoredFacts): BackoutFacts {
  return {
    history: new Map(Object.entries(history).map(([step, ms]) => [step as StepId, ms])),
    earlier: { undone: new Set(undone), begun: new Map(Object.entries(begun)) },
    backedOut,
  };
}

export interface RunStore {
  readonly run: RunId;
  /** Null until the run is open. */
  readonly view: RunView | null;
  /** When output last came of its units. */
  readonly heard: Heard;
  /** How far it has come with its hosts; null where they are neither looked at nor left. */
  readonly progress: HostsProgress | null;
  /** Whether what was read when the run was opened is what was recorded. */
  readonly evidence: Evidence;
  /** What a person has to read before the run is resumed or backed out. */
  readonly unread: readonly UnreadLoss[];
  /** What the library knows for its backout. */
  readonly facts: BackoutFacts;
  /** Attempts that have printed again since they were said to be quiet, by `attemptKey`. */
  readonly noisy: ReadonlySet<string>;
  /** Why the run could not be opened, or its news not followed. */
  readonly failure: string | null;
  /** Why the last thing a person asked for was refused. */
  readonly refused: Refused | null;
  /** How the run has ended, also where the events that say so are still on their way to the page; null: it has not. */
  readonly endedAs: RunOutcome | null;
  /** A command is running. */
  readonly busy: boolean;
  readonly selected: UnitRef | null;
  /** What is asked in front of everything else; null: nothing. */
  readonly dialog: Dialog | null;
  readonly verification: Verification | null;
  /** Opens the run and follows its news; the returned function lets go of it. */
  open(): () => void;
  /** Asks once more what the library knows for its backout: another run may have changed it. */
  loadFacts(): Promise<void>;
  select(unit: UnitRef | null): void;
  openDialog(dialog: Dialog): void;
  closeDialog(): void;
  /** Takes up a run that nobody carries out, in somebody's name. */
  resume(by: string): Promise<boolean>;
  /** Takes it up, and takes the hosts that another run or workstation holds. */
  takeOver(by: string): Promise<boolean>;
  /** Takes it up, and waits for the hosts that another run or workstation holds. */
  waitForHosts(by: string): Promise<boolean>;
  /** Waits no longer for them. */
  endWait(): Promise<boolean>;
  answer(reply: Reply): Promise<boolean>;
  /** Gives one answer after the other; stops at the first that is refused. */
  answerAll(replies: readonly Reply[]): Promise<boolean>;
  stop(wish: Wish): Promise<boolean>;
  pause(wish: Wish): Promise<boolean>;
  goOn(wish: Wish): Promise<boolean>;
  exclude(hosts: readonly HostName[], wish: Wish): Promise<boolean>;
  bringBack(host: HostName, wish: Wish): Promise<boolean>;
  enter(work: PaperWork): Promise<boolean>;
  addNote(by: string, text: string): Promise<boolean>;
  verify(): Promise<void>;
  forgetRefusal(): void;
}

/** News are folded when `schedule` says: once a frame, however many they are. */
export function createRunStore(
  bridge: Bridge,
  run: RunId,
  schedule: Schedule = createFrames(),
): StoreApi<RunStore> {
  return createStore<RunStore>((set, get) => {
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
      set({ busy: true, refused: null });
      try {
        await call();
        return true;
      } catch (cause) {
        set(cause instanceof Ended ? { endedAs: cause.outcome } : { refused: refusedBy(cause) });
        return false;
      } finally {
        set({ busy: false });
      }
    };
    return {
      run,
      ...EMPTY,
      open: () => {
        void get().loadFacts();
        return follower.open();
      },
      loadFacts: () =>
        bridge.call('run.backoutFacts', { run }).then(
          (facts) => set({ facts: readFacts(facts) }),
          // Without them the clock goes by the authors' estimates.
          () => undefined,
        ),
      select: (selected) => set({ selected }),
      openDialog: (dialog) => set({ dialog, refused: null }),
      closeDialog: () => set({ dialog: null, refused: null }),
      verify: async () => {
        set({ verification: null });
        await ask(async () => set({ verification: await bridge.call('evidence.verify', { run }) }));
      },
      forgetRefusal: () => {
        if (get().refused) set({ refused: null });
      },
      ...wishes({ bridge, run, ask }),
    };
  });
}

/** A person wanted something of a run that was over: no refusal, but how it ended. */
class Ended extends Error {
  readonly outcome: RunOutcome;

  constructor(outcome: RunOutcome) {
    super(describeEnded(outcome));
    this.outcome = outcome;
  }
}

const EMPTY = {
  view: null,
  heard: NOTHING_HEARD,
  progress: null,
  evidence: SOUND,
  unread: [],
  facts: NO_FACTS,
  noisy: new Set<string>(),
  failure: null,
  refused: null,
  endedAs: null,
  busy: false,
  selected: null,
  dialog: null,
  verification: null,
} as const;

interface Asking {
  readonly bridge: Bridge;
  readonly run: RunId;
  ask(call: () => Promise<unknown>): Promise<boolean>;
}

/** Everything a person can ask for; true when it was taken. */
function wishes({ bridge, run, ask }: Asking) {
  const reply = ({ answer, ...given }: Reply) =>
    bridge.call('run.answer', { run, ...given, answer: withItems(answer) });
  return {
    resume: (by: string) => ask(() => bridge.call('run.resume', { run, by })),
    takeOver: (by: string) => ask(() => bridge.call('run.resume', { run, by, takeOver: true })),
    waitForHosts: (by: string) => ask(() => bridge.call('run.resume', { run, by, waitForHosts: true })),
    endWait: () => ask(() => bridge.call('run.endWait', { run })),
    answer: (given: Reply) => ask(() => reply(given)),
    answerAll: (replies: readonly Reply[]) =>
      ask(async () => {
        for (const given of replies) await reply(given);
      }),
    stop: (wish: Wish) =>
      ask(async () => {
        const { ended } = await bridge.call('run.stop', { run, ...wish });
        if (ended !== null) throw new Ended(ended);
      }),
    pause: (wish: Wish) => ask(() => bridge.call('run.pause', { run, ...wish })),
    goOn: (wish: Wish) => ask(() => bridge.call('run.continue', { run, ...wish })),
    exclude: (hosts: readonly HostName[], wish: Wish) =>
      ask(async () => {
        for (const host of hosts) await bridge.call('run.exclude', { run, host, ...wish });
      }),
    bringBack: (host: HostName, wish: Wish) => ask(() => bridge.call('run.return', { run, host, ...wish })),
    enter: ({ hosts, ...work }: PaperWork) =>
      ask(async () => {
        for (const host of hosts) await bridge.call('run.enter', { run, host, ...work });
      }),
    addNote: (by: string, text: string) => ask(() => bridge.call('run.note', { run, by, text })),
  };
}

/** The contract's answers take lists that may be changed; the model's are read-only. */
function withItems(answer: Answer): Input<'run.answer'>['answer'] {
  switch (answer.to) {
    case 'manual':
      return { to: 'manual', done: answer.done, items: [...answer.items] };
    case 'notify':
      return { to: 'notify', done: answer.done, items: [...answer.items] };
    default:
      return answer;
  }
}

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
