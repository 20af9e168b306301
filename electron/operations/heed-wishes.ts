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

async function fulfil(handle: RunHandle, wish: LeftWish): Promise<void> {
  switch (wish.kind) {
    case 'stop':
      return handle.stop(wish.by, wish.note);
    case 'pause':
      return handle.pause(wish.by, wish.note);
    case 'continue':
      return handle.resume(wish.by, wish.note);
    case 'log-defect': {
      const { kind: _, ...data } = wish;
      // Refused, it does not come to stand in the log, which is what the other program waits for.
      await handle.addEntry({ type: 'defectLogged', data });
      return;
    }
    case 'close-defect': {
      const { kind: _, ...data } = wish;
      await handle.addEntry({ type: 'defectClosed', data });
      return;
    }
    case 'message':
      await handle.addEntry(wish.entry);
      return;
  }
}
