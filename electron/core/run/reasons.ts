/**
 * Why something is as it is, as facts: what happened, on which host, by whom, and what others said, in their words. The
 * log and the state carry these; `core/words/run/describe-reason.ts` alone makes sentences of them.
 */

import type { ChannelFault, ConnectFault, LinkLoss } from './connecting.ts';
import type { HostRefusal } from './host-refusals.ts';
import type { RefusedLease } from './leases.ts';
import type { NoRecords } from './notices.ts';
import type { Stream } from './stream.ts';
import type { FileRefused, NoReply, SecretMissing } from './workstation-faults.ts';

export type Reason =
  | FileRefused
  | SecretMissing
  | NoReply
  | NotConnected
  | CommandEnded
  | OutputJudged
  | NotBegun
  | LinkReason
  | RecordReason
  | RecheckReason
  | StepReason
  | RefusedLease
  | RuleReason
  | PersonReason
  | LeftReason
  | NoRecords;

/** A connection that could not be opened. */
export interface NotConnected {
  readonly kind: 'not-connected';
  readonly code: string;
  /** The host whose connection it is: it may be one on the way. */
  readonly host: string;
  /** With its address: `web1 (10.20.0.11:22)`. */
  readonly place: string;
  readonly fault: ConnectFault;
  /** What the host said before it let anybody in; empty where it said nothing. */
  readonly said: string;
  /** Why the jump host is out of reach, where that is what keeps this one so. */
  readonly jump: NotConnected | null;
}

/** By the time limit, or by a person. */
export type EndedFor = 'timeout' | 'stop';

/** By what the end of processes was seen: their group is gone, or where nobody could look, the command ended. */
export type EndSeen = 'group' | 'command';

type CommandEnded =
  | { readonly kind: 'exit'; readonly code: number; readonly expected: readonly number[] }
  | { readonly kind: 'signal'; readonly signal: string }
  /** Holdpoint ended it. `timeoutMs`: its limit, where that was why. */
  | { readonly kind: 'stopped'; readonly seen: EndSeen }
  | { readonly kind: 'time-limit'; readonly timeoutMs: number; readonly seen: EndSeen }
  /** A person stopped it, and there was nothing to be ended on a host. */
  | { readonly kind: 'stopped-early'; readonly while: 'unsent' | 'waiting' | 'probing' }
  /** Told to end, and whether it did could not be seen. */
  | {
      readonly kind: 'end-unseen';
      readonly why: EndedFor;
      readonly host: string;
      readonly pid: number;
      readonly because: Reason;
    }
  | { readonly kind: 'survived-kill' }
  | { readonly kind: 'told-to-end' };

/** What was printed is not what the plan wants of it. */
type OutputJudged =
  | {
      readonly kind: 'output';
      readonly stream: Stream;
      readonly pattern: string;
      /** It matches and must not; false: it does not match and must. */
      readonly matches: boolean;
      readonly utf8: boolean;
    }
  | MatchingFailed
  | { readonly kind: 'nothing-to-capture'; readonly names: readonly string[] }
  | { readonly kind: 'not-captured'; readonly name: string; readonly because: NotCaptured }
  | { readonly kind: 'several'; readonly reasons: readonly Reason[] };

export type MatchingFailed =
  | {
      readonly kind: 'matching-given-up';
      readonly pattern: string;
      readonly afterMs: number;
      readonly characters: number;
    }
  | { readonly kind: 'pattern-unreadable'; readonly pattern: string; readonly problem: string };

export type NotCaptured =
  | MatchingFailed
  | { readonly kind: 'match-too-long'; readonly characters: number; readonly most: number }
  | { readonly kind: 'match-not-utf8' }
  | { readonly kind: 'match-zero-byte' }
  | { readonly kind: 'match-secret' };

/** Certainly nothing ran. */
type NotBegun =
  /** `exit`: of the wrapper; null: a signal ended it. `said`: the host's last words. */
  | { readonly kind: 'start-refused'; readonly exit: number | null; readonly said: string }
  /** By a text of ours that ran there. */
  | { readonly kind: 'start-prevented'; readonly by: HostRefusal }
  /** `by`: sudo, su, or what else makes another user. */
  | { readonly kind: 'sudo-password'; readonly by: string }
  | { readonly kind: 'sudo-asks-again'; readonly by: string }
  | { readonly kind: 'sudo-question'; readonly said: string; readonly by: string }
  | { readonly kind: 'no-session' }
  | { readonly kind: 'late-to-begin'; readonly host: string }
  | { readonly kind: 'never-started' };

/** Of a connection or a question to a host. */
type LinkReason =
  | LinkLost
  | NoChannel
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'no-answer-within'; readonly host: string; readonly ms: number }
  | { readonly kind: 'channel-ended' }
  | { readonly kind: 'lost-while-ended' }
  /** Ended from here before the host had said that it started. */
  | { readonly kind: 'start-unseen'; readonly why: EndedFor }
  /** The host is looked for. */
  | { readonly kind: 'reconnecting'; readonly host: string; readonly because: Reason }
  | { readonly kind: 'waiting-for-host'; readonly because: Reason };

/** The connection is gone, or a channel of it. */
export type LinkLost = { readonly kind: 'link-lost'; readonly loss: LinkLoss };

/** The connection is there, and the host runs no command over it. `because`: why no further connection helps. */
export interface NoChannel {
  readonly kind: 'no-channel';
  readonly host: string;
  readonly fault: ChannelFault;
  readonly because: NotConnected | null;
}

/** What the host's record of an attempt tells, or does not. */
type RecordReason =
  | {
      readonly kind: 'may-run';
      readonly host: string;
      /** The host said that it had started. */
      readonly started: boolean;
      readonly pid: number | null;
      readonly because: Reason;
    }
  | { readonly kind: 'unobserved'; readonly because: Reason }
  | { readonly kind: 'no-record'; readonly host: string }
  | { readonly kind: 'untracked' }
  | { readonly kind: 'gone'; readonly boot: BootSince }
  | { readonly kind: 'runs'; readonly pid: number };

/** Whether the host has booted since the attempt began, by its record. */
export type BootSince = 'same' | 'booted' | 'unknown';

/** What looking once more came to. */
type RecheckReason =
  | { readonly kind: 'no-host' }
  | { readonly kind: 'record-ended-well'; readonly exit: number }
  | { readonly kind: 'record-ended-badly'; readonly because: Reason }
  | { readonly kind: 'ended-by-us' }
  | { readonly kind: 'still-runs'; readonly host: string; readonly pid: number }
  | { readonly kind: 'not-booted' }
  | { readonly kind: 'booted-check-decides' }
  | { readonly kind: 'no-check' }
  | { readonly kind: 'check-says'; readonly done: boolean }
  | { readonly kind: 'check-told-nothing'; readonly because: Reason };

/** Of single kinds of steps. */
type StepReason =
  | { readonly kind: 'missing-values'; readonly names: readonly string[] }
  | { readonly kind: 'nothing-sent'; readonly because: Reason }
  | { readonly kind: 'not-searched'; readonly because: Reason }
  | { readonly kind: 'withheld'; readonly secrets: readonly string[] }
  | { readonly kind: 'wrong-file'; readonly file: string; readonly found: string; readonly stated: string }
  | { readonly kind: 'path-with-nul' }
  /** User and group, as numbers. */
  | { readonly kind: 'owner-lost'; readonly was: string; readonly is: string }
  | { readonly kind: 'placing-prevented'; readonly by: HostRefusal }
  /** In the host's own words. */
  | { readonly kind: 'not-placed'; readonly exit: number; readonly said: string }
  | { readonly kind: 'upload-cut' }
  | { readonly kind: 'upload-part'; readonly path: string }
  | { readonly kind: 'upload-unseen'; readonly because: Reason }
  | { readonly kind: 'arrival-unknown'; readonly because: Reason }
  | { readonly kind: 'host-said'; readonly said: string }
  | { readonly kind: 'file-grows'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'download-cut'; readonly because: Reason }
  | { readonly kind: 'nothing-downloaded'; readonly because: Reason }
  | { readonly kind: 'no-file'; readonly path: string }
  | { readonly kind: 'unreadable-file'; readonly path: string }
  | { readonly kind: 'probe-address'; readonly address: string }
  | { readonly kind: 'probe-status'; readonly status: number; readonly expected: number }
  | { readonly kind: 'probe-body'; readonly pattern: string }
  | { readonly kind: 'probe-silent'; readonly url: string; readonly said: string }
  | { readonly kind: 'not-reached'; readonly withinMs: number; readonly last: Reason | null }
  /** It held at last, for `heldMs` without a break. */
  | {
      readonly kind: 'not-steady';
      readonly withinMs: number;
      readonly steadyMs: number;
      readonly heldMs: number;
    }
  | { readonly kind: 'boot-untold'; readonly host: string }
  | { readonly kind: 'boot-since-untold' }
  | { readonly kind: 'boot-unseen'; readonly host: string; readonly because: Reason }
  /** Null: it was stopped before. */
  | { readonly kind: 'not-back'; readonly host: string; readonly withinMs: number | null }
  | { readonly kind: 'check-after-boot'; readonly host: string; readonly withinMs: number | null };

/** What the plan or the run's own rules decide. */
type RuleReason =
  | { readonly kind: 'condition'; readonly condition: string }
  /** The run begins at a later step. */
  | { readonly kind: 'left-out'; readonly from: string; readonly by: string; readonly note: string }
  /** Nothing is done on the hosts of its batch. */
  | { readonly kind: 'batch-idle' }
  | { readonly kind: 'check-mode' }
  | { readonly kind: 'rehearsal' }
  | { readonly kind: 'preflight' }
  | {
      readonly kind: 'failed-on-host';
      readonly title: string;
      readonly outcome: 'ok' | 'failed' | 'unreachable' | 'unknown' | 'stopped';
      readonly because: Reason | null;
    }
  /** `hosts`: how many failed; null for a step without hosts. */
  | { readonly kind: 'step-stops'; readonly title: string; readonly hosts: number | null };

/**
 * What the program knows of why something is asked or answered in a person's name: the run is to be backed out, a key was pressed at
 * its terminal, a file or an option says it, or nobody was there.
 */
export type AskedCause =
  | 'to-back-out'
  | 'interrupted'
  | 'at-terminal'
  | 'answers-file'
  | 'told-to-continue'
  | 'nobody-there';

/** What a person asks of a run, or answers; `core/words/run/describe-asked.ts` says why. */
export interface AskedOfRun {
  readonly by: string;
  /** In their own words. */
  readonly note: string | null;
  readonly cause?: AskedCause;
}

/** What a person decided or said. */
type PersonReason =
  | ({ readonly kind: 'skipped-by' } & AskedOfRun)
  | ({ readonly kind: 'excluded-by' } & AskedOfRun)
  | ({ readonly kind: 'stopped-by' } & AskedOfRun)
  | ({ readonly kind: 'refused-by' } & AskedOfRun)
  | ({ readonly kind: 'not-done-by' } & AskedOfRun)
  | ({ readonly kind: 'did-not-work-by' } & AskedOfRun)
  | ({ readonly kind: 'settled-by'; readonly as: 'done' | 'failed' | 'not-run' } & AskedOfRun)
  | ({ readonly kind: 'verdict-by'; readonly verdict: 'success' | 'back-out' | 'leave' } & AskedOfRun);

/** What a program that ended left, and what a run leaves on hosts. */
type LeftReason =
  | { readonly kind: 'closed'; readonly next: 'unseen' | 'untracked' | 'searching' | 'again' }
  | { readonly kind: 'host-silent' }
  | { readonly kind: 'records-taken' }
  | { readonly kind: 'record-runs'; readonly attempt: string; readonly pid: string }
  | {
      readonly kind: 'record-written';
      readonly attempt: string;
      readonly pid: string;
      readonly bytes: number;
    };

/** Fields whose values are ours alone: never masked, since nothing that comes from outside stands in them. */
export const CLOSED_FIELDS: ReadonlySet<string> = new Set([
  'kind',
  'code',
  'why',
  'seen',
  'while',
  'stream',
  'boot',
  'how',
  'as',
  'verdict',
  'next',
  'outcome',
  'cause',
]);
