/** Shows on standard error how far preflight has come, so that hosts that give no answer are no silence. */
import type { Clock } from '#engine/ports.ts';
import type { PreflightProgress } from '#engine/preflight.ts';
import { safe } from './terminal.ts';

/** Between two lines where there is no terminal; what takes less is not told. */
const LINE_EVERY_MS = 5000;
const NAMED = 5;
const CLEAR_LINE = '\r\u001b[K';

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(chunk: Buffer): unknown;
}

/** On a terminal one line that is rewritten; elsewhere a line now and then. */
export function createPreflightProgress(screen: Screen, clock: Pick<Clock, 'after'>) {
  let last: PreflightProgress | null = null;
  let cancel: (() => void) | null = null;
  let isShown = false;

  function rewrite(words: string): void {
    // As bytes, since what is printed as text has its control characters spelled out.
    screen.write(Buffer.from(`${CLEAR_LINE}${[...words].slice(0, (screen.columns ?? 80) - 1).join('')}`));
    isShown = words !== '';
  }
  function printLine(): void {
    if (last) screen.write(Buffer.from(`${progressWords(last)}\n`));
    cancel = clock.after(LINE_EVERY_MS, printLine);
  }
  return {
    show(progress: PreflightProgress): void {
      last = progress;
      if (screen.isTTY) rewrite(progressWords(progress));
      else cancel ??= clock.after(LINE_EVERY_MS, printLine);
    },
    /** Takes the line away; what is printed next begins where it stood. */
    clear(): void {
      cancel?.();
      cancel = null;
      last = null;
      if (isShown) rewrite('');
    },
  };
}

function progressWords({ done, of, waitingFor }: PreflightProgress): string {
  const named = waitingFor.slice(0, NAMED).join(', ');
  const more = waitingFor.length > NAMED ? ` and ${waitingFor.length - NAMED} more` : '';
  const waiting = waitingFor.length === 0 ? '' : `; waiting for ${named}${more}`;
  return safe(`preflight: ${done} of ${of} hosts looked at${waiting}`);
}
