/** Keeps a run on the page in step with the program: opens it, follows its news a frame at a time, and opens it anew where they are not enough. */
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { News } from '#contract/api.ts';
import type { NewEvents, RunDetail } from '#contract/commands/run-records.ts';
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
  const fail = (cause: unknown): void => publish({ failure: messageOf(cause) }, NOTHING);

  const open = async (): Promise<void> => {
    const detail = await bridge.call('run.open', { run });
    carriedOut = detail.carriedOut;
    const { batches, grown } = inbox.take();
    const fresh = follow(listen(openLog(detail), grown), batches);
    log = log && log.state.seq > fresh.state.seq ? log : fresh;
    mayChange = log.state.outcome === null || detail.unread.length > 0;
    publish({ ...readLog(log, carriedOut), ...foundIn(detail), failure: broke }, NOTHING);
    fill();
  };
  const fillOnce = async (open: RunLog): Promise<boolean> => {
    const missing = await bridge.call('run.eventsAfter', { run, seq: open.state.seq });
    moveTo(follow(log ?? open, [missing]));
    if (log) publish({ ...readLog(log, carriedOut), failure: broke }, NOTHING);
    return (log?.state.seq ?? 0) > open.state.seq;
  };
  const fill = (byOthers = false): void => {
    if (filling || !log || !(byOthers || hasGap(log))) return;
    filling = true;
    fillOnce(log)
      .finally(() => {
        filling = false;
      })
      .then((moved) => (moved ? fill() : undefined))
      .catch(fail);
  };
  const load = (): void => void open().catch(fail);
  function moveTo(next: RunLog): void {
    const { outcome, interrupted } = next.state;
    if (next.state !== log?.state) [mayChange, carriedOut] = [!outcome, !outcome && !interrupted];
    log = next;
  }
  /** All that has come since the last frame, in one pass. */
  function fold(): void {
    if (!log) return;
    const before = log.state;
    const { batches, grown } = inbox.take();
    moveTo(follow(listen(log, grown), batches));
    const fresh = { events: batches.flatMap((batch) => batch.events), grown };
    publish(log.state === before ? {} : readLog(log, carriedOut), fresh);
    fill();
  }
  const hear = (news: News): void => {
    if (news.kind === 'engineRestarted') load();
    if (isOfRuns(news) && news.byOthers) fill(true);
    else if (isOfRuns(news) && (mayChange || news.run === run)) load();
    const why = breakIn(news, run, broke);
    if (why !== broke) publish({ failure: why }, NOTHING);
    broke = why;
    if (news.kind === 'progress' && news.run === run) publish({ progress: news.progress }, NOTHING);
    const came = cameOf(news, run);
    if (came) inbox.put(came);
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

/** What another program wrote makes no gap that could be seen; an engine that lets go of an open run says nothing in its log, and none tells that a loss was read or a defect logged after the end. */
function isOfRuns(news: News): news is Extract<News, { readonly kind: 'libraryChanged' }> {
  return news.kind === 'libraryChanged' && news.what === 'runs';
}

function breakIn(news: News, run: RunId, before: string | null): string | null {
  const now = news.kind === 'activity' ? news.runs.find((each) => each.run === run) : undefined;
  return now === undefined ? before : now.brokenBy;
}

function foundIn({
  progress,
  evidence,
  unread,
}: RunDetail): Pick<Followed, 'progress' | 'evidence' | 'unread'> {
  return { progress, evidence, unread };
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

function cameOf(news: News, run: RunId): Inbox | null {
  if (news.kind === 'runEvents' && news.run === run) return { ...EMPTY, batches: [news] };
  return news.kind === 'outputGrew' && news.run === run ? { ...EMPTY, grown: news.grown } : null;
}

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
