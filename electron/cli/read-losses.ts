/** Before a command builds on a run of which something may be missing: a person reads that, by an option or at the terminal. */
import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { RunId } from '#core/run/events.ts';
import { acknowledgeLosses, refuseUnread } from '#operations/unread-losses.ts';
import { askLine, isAtTerminal } from './ask.ts';
import { CliFailure, EXIT, refusalOf } from './failure.ts';
import { safe } from './terminal.ts';

export interface LossOptions {
  /** What was found on the hosts. */
  readonly acknowledgeLoss?: string;
}

export async function seeToLosses(
  library: Library,
  run: string,
  { acknowledgeLoss, operator }: LossOptions & { readonly operator: string },
): Promise<void> {
  const refused = refuseUnread(library, run as RunId);
  if (!refused) return;
  const note = acknowledgeLoss ?? (isAtTerminal() ? await askNote(refused.message) : null);
  if (note === null || note.trim() === '') throw refusalOf(refused, EXIT.unverified);
  const why = acknowledgeLosses(
    { library, clock: createClock(), run: run as RunId },
    { by: operator, note, upTo: null },
  );
  if (why !== null) throw new CliFailure('refused', why);
}

function askNote(message: string): Promise<string> {
  process.stderr.write(`warning: ${safe(message)}\n`);
  return askLine('What was found on the hosts (empty: stop here)? ');
}
