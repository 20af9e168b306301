/** What a person does to a run from the keyboard while the terminal follows it: Ctrl-C stops it, Ctrl-Z pauses it. */
import type { RunHandle } from '#engine/run-handle.ts';

/** Ctrl-Z where there are jobs to suspend; Windows has Ctrl-Break in its place. */
const PAUSE_SIGNAL: NodeJS.Signals = process.platform === 'win32' ? 'SIGBREAK' : 'SIGTSTP';

export interface Signals {
  /** From the first fact of the run on; what comes before its handle waits for that. */
  heed(): void;
  give(handle: RunHandle): void;
  release(): void;
}

/** The first interrupt stops the run, the second leaves it as it stands. */
export function createSignals(operator: string, onFirst: () => void): Signals {
  let give: (handle: RunHandle) => void = () => undefined;
  const given = new Promise<RunHandle>((resolve) => {
    give = resolve;
  });
  let heeding = false;
  let asked = false;
  const onInterrupt = async (): Promise<void> => {
    const isAgain = asked;
    asked = true;
    if (!isAgain) {
      onFirst();
      process.stderr.write(
        'Stopping: what is running is ended and seen to be gone. Interrupt again to leave it running.\n',
      );
    }
    const handle = await given;
    if (isAgain) handle.leave();
    else await handle.stop(operator, null, 'interrupted');
  };
  const onPause = async (): Promise<void> => {
    const handle = await given;
    if (handle.state().paused === null) {
      process.stderr.write(
        'Pausing: nothing new begins, what is running continues. The same key continues.\n',
      );
      await handle.pause(operator, null, 'at-terminal');
    } else await handle.resume(operator, null, 'at-terminal');
  };
  return {
    heed() {
      if (heeding) return;
      heeding = true;
      process.on('SIGINT', onInterrupt);
      process.on('SIGTERM', onInterrupt);
      process.on(PAUSE_SIGNAL, onPause);
    },
    give,
    release() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
      process.off(PAUSE_SIGNAL, onPause);
    },
  };
}
