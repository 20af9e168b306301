/** One thing wrong with the evidence. */
export interface Finding {
  /** Null: the library's own log, or something that belongs to no run. */
  readonly run: string | null;
  /** The event, where one can be named. */
  readonly seq: number | null;
  readonly code: string;
  readonly message: string;
}
