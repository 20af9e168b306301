export interface Delay {
  start(ms: number): void;
  stop(): void;
}

/** One timer; starting it anew puts it off, but never further than `mostMs` after the first start: whoever types without a pause is heard too. */
export function createDelay(act: () => void, mostMs: number = Number.POSITIVE_INFINITY): Delay {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let startedAt: number | null = null;
  const stop = (): void => {
    clearTimeout(timer);
    startedAt = null;
  };
  return {
    stop,
    start(ms) {
      clearTimeout(timer);
      const now = performance.now();
      startedAt ??= now;
      timer = setTimeout(
        () => {
          startedAt = null;
          act();
        },
        Math.min(ms, Math.max(0, startedAt + mostMs - now)),
      );
    },
  };
}
