/** Does what other programs wish of a run that this one carries out. */
import { type LeftWish, takeWishes } from '#adapters/files/run-wishes.ts';
import type { Clock } from '#engine/ports.ts';
import type { RunHandle } from '#engine/run-handle.ts';

/** How often it looks for wishes. */
export const LOOK_MS = 250;

interface Heeding {
  /** Of the library. */
  readonly folder: string;
  readonly clock: Clock;
}

/** Until the run is left. What was wished before it was resumed is void. */
export function heedWishes({ folder, clock }: Heeding, handle: RunHandle): void {
  const { run } = handle;
  let cancel: () => void = () => undefined;
  const look = (): void => {
    for (const wish of takeWishes(folder, run)) void fulfil(handle, wish);
    cancel = clock.after(LOOK_MS, look);
  };
  takeWishes(folder, run);
  look();
  void handle.ended.then(() => cancel());
}

function fulfil(handle: RunHandle, { kind, by, note }: LeftWish): Promise<void> {
  switch (kind) {
    case 'stop':
      return handle.stop(by, note);
    case 'pause':
      return handle.pause(by, note);
    case 'continue':
      return handle.resume(by, note);
  }
}
