/** What the page's main thread does while it is watched: how long its frames, its longest tasks and all its work take. */
import { readFile } from 'node:fs/promises';
import type { OpenApp } from '#support/app/open-app.ts';

export interface Watched {
  /** Longest time that the page did nothing else, in ms. */
  readonly longestTaskMs: number;
  /** Processor time of the task that took most of it, in ms: what else the machine does is not in it. */
  readonly longestWorkMs: number;
  /** Of the times from one frame to the next. */
  readonly p95FrameMs: number;
  /** Processor time of the main thread, whatever else the machine does. */
  readonly workMs: number;
}

interface Watching {
  readonly frames: number[];
  readonly tasks: number[];
  stop(): void;
}

type WatchedWindow = typeof globalThis & { holdpointWatch?: Watching };

/** Watches while `work` continues. */
export async function watchPage<T>(
  { app, page }: OpenApp,
  work: () => Promise<T>,
): Promise<Watched & { readonly value: T }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  await app.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['toplevel'] }),
  );
  await page.evaluate(startWatching);
  const before = await worked();
  const value = await work();
  const workMs = (await worked()) - before;
  const { frames, tasks } = await page.evaluate(stopWatching);
  await session.detach();
  const trace = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording());
  const sorted = frames.toSorted((a, b) => a - b);
  return {
    value,
    workMs,
    // A task that is not listed took less than 50 ms.
    longestTaskMs: Math.max(0, ...tasks),
    longestWorkMs: longestWork(await readFile(trace, 'utf8')),
    p95FrameMs: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, in µs. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Of the main threads of all pages; the app has one. */
function longestWork(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  );
  const ofPages = traceEvents.filter((event) => pages.has(threadOf(event)));
  return ofPages.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000;
}

function startWatching(): void {
  const frames: number[] = [];
  const tasks: number[] = [];
  let last = performance.now();
  let isOver = false;
  const onFrame = (now: number): void => {
    frames.push(now - last);
    last = now;
    if (!isOver) requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  observer.observe({ entryTypes: ['longtask'] });
  const stop = (): void => {
    isOver = true;
    observer.disconnect();
  };
  (globalThis as WatchedWindow).holdpointWatch = { frames, tasks, stop };
}

function stopWatching(): { readonly frames: number[]; readonly tasks: number[] } {
  const watching = (globalThis as WatchedWindow).holdpointWatch;
  watching?.stop();
  return { frames: watching?.frames ?? [], tasks: watching?.tasks ?? [] };
}
