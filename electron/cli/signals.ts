/** What a person does to a run from the keyboard while the terminal follows it: Ctrl-C stops it, Ctrl-Z pauses it. */
import type { RunHandle } from '#engine/run-handle.ts';

/** Ctrl-Z where there are jobs to suspend; Windows has Ctrl-Break in its place. */
const PAUSE_SIGNAL: NodeJS.Signals = process.platform === 'win32' ? 'SIGBREAK' : 'SIGTSTP';

/** The first interrupt stops the run, the second leaves it as it stands. The returned function heeds no more. */
export function heedSignals(handle: RunHandle, operator: string, onFirst: () => void): () => void {
  let asked = false;
  const onInterrupt = (): void => {
    if (asked) {
      handle.leave();
      return;
    }
    asked = true;
    onFirst();
    process.stderr.write(
      'Stopping: what is under way is ended and seen to be gone. Interrupt again to leave it running.\n',
    );
    void handle.stop(operator, 'Interrupted at the terminal');
  };
  const onPause = (): void => {
    if (handle.state().paused === null) {
      process.stderr.write(
        'Pausing: nothing new begins, what is under way goes on. The same key continues.\n',
      );
      void handle.pause(operator, 'At the terminal');
    } else void handle.resume(operator, 'At the terminal');
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  process.on(PAUSE_SIGNAL, onPause);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    process.off(PAUSE_SIGNAL, onPause);
  };
}
