export interface Delay {
  start(ms: number): void;
  stop(): void;
}

/** One timer; starting it anew stops the one before. */
export function createDelay(act: () => void): Delay {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    stop,
    start(ms) {
      stop();
      timer = setTimeout(act, ms);
    },
  };
}
