/** What the page's main thread does while it is watched: how long its frames, its longest tasks and all its work take. */
import type { Page } from '@playwright/test';

export interface Watched {
  /** Longest time that the page did nothing else, in ms. */
  readonly longestTaskMs: number;
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

/** Watches while `work` goes on. */
export async function watchPage<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<Watched & { readonly value: T }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  await page.evaluate(startWatching);
  const before = await worked();
  const value = await work();
  const workMs = (await worked()) - before;
  const { frames, tasks } = await page.evaluate(stopWatching);
  await session.detach();
  const sorted = frames.toSorted((a, b) => a - b);
  return {
    value,
    workMs,
    // A task that is not listed took less than 50 ms.
    longestTaskMs: Math.max(0, ...tasks),
    p95FrameMs: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
  };
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
