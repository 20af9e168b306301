/** Entering what was done from paper into a run that no program carries out. */
import type { Library } from '#adapters/sqlite/library.ts';
import { refuseEntry } from '#core/run/answers.ts';
import type { RunId } from '#core/run/events.ts';
import type { Clock } from '#engine/ports.ts';
import type { PaperEntry } from '#engine/run-handle.ts';
import { openRun } from './run-desk.ts';

export interface EntryPlace {
  readonly library: Library;
  readonly clock: Clock;
}

/** Why the entry is refused; null when it was put down. */
export function enterOnPaper({ library, clock }: EntryPlace, run: RunId, entry: PaperEntry): string | null {
  const lock = library.holdRun(run);
  if (!lock) return `${run} is being carried out by another program; enter it there`;
  try {
    const opened = openRun(library, run);
    if (!opened) return `There is no run ${run} in this library`;
    const refusal = refuseEntry(opened.state, entry);
    if (refusal === null)
      library.append(run, [{ type: 'unitEntered', data: entry }], clock.now().toISOString());
    return refusal;
  } finally {
    lock.release();
  }
}
