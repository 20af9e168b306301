import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFrames } from '#run/live/next-frame.ts';

const FRAME_MS = 16;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('requestAnimationFrame', (work: () => void) => setTimeout(work, FRAME_MS));
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => clearTimeout(frame));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function doneAfter(times: number) {
  const schedule = createFrames();
  let done = 0;
  const again = (): void => {
    done += 1;
    schedule(again);
  };
  schedule(again);
  vi.advanceTimersByTime(times);
  return done;
}

it('shows the first news with the next frame', () => {
  expect(doneAfter(FRAME_MS)).toBe(1);
});

it('shows news that do not end ten times a second at most', () => {
  expect(doneAfter(1000)).toBeGreaterThan(5);
  expect(doneAfter(1000)).toBeLessThanOrEqual(10);
});

it('lets work be that nobody wants any more', () => {
  const work = vi.fn();
  createFrames()(work)();
  vi.advanceTimersByTime(1000);
  expect(work).not.toHaveBeenCalled();
});
