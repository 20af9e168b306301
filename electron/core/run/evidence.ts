/** What is known of the soundness of a run's log, wherever the run is read: found with the events, never after them. */

import type { ChainFinding } from './chain.ts';
import type { RunId } from './events.ts';
import { isRewritten, type LossEvent } from './losses.ts';
import type { Stream } from './stream.ts';

/** One thing wrong with the evidence, as facts; `core/words/library/describe-evidence.ts` says it. */
export type EvidenceFinding = ChainFinding | LossFinding | StoreFinding | DamageFinding;

/** What a finding is about. */
interface PlaceInLog {
  /** Null: the library's own log, or something that belongs to no run. */
  readonly run: string | null;
  /** The event, where one can be named. */
  readonly seq: number | null;
}

export interface LossFinding extends PlaceInLog {
  readonly code: 'event-changed' | 'events-cut' | 'checkpoint-missing' | 'schema-changed' | 'log-damaged';
  readonly loss: LossEvent;
}

/** Of the file itself, in SQLite's words. */
export interface DamageFinding extends PlaceInLog {
  readonly code: 'database-damaged';
  readonly said: string;
}

type StoreFinding = PlaceInLog &
  (
    | { readonly code: 'output-changed'; readonly of: AttemptName; readonly how: OutputChange }
    /** `never`: nothing tells of such a run; `events`: it was opened and all its events are gone. */
    | { readonly code: 'run-missing'; readonly how: 'never' | 'events' }
    /** The library's log never opened it; nothing there seals its end; its entry in the list says something else. */
    | { readonly code: 'run-unopened' | 'run-unsealed' | 'listing-changed' }
    /** What is sealed as the event `seq` is not there. */
    | { readonly code: 'end-missing' }
    | {
        readonly code: 'revision-changed';
        readonly release: string;
        /** Of the kept text. */
        readonly number: number;
        /** Something is there; false: nothing is. */
        readonly isThere: boolean;
      }
    | { readonly code: 'document-changed' | 'document-missing'; readonly document: string }
    /** Its run is a backout of the run that is read; null: nothing of it can be read. */
    | { readonly code: 'backout-unsound'; readonly evidence: Evidence | null }
  );

interface AttemptName {
  readonly step: string;
  readonly host: string | null;
  readonly attempt: number;
}

/** What is wrong with stored output. */
export type OutputChange =
  /** No event tells of that attempt. */
  | { readonly kind: 'without-attempt' }
  /** The first `bytes` do not fit the hash in the event. */
  | { readonly kind: 'hash'; readonly stream: Stream; readonly bytes: number }
  /** The stored piece that begins at byte `at` is not sound. */
  | { readonly kind: 'piece'; readonly stream: Stream; readonly at: number }
  | { readonly kind: 'cut'; readonly stream: Stream; readonly stored: number; readonly found: number }
  | { readonly kind: 'added'; readonly stream: Stream; readonly bytes: number };

/** Told when a library was opened: what is lost, and that its log is not believed up to a finding. */
export type OpeningFinding =
  | { readonly kind: 'loss'; readonly loss: LossEvent }
  | { readonly kind: 'untrusted'; readonly finding: EvidenceFinding };

export interface Evidence {
  /** The chain, its seal, the plan and the release text are those that were recorded. */
  readonly ok: boolean;
  /** Why not, in the order of the events. */
  readonly findings: readonly EvidenceFinding[];
  /** Losses that were found in this run or in the library, and are recorded. They do not make it unsound. */
  readonly losses: readonly LossFinding[];
}

/** Something that was found to be missing while a run was open, and that nobody has read yet. */
export interface UnreadLoss {
  /** Event of the library's own log that tells of it. */
  readonly seq: number;
  readonly loss: LossEvent;
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

/** A loss as a finding: of which run or log, and from which event on. */
export function lossFinding(loss: LossEvent): LossFinding {
  switch (loss.type) {
    case 'lossFound': {
      const { run, found, noted } = loss.data;
      const code = isRewritten(loss.data) ? 'event-changed' : 'events-cut';
      return { run, seq: Math.min(found + 1, noted), code, loss };
    }
    case 'checkpointLost':
      return { run: null, seq: null, code: 'checkpoint-missing', loss };
    case 'schemaChanged':
      return { run: null, seq: null, code: 'schema-changed', loss };
    case 'logDamaged':
      return { run: null, seq: null, code: 'log-damaged', loss };
  }
}
