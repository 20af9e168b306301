/** Tells the windows of new facts about once a frame, however many they are: a message for each would keep the page from everything else. */
import type { News } from '#contract/api.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { Clock } from '#engine/ports.ts';

const FRAME_MS = 16;

export interface RunNewsParts {
  readonly clock: Clock;
  tell(news: News): void;
  /** Hash of an event, 64 hex digits; null where it cannot be read. */
  hashOf(run: RunId, seq: number): string | null;
}

export function createRunNews({ clock, tell, hashOf }: RunNewsParts) {
  const waiting = new Map<RunId, RunEvent[]>();
  let cancel: (() => void) | null = null;

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
        const ofRun = waiting.get(event.run);
        if (ofRun) ofRun.push(event);
        else waiting.set(event.run, [event]);
      }
      cancel ??= clock.after(FRAME_MS, flush);
    },
  };
}
