/** The runs that this process carries out. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { News } from '#contract/api.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import { KEPT_OUTPUT } from '#core/run/kept-output.ts';
import { describeBreak } from '#core/words/run/describe-activity.ts';
import { type Clock, type Failure, type Result, StoreFailure } from '#engine/ports.ts';
import type { RunHandle, RunListener } from '#engine/run-handle.ts';
import { carriedOutElsewhere } from '#operations/refuse.ts';
import type { RunSetup } from '#operations/start-run.ts';
import { refuseWish } from '#operations/wish-of-run.ts';
import { createActivityNews } from './activity-news.ts';
import { notBegun } from './not-begun.ts';
import { createOutputNews } from './output-news.ts';
import type { RunDiary } from './run-diary.ts';
import { createRunNews } from './run-news.ts';

export interface CarriedRuns {
  /** Starts a run by `begin` and looks after it until it ends. */
  launch(
    release: string,
    begin: (setup: RunSetup, listener: RunListener) => Promise<Result<RunHandle, Failure>>,
  ): Promise<RunId>;
  /** The handle of a run that this process carries out. */
  handle(run: RunId): RunHandle;
  /** The same; null when it carries it out no more. */
  liveHandle(run: RunId): RunHandle | null;
  /** How far a run has come with its hosts; null where it is neither looking at them nor leaving them here. */
  progressOf(run: RunId): HostsProgress | null;
  /** How many there are. */
  count(): number;
  /** The workstation was asleep: every connection is asked for a sign of life. */
  checkLinks(): void;
}

export interface CarriedRunsParts {
  readonly library: Library;
  readonly clock: Clock;
  readonly diary: RunDiary;
  readonly open: (release: string) => { readonly setup: RunSetup; readonly transport: SshTransport };
  send(news: News): void;
}

/** `tell` sends news behind the events that are on their way. */
export function createCarriedRuns({ library, clock, diary, open, send }: CarriedRunsParts): CarriedRuns & {
  tell(news: News): void;
} {
  const live = new Map<RunId, RunHandle>();
  const transports = new Set<SshTransport>();
  const output = createOutputNews(clock, send);
  const activity = createActivityNews(clock, send);
  const events = createRunNews({ clock, tell: send, hashOf: (run, seq) => hashOf(library, run, seq) });
  const tell = (news: News): void => {
    events.flush();
    send(news);
  };
  /** The last part of a long output is stored with its end. */
  const tellEnd = ({ run, data }: RunEvent & { readonly type: 'attemptFinished' }): void => {
    for (const stream of ['stdout', 'stderr'] as const)
      if (data[stream].bytes > KEPT_OUTPUT.least) output.grew({ ...data, run }, stream, data[stream].bytes);
  };
  const listener: RunListener = {
    onEvents: (added, state) => {
      diary.happened(added);
      events.add(added);
      for (const event of added) if (event.type === 'attemptFinished') tellEnd(event);
      activity.changed(state);
    },
    onOutput: output.grew,
    onProgress: events.progressed,
  };
  const follow = (handle: RunHandle, transport: SshTransport): void => {
    live.set(handle.run, handle);
    transports.add(transport);
    diary.begun(handle.run);
    tell({ kind: 'libraryChanged', what: 'runs' });
    void handle.ended.then((end) => {
      live.delete(handle.run);
      transports.delete(transport);
      events.forget(handle.run);
      activity.ended(end.state, end.kind === 'broken' ? whyBroken(end.error) : null);
      tell({ kind: 'libraryChanged', what: 'runs' });
      diary.ended(handle.run, end);
      return transport.close();
    });
  };
  return {
    tell,
    async launch(release, begin) {
      const { setup, transport } = open(release);
      const begun = await begin(setup, listener);
      if (!begun.ok) {
        await transport.close();
        throw notBegun(begun.error);
      }
      follow(begun.value, transport);
      return begun.value.run;
    },
    handle: (run) => live.get(run) ?? refuseNotHere(library, run),
    liveHandle: (run) => live.get(run) ?? null,
    progressOf: events.progressOf,
    count: () => live.size,
    checkLinks() {
      for (const transport of transports) transport.checkLinks('woke');
    },
  };
}

function whyBroken(error: Error): string {
  return describeBreak({ ofLibrary: error instanceof StoreFailure, said: error.message });
}

function hashOf(library: Library, run: RunId, seq: number): string | null {
  try {
    return library.chain(run, seq - 1)[0]?.hash ?? null;
  } catch {
    // The next call for the run says what is wrong with the library.
    return null;
  }
}

function refuseNotHere(library: Library, run: RunId): never {
  throw notBegun(refuseWish(library, run) ?? carriedOutElsewhere(run).error);
}
