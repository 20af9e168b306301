/** Keeps a run on the page in step with the program: opens it, follows its news, and opens it anew where they are not enough. */
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { News } from '#contract/api.ts';
import type { RunEvent, RunId, UnitRef } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { asRead, inFlight } from '#core/run/view.ts';
import { follow, hasGap, openLog, type RunLog } from './run-log.ts';
import type { Sight } from './sight.ts';

/** What the follower hands to the store. */
export interface Followed {
  readonly state: RunState;
  readonly sight: Sight;
  /** What was under way where the log of a run ends that nobody carries out. */
  readonly underWay: readonly UnitRef[];
  readonly held: boolean;
  readonly head: string;
  readonly failure: string | null;
}

export interface Follower {
  /** The returned function lets go of the run. */
  open(): () => void;
}

type Grown = Extract<News, { kind: 'outputGrew' }>['grown'];

export interface Listener {
  publish(change: Partial<Followed>): void;
  onEvents(events: readonly RunEvent[]): void;
  onOutput(grown: Grown): void;
}

export function createFollower(bridge: Bridge, run: RunId, listener: Listener): Follower {
  const { publish } = listener;
  let log: RunLog | null = null;
  let waiting: RunEvent[] = [];
  let filling = false;

  const open = async (): Promise<void> => {
    const { plan, events, held, head } = await bridge.call('run.open', { run });
    const fresh = follow(openLog(plan, events), waiting);
    waiting = [];
    log = log && log.state.seq > fresh.state.seq ? log : fresh;
    const { state, sight } = log;
    const underWay = held || state.outcome !== null ? [] : inFlight(state);
    publish({ state: asRead(state, held), sight, underWay, held, head, failure: null });
    fill();
  };
  const fillOnce = async (open: RunLog): Promise<boolean> => {
    const missing = await bridge.call('run.eventsAfter', { run, seq: open.state.seq });
    log = follow(log ?? open, missing);
    publish({ state: log.state, sight: log.sight, failure: null });
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
  const take = (events: readonly RunEvent[]): void => {
    if (!log) {
      waiting.push(...events);
      return;
    }
    const before = log.state;
    log = follow(log, events);
    const { state, sight } = log;
    if (state !== before) {
      const held = state.outcome === null && !state.interrupted;
      publish({ state, sight, held, underWay: [] });
      listener.onEvents(events);
    }
    fill();
  };
  const hear = (news: News): void => {
    if (news.kind === 'engineRestarted') load();
    // An engine that lets go of an open run says nothing in its log.
    if (news.kind === 'libraryChanged' && news.what === 'runs' && log?.state.outcome === null) load();
    if (news.kind === 'runEvents' && news.run === run) take(news.events);
    if (news.kind === 'outputGrew' && news.run === run) listener.onOutput(news.grown);
  };
  return {
    open: () => {
      const stop = bridge.onNews(hear);
      load();
      return () => {
        stop();
        log = null;
      };
    },
  };
}
