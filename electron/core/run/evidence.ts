/** What is known of the soundness of a run's log, wherever the run is read: found with the events, never after them. */

import type { RunId } from './events.ts';

/** One thing wrong with the evidence. */
export interface EvidenceFinding {
  /** Null: the library's own log, or something that belongs to no run. */
  readonly run: string | null;
  /** The event, where one can be named. */
  readonly seq: number | null;
  readonly code: string;
  readonly message: string;
}

export interface Evidence {
  /** The chain, its seal, the plan and the release text are those that were recorded. */
  readonly ok: boolean;
  /** Why not, in the order of the events. */
  readonly findings: readonly EvidenceFinding[];
  /** Losses that were found in this run or in the library, and are recorded. They do not make it unsound. */
  readonly losses: readonly EvidenceFinding[];
}

/** Something that was found to be missing while a run was open, and that nobody has read yet. */
export interface UnreadLoss {
  /** Event of the library's own log that tells of it. */
  readonly seq: number;
  readonly message: string;
}

export const SOUND: Evidence = { ok: true, findings: [], losses: [] };

export function withFindings(evidence: Evidence, more: readonly EvidenceFinding[]): Evidence {
  return { ...evidence, ok: evidence.ok && more.length === 0, findings: [...evidence.findings, ...more] };
}

/** A run that the library's own log knows: its entry in the list is gone, or all its events are. */
export interface MissingRun {
  readonly run: RunId;
  readonly what: 'entry' | 'events';
}

/** What a list of runs cannot show. */
export interface NotListed {
  readonly runs: readonly MissingRun[];
  /** Events of the library itself are lost, now or at any time before: runs may be missing of which nothing is left. */
  readonly isLossy: boolean;
}
