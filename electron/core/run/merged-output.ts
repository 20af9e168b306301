/** What all hosts of a step, or of a whole run, printed, as one output in the order in which it was stored. */
import type { HostName, StepId } from '#core/release/model.ts';
import type { Stream } from './stream.ts';

/** Who printed a line, and when it was stored (ISO 8601, UTC). */
export interface LineOrigin {
  readonly at: string;
  readonly step: StepId;
  readonly host: HostName | null;
  readonly attempt: number;
  readonly stream: Stream;
}

/** A line without its line end. */
export interface MergedLine extends LineOrigin {
  /** Base64 of the stored bytes; empty where the line is our own. */
  readonly bytes: string;
  /** Our own words, where something of the output is not kept. */
  readonly ours: string | null;
}

/** Where a part of an output stands among all of the run; only the library reads it. */
export interface MergedPlace {
  readonly at: string;
  readonly output: number;
  readonly stream: Stream;
  readonly offset: number;
}

/** A part of it, oldest line first. */
export interface MergedPart {
  readonly lines: readonly MergedLine[];
  /** Where to read on towards the beginning; null: this is the beginning. */
  readonly earlier: MergedPlace | null;
}

/** Lines that hold a text, oldest first. */
export interface MergedMatches {
  readonly lines: readonly MergedLine[];
  /** There are more than are given. */
  readonly isCut: boolean;
}
