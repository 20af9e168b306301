/** What was found to be missing, or not as it was left, when a library was opened. The library's own log records it. */
export type LossEvent =
  /** The checkpoint beside the database named an event that is not there any more. */
  | { readonly type: 'lossFound'; readonly data: Loss }
  /** The checkpoint itself was missing, unreadable, of another library, or older than it can be. */
  | { readonly type: 'checkpointLost'; readonly data: CheckpointLoss }
  /** Tables, indexes or guards were not those that this program makes. Guards were put right then. */
  | { readonly type: 'schemaChanged'; readonly data: { readonly changes: readonly SchemaChange[] } }
  /** The write-ahead log was damaged; so many commits behind the damage are lost. */
  | { readonly type: 'logDamaged'; readonly data: { readonly commits: number } };

export interface SchemaChange {
  /** `table`, `index`, `trigger` or `view`. */
  readonly type: string;
  readonly name: string;
  readonly how: 'missing' | 'added' | 'changed';
}

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

/** The event is there and is another than the one that was noted: it was written anew, not lost. */
export function isRewritten({ found, noted }: Loss): boolean {
  return noted <= found;
}
