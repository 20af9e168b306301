/** Tells the windows that output grew, a few times a second however much there is. */
import type { News } from '#contract/api.ts';
import type { RunId } from '#core/run/events.ts';
import type { Clock, OutputRef, Stream } from '#engine/ports.ts';

const EVERY_MS = 150;

type Grown = Extract<News, { kind: 'outputGrew' }>['grown'][number];

export function createOutputNews(clock: Clock, tell: (news: News) => void) {
  const waiting = new Map<RunId, Map<string, Grown>>();

  function send(): void {
    for (const [run, grown] of waiting) tell({ kind: 'outputGrew', run, grown: [...grown.values()] });
    waiting.clear();
  }
  return {
    grew({ run, step, host, attempt }: OutputRef, stream: Stream, total: number): void {
      if (waiting.size === 0) clock.after(EVERY_MS, send);
      const ofRun = waiting.get(run) ?? new Map<string, Grown>();
      const at = clock.now().toISOString();
      ofRun.set(`${step}\n${host ?? ''}\n${attempt}\n${stream}`, { step, host, attempt, stream, total, at });
      waiting.set(run, ofRun);
    },
  };
}
