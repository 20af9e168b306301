/** Tells the windows of new facts about once a frame, however many they are: a message for each would keep the page from everything else. */
import type { News } from '#contract/api.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { Clock } from '#engine/ports.ts';

const FRAME_MS = 16;
/** How far a run has come with many hosts is told no more often. */
const PROGRESS_EVERY_MS = 150;

export interface RunNewsParts {
  readonly clock: Clock;
  tell(news: News): void;
  /** Hash of an event, 64 hex digits; null where it cannot be read. */
  hashOf(run: RunId, seq: number): string | null;
}

export function createRunNews({ clock, tell, hashOf }: RunNewsParts) {
  const waiting = new Map<RunId, RunEvent[]>();
  const newest = new Map<RunId, HostsProgress>();
  const untold = new Set<RunId>();
  let cancel: (() => void) | null = null;

  function tellProgress(): void {
    for (const run of untold) {
      const progress = newest.get(run);
      if (progress) tell({ kind: 'progress', run, progress });
    }
    untold.clear();
  }
  function flush(): void {
    cancel?.();
    cancel = null;
    for (const [run, events] of waiting) {
      const last = events.at(-1)?.seq ?? 0;
      tell({ kind: 'runEvents', run, events, head: hashOf(run, last) });
    }
    waiting.clear();
  }
  return {
    /** Tells at once what waits: other news must not overtake it. */
    flush,
    add(events: readonly RunEvent[]): void {
      for (const event of events) {
        if (event.type === 'preflightFinished' || event.type === 'runFinished') newest.delete(event.run);
        const ofRun = waiting.get(event.run);
        if (ofRun) ofRun.push(event);
        else waiting.set(event.run, [event]);
      }
      cancel ??= clock.after(FRAME_MS, flush);
    },
    /** Only the newest is told, until preflight or the run is over. */
    progressed(run: RunId, progress: HostsProgress): void {
      newest.set(run, progress);
      if (untold.size === 0) clock.after(PROGRESS_EVERY_MS, tellProgress);
      untold.add(run);
    },
    /** This process carries the run out no more. */
    forget: (run: RunId): void => void newest.delete(run),
    /** How far a run has come with its hosts; null where it is neither looking at them nor leaving them. */
    progressOf: (run: RunId): HostsProgress | null => newest.get(run) ?? null,
  };
}
