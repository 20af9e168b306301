/** Tells the windows of new facts about once a frame, however many they are: a message for each would keep the page from everything else. */
import type { News } from '#contract/api.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { PreflightProgress } from '#core/run/preflight-progress.ts';
import type { Clock } from '#engine/ports.ts';

const FRAME_MS = 16;
/** Preflight of many hosts is told of no more often. */
const LOOK_EVERY_MS = 150;

export interface RunNewsParts {
  readonly clock: Clock;
  tell(news: News): void;
  /** Hash of an event, 64 hex digits; null where it cannot be read. */
  hashOf(run: RunId, seq: number): string | null;
}

export function createRunNews({ clock, tell, hashOf }: RunNewsParts) {
  const waiting = new Map<RunId, RunEvent[]>();
  const looking = new Map<RunId, PreflightProgress>();
  const untold = new Set<RunId>();
  let cancel: (() => void) | null = null;

  function tellLooking(): void {
    for (const run of untold) {
      const progress = looking.get(run);
      if (progress) tell({ kind: 'preflight', run, progress });
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
        if (event.type === 'preflightFinished' || event.type === 'runFinished') looking.delete(event.run);
        const ofRun = waiting.get(event.run);
        if (ofRun) ofRun.push(event);
        else waiting.set(event.run, [event]);
      }
      cancel ??= clock.after(FRAME_MS, flush);
    },
    /** Only the newest is told, until preflight is over. */
    look(run: RunId, progress: PreflightProgress): void {
      looking.set(run, progress);
      if (untold.size === 0) clock.after(LOOK_EVERY_MS, tellLooking);
      untold.add(run);
    },
    /** This process carries the run out no more. */
    forget: (run: RunId): void => void looking.delete(run),
    /** How far the preflight of a run has come; null where none is running. */
    looking: (run: RunId): PreflightProgress | null => looking.get(run) ?? null,
  };
}
