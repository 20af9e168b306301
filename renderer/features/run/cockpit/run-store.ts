import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { News } from '#contract/api.ts';
import type { Input, Output, RunDetail } from '#contract/commands.ts';
import type { Answer, RunEvent, RunId, UnitRef } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { asRead } from '#core/run/view.ts';
import { follow, hasGap, openLog, type RunLog } from './run-log.ts';

export type Verification = Output<'evidence.verify'>;

export interface Reply {
  readonly question: string;
  readonly answer: Answer;
  readonly by: string;
  readonly note: string | null;
}

export interface RunStore {
  readonly run: RunId;
  /** Null until the run is open. */
  readonly state: RunState | null;
  /** Is a program carrying it out. */
  readonly held: boolean;
  readonly head: string;
  /** Why the run could not be opened, or its news not followed. */
  readonly failure: string | null;
  /** Why the last thing a person asked for was refused. */
  readonly refused: string | null;
  /** A command is under way. */
  readonly busy: boolean;
  readonly selected: UnitRef | null;
  readonly verification: Verification | null;
  /** Opens the run and follows its news; the returned function lets go of it. */
  open(): () => void;
  select(unit: UnitRef | null): void;
  answer(reply: Reply): Promise<boolean>;
  stop(by: string, note: string | null): Promise<boolean>;
  addNote(by: string, text: string): Promise<boolean>;
  verify(): Promise<void>;
  forgetRefusal(): void;
}

export function createRunStore(bridge: Bridge, run: RunId): StoreApi<RunStore> {
  return createStore<RunStore>((set, get) => {
    const follower = createFollower(bridge, run, (change) => set(change));

    const ask = async (call: () => Promise<unknown>): Promise<boolean> => {
      set({ busy: true, refused: null });
      try {
        await call();
        return true;
      } catch (cause) {
        set({ refused: messageOf(cause) });
        return false;
      } finally {
        set({ busy: false });
      }
    };

    return {
      run,
      state: null,
      held: false,
      head: '',
      failure: null,
      refused: null,
      busy: false,
      selected: null,
      verification: null,
      open: follower.open,
      select: (selected) => set({ selected }),
      answer: ({ question, answer, by, note }) =>
        ask(() => bridge.call('run.answer', { run, question, answer: withItems(answer), by, note })),
      stop: (by, note) => ask(() => bridge.call('run.stop', { run, by, note })),
      addNote: (by, text) => ask(() => bridge.call('run.note', { run, by, text })),
      verify: async () => {
        set({ verification: null });
        await ask(async () => set({ verification: await bridge.call('evidence.verify', { run }) }));
      },
      forgetRefusal: () => {
        if (get().refused) set({ refused: null });
      },
    };
  });
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

/** Messages and facts that the follower hands to the store. */
type Followed = Partial<Pick<RunStore, 'state' | 'held' | 'head' | 'failure'>>;

/** Keeps a log in step with the news: opens it, fills gaps one fetch at a time, opens it again when the engine was. */
function createFollower(bridge: Bridge, run: RunId, publish: (change: Followed) => void) {
  let log: RunLog | null = null;
  let waiting: RunEvent[] = [];
  let filling = false;

  const open = async (): Promise<void> => {
    const detail = await bridge.call('run.open', { run });
    log = follow(openLog(detail.plan, detail.events), waiting);
    waiting = [];
    publish({ ...opened(detail), state: asRead(log.state, detail.held) });
    fill();
  };
  const fillOnce = async (open: RunLog): Promise<boolean> => {
    const missing = await bridge.call('run.eventsAfter', { run, seq: open.state.seq });
    log = follow(log ?? open, missing);
    publish({ state: log.state, failure: null });
    return log.state.seq > open.state.seq;
  };
  const fill = (): void => {
    if (filling || !log || !hasGap(log)) return;
    filling = true;
    const open = log;
    fillOnce(open)
      .then((moved) => {
        filling = false;
        if (moved) fill();
      })
      .catch((cause: unknown) => {
        filling = false;
        publish({ failure: messageOf(cause) });
      });
  };
  const load = (): void => {
    open().catch((cause: unknown) => publish({ failure: messageOf(cause) }));
  };
  const hear = (news: News): void => {
    if (news.kind === 'engineRestarted') load();
    if (news.kind !== 'runEvents' || news.run !== run) return;
    if (!log) {
      waiting.push(...news.events);
      return;
    }
    const before = log.state;
    log = follow(log, news.events);
    if (log.state !== before)
      publish({ state: log.state, held: log.state.outcome === null && !log.state.interrupted });
    fill();
  };
  return {
    open: (): (() => void) => {
      const stop = bridge.onNews(hear);
      load();
      return () => {
        stop();
        log = null;
      };
    },
  };
}

function opened(detail: RunDetail): Followed {
  return { held: detail.held, head: detail.head, failure: null };
}
