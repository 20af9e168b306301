import type { RunId } from '#core/run/events.ts';

/** An event of the library's own chain: it witnesses the library itself, its runs and its revisions. */
export type LibraryEvent =
  /** The first event. `id` tells this library from every other, also from one that was made in the same place. */
  | { readonly type: 'libraryCreated'; readonly data: { readonly id: string } }
  | {
      readonly type: 'runOpened';
      readonly data: { readonly run: RunId; readonly revision: string; readonly planSha256: string };
    }
  | {
      readonly type: 'runSealed';
      readonly data: { readonly run: RunId; readonly seq: number; readonly head: string };
    }
  | {
      readonly type: 'revisionAdded';
      readonly data: { readonly release: string; readonly revision: string; readonly document: string };
    }
  | { readonly type: 'releaseDeleted'; readonly data: { readonly release: string } }
  | LossEvent;

/** What was found to be missing when the library was opened. */
export type LossEvent =
  /** The checkpoint beside the database named an event that is not there any more. */
  | { readonly type: 'lossFound'; readonly data: Loss }
  /** The checkpoint itself was missing, unreadable, of another library, or older than it can be. */
  | { readonly type: 'checkpointLost'; readonly data: CheckpointLoss }
  /** The write-ahead log was damaged; so many commits behind the damage are lost. */
  | { readonly type: 'logDamaged'; readonly data: { readonly commits: number } };

export interface Loss {
  readonly run: string | null;
  /** Newest event that was there when the loss was found. */
  readonly found: number;
  /** Event that the checkpoint named. */
  readonly noted: number;
  /** When it was noted. */
  readonly since: string;
}

export interface CheckpointLoss {
  readonly why: 'missing' | 'unreadable' | 'foreign' | 'behind';
  /** Newest event of the library's log when this was found. */
  readonly found: number;
  /** Newest event of the library's log that the checkpoint named; null where it named none. */
  readonly noted: number | null;
}
