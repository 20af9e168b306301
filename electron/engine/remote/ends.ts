/**
 * Between a channel and the log stand two types: what was seen of the remote end, over one channel, and what is known of
 * the attempt, over all of its channels.
 */

import type { BootSince, EndedFor, EndSeen, Reason } from '#core/run/reasons.ts';
import type { Cancellation } from '../cancellation.ts';
import type { HostFailure } from '../reach.ts';

/** What was seen of the remote end over one channel, and no more. */
export type RemoteEnd =
  | Exit
  | Signal
  | NotStarted
  | UnobservedEnd
  /** Its processes were ended by Holdpoint, and seen to be gone. */
  | { readonly kind: 'ended-by-us'; readonly why: EndedFor }
  /** It was begun, its process is gone, and it left no outcome. */
  | { readonly kind: 'gone'; readonly boot: BootSince }
  /** It can never start: its place is taken. */
  | { readonly kind: 'fenced' }
  /** There is no record of it. */
  | { readonly kind: 'absent' }
  /** It runs; told where nobody stays to see it end. */
  | { readonly kind: 'running'; readonly pid: number };

/** So much can be seen of a command of which the host keeps no record. */
export type CommandEnd = Exit | Signal | NotStarted | UnobservedEnd;

/** So much can be seen by the record that the host keeps; the shell that keeps it knows a signal as an exit code. */
export type RecordEnd = Exclude<RemoteEnd, Signal>;

/** What is known of the attempt. */
export type AttemptEnd =
  | Exit
  | Signal
  | NotStarted
  /** A person wanted it to end before anything of it had run. */
  | { readonly kind: 'stopped' }
  /** `by` what its end was seen: its process group is gone, or where nobody could look, its command ended. */
  | {
      readonly kind: 'ended-by-us';
      readonly why: EndedFor;
      readonly by: EndSeen;
      readonly provenance: HowKnown;
    }
  /** It may have run, and nobody saw its outcome. */
  | { readonly kind: 'unknown'; readonly reason: Reason; readonly boot?: BootSince };

interface Exit {
  readonly kind: 'exit';
  readonly code: number;
  /** Something that it started lives on, and was left alone. */
  readonly leftBehind: boolean;
  readonly provenance: HowKnown;
  /** Whether the host has booted since the attempt began, by its record. */
  readonly boot?: BootSince;
  /** By the host's clock; null where it was timed from here. */
  readonly tookMs: number | null;
}

interface Signal {
  readonly kind: 'signal';
  readonly signal: string;
}

/** Certainly nothing ran. `lasting`: another try of the same would come to the same, or do harm, as a refused password does. */
interface NotStarted {
  readonly kind: 'not-started';
  readonly reason: Reason;
  readonly lasting?: boolean;
}

/** The channel ended first: it may have run, and may run still. */
export interface UnobservedEnd {
  readonly kind: 'unobserved';
  readonly reason: Reason;
}

/** Whether an outcome was seen to happen, or the host had kept it. */
type HowKnown = 'seen' | 'adopted';

/** What is known of an attempt that was one command, after it. */
export function endOfCommand(seen: CommandEnd): AttemptEnd {
  return seen.kind === 'unobserved' ? { kind: 'unknown', reason: seen.reason } : seen;
}

/** Nothing was sent, since the host stayed out of reach or a person would not wait for it. */
export function notReached(
  failure: HostFailure,
  { isWished }: Cancellation,
): Extract<AttemptEnd, { kind: 'stopped' | 'not-started' }> {
  return isWished ? { kind: 'stopped' } : { kind: 'not-started', reason: failure.reason };
}

/** Why a question brought nothing that could be read. */
export function unanswered(end: CommandEnd | undefined): Reason {
  return end && 'reason' in end ? end.reason : { kind: 'no-answer' };
}
