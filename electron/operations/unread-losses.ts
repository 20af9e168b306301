/** What was found to be missing while a run was open: a person reads it before anything is built on that run. */

import type { Library } from '#adapters/sqlite/library.ts';
import type { LibraryEvent } from '#adapters/sqlite/library-event.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import type { UnreadLoss } from '#core/run/evidence.ts';
import type { LossEvent } from '#core/run/losses.ts';
import { describeLoss } from '#core/words/library/describe-loss.ts';
import type { Clock, Failure } from '#engine/ports.ts';
import { carriedOutElsewhere } from './refuse.ts';

/** Losses that may concern the run and that nobody has acknowledged yet. */
export function unreadLosses(library: Library, run: RunId): readonly UnreadLoss[] {
  const chain = library.chain(null);
  const opened = chain.find(({ type, data }) => type === 'runOpened' && (data as { run: RunId }).run === run);
  const events = library.events(run);
  const from = Math.max(opened?.seq ?? 0, readUpTo(events));
  const isOver = events.some(({ type }) => type === 'runFinished');
  return chain.flatMap(({ seq, type, data }) => {
    const event = { type, data } as LibraryEvent;
    if (seq <= from || !isLoss(event) || !concerns(event, run, isOver)) return [];
    return [{ seq, loss: event }];
  });
}

function readUpTo(events: readonly RunEvent[]): number {
  const read = events.flatMap((event) => (event.type === 'lossAcknowledged' ? [event.data.upTo] : []));
  return Math.max(0, ...read);
}

function isLoss(event: LibraryEvent): event is LossEvent {
  return event.type === 'lossFound' || event.type === 'checkpointLost' || event.type === 'logDamaged';
}

/** The log of a run at its end is known to be whole by its seal; only what was lost of it itself concerns it. */
function concerns(event: LossEvent, run: RunId, isOver: boolean): boolean {
  switch (event.type) {
    case 'lossFound':
      return event.data.run === run || (event.data.run === null && !isOver);
    case 'logDamaged':
      return !isOver;
    case 'checkpointLost':
      return !isOver && event.data.why !== 'behind';
    default:
      return false;
  }
}

/** Why nothing is done with the run before a person has read what is missing; null when nothing is. */
export function refuseUnread(library: Library, run: RunId): Failure | null {
  const unread = unreadLosses(library, run);
  if (unread.length === 0) return null;
  const missing = unread.map(({ loss }) => describeLoss(loss)).join('; ');
  return {
    code: 'loss-unread',
    message: `something of ${run} may be missing from this library: ${missing}. Steps may have run that its log does not show, so nothing is run or undone by it until a person has looked at the hosts and says so`,
    next: {
      terminal: `Give --acknowledge-loss with a note of what was found there, or end the run with holdpoint stop ${run}`,
      app: 'The page of the run shows what is missing and takes what you found',
    },
  };
}

export interface Acknowledgement {
  readonly by: string;
  /** What was found on the hosts. */
  readonly note: string;
  /** The newest loss that was read; null: all there are. */
  readonly upTo: number | null;
}

/** Records that a person has read what is missing. In words why not; null when it was recorded. */
export function acknowledgeLosses(
  { library, clock, run }: { readonly library: Library; readonly clock: Clock; readonly run: RunId },
  { by, note, upTo }: Acknowledgement,
): string | null {
  const read = unreadLosses(library, run).filter(({ seq }) => upTo === null || seq <= upTo);
  const newest = read.at(-1)?.seq;
  if (newest === undefined) return null;
  if (note.trim() === '') return 'Acknowledging a loss needs a note: what was found on the hosts';
  const lock = library.lockRun(run);
  if (!lock) return carriedOutElsewhere(run).error.message;
  try {
    const data = { by, note, upTo: newest, count: read.length };
    library.append(run, [{ type: 'lossAcknowledged', data }], clock.now().toISOString());
    return null;
  } finally {
    lock.release();
  }
}
