/** Keeps a run on the page in step with the program: opens it, follows its news a frame at a time, and opens it anew where they are not enough. */
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { News } from '#contract/api.ts';
import type { NewEvents } from '#contract/commands/run-records.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { Evidence, UnreadLoss } from '#core/run/evidence.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import { type RunView, readRun } from '#core/run/view.ts';
import type { Heard } from './heard.ts';
import type { Schedule } from './next-frame.ts';
import { follow, hasGap, listen, openLog, type RunLog } from './run-log.ts';

/** What the follower hands to the store. */
export interface Followed {
  readonly view: RunView;
  readonly heard: Heard;
  /** How far it has come with its hosts; null where they are neither looked at nor left. */
  readonly progress: HostsProgress | null;
  /** Whether what was read when the run was opened is what was recorded. */
  readonly evidence: Evidence;
  /** What a person has to read before the run is resumed or backed out. */
  readonly unread: readonly UnreadLoss[];
  readonly failure: string | null;
}

export interface Follower {
  /** The returned function lets go of the run. */
  open(): () => void;
}

export type Grown = Extract<News, { kind: 'outputGrew' }>['grown'];

/** What came since the last time. */
export interface Fresh {
  readonly events: readonly RunEvent[];
  readonly grown: Grown;
}

const NOTHING: Fresh = { events: [], grown: [] };

interface FollowerParts {
  readonly bridge: Bridge;
  readonly run: RunId;
  readonly schedule: Schedule;
  publish(change: Partial<Followed>, fresh: Fresh): void;
}

export function createFollower({ bridge, run, schedule, publish }: FollowerParts): Follower {
  let log: RunLog | null = null;
  let carriedOut = false;
  let filling = false;
  /** Why the engine let go of the run in its middle; null once it is resumed. */
  let broke: string | null = null;
  /** Something may come of it that its news do not tell. */
  let mayChange = true;
  const inbox = createInbox(schedule, fold);

  const open = async (): Promise<void> => {
    const detail = await bridge.call('run.open', { run });
    carriedOut = detail.carriedOut;
    const { batches, grown } = inbox.take();
    const fresh = follow(listen(openLog(detail), grown), batches);
    log = log && log.state.seq > fresh.state.seq ? log : fresh;
    const { progress, evidence, unread } = detail;
    mayChange = log.state.outcome === null || unread.length > 0;
    publish({ ...readLog(log, carriedOut), progress, evidence, unread, failure: broke }, NOTHING);
    fill();
  };
  const fillOnce = async (open: RunLog): Promise<boolean> => {
    const missing = await bridge.call('run.eventsAfter', { run, seq: open.state.seq });
    log = follow(log ?? open, [missing]);
    publish({ ...readLog(log, carriedOut), failure: broke }, NOTHING);
    return log.state.seq > open.state.seq;
  };
  const fill = (): void => {
    if (filling || !log || !hasGap(log)) return;
    filling = true;
    fillOnce(log)
      .finally(() => {
        filling = false;
      })
      .then((moved) => (moved ? fill() : undefined))
      .catch((cause: unknown) => publish({ failure: messageOf(cause) }, NOTHING));
  };
  const load = (): void => {
    open().catch((cause: unknown) => publish({ failure: messageOf(cause) }, NOTHING));
  };
  /** All that has come since the last frame, in one pass. */
  function fold(): void {
    if (!log) return;
    const before = log.state;
    const { batches, grown } = inbox.take();
    log = follow(listen(log, grown), batches);
    const { state } = log;
    mayChange = state.outcome === null;
    if (state !== before) carriedOut = state.outcome === null && !state.interrupted;
    const events = batches.flatMap((batch) => batch.events);
    publish(state === before ? {} : readLog(log, carriedOut), { events, grown });
    fill();
  }
  const hear = (news: News): void => {
    if (news.kind === 'engineRestarted') load();
    // An engine that lets go of an open run says nothing in its log, and no engine tells that a loss was read or a defect logged after the end.
    if (news.kind === 'libraryChanged' && news.what === 'runs' && (mayChange || news.run === run)) load();
    const before = broke;
    broke = breakIn(news, run, before);
    if (broke !== before) publish({ failure: broke }, NOTHING);
    if (news.kind === 'progress' && news.run === run) publish({ progress: news.progress }, NOTHING);
    if (news.kind === 'runEvents' && news.run === run) inbox.put({ batches: [news], grown: [] });
    if (news.kind === 'outputGrew' && news.run === run) inbox.put({ batches: [], grown: news.grown });
  };
  return {
    open: () => {
      const stop = bridge.onNews(hear);
      load();
      return () => {
        stop();
        inbox.close();
        log = null;
      };
    },
  };
}

function breakIn(news: News, run: RunId, before: string | null): string | null {
  const now = news.kind === 'activity' ? news.runs.find((each) => each.run === run) : undefined;
  return now === undefined ? before : now.brokenBy;
}

function readLog(log: RunLog, carriedOut: boolean): Pick<Followed, 'view' | 'heard'> {
  const { state, head, heard, heardAt } = log;
  return { view: readRun(state, { carriedOut, head: head === '' ? null : head, heardAt }), heard };
}

/** News as they came. */
interface Inbox {
  readonly batches: readonly NewEvents[];
  readonly grown: Grown;
}

const EMPTY: Inbox = { batches: [], grown: [] };

/** Gathers news until the next frame. */
function createInbox(schedule: Schedule, onFrame: () => void) {
  let held = EMPTY;
  let isScheduled = false;
  let letBe = (): void => undefined;
  return {
    put({ batches, grown }: Inbox): void {
      held = { batches: [...held.batches, ...batches], grown: [...held.grown, ...grown] };
      if (isScheduled) return;
      isScheduled = true;
      letBe = schedule(() => {
        isScheduled = false;
        onFrame();
      });
    },
    take(): Inbox {
      const taken = held;
      held = EMPTY;
      return taken;
    },
    close(): void {
      letBe();
      isScheduled = false;
    },
  };
}
