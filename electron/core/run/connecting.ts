/**
 * What keeps a connection from being opened, and what ended one, as facts. `core/words/hosts/describe-connecting.ts` alone makes
 * sentences of them. Fields named `said` and `asks` quote the host or the system, with control characters made visible.
 */

import type { SecretFault } from './workstation-faults.ts';

export type ConnectFault =
  | PathFault
  | JumpFault
  | HandshakeFault
  | HostKeyFault
  | CredentialFault
  | LoginFault;

/** On the way to the port. */
type PathFault =
  /** Before it was tried: every connection is being closed. */
  | { readonly kind: 'closed-before' }
  | { readonly kind: 'given-up' }
  | { readonly kind: 'unresolved' }
  /** The ssh configuration of the user knows the name; null where it says nothing. */
  | {
      readonly kind: 'named-in-config';
      readonly file: string;
      readonly line: number;
      readonly address: string;
      readonly port: number | null;
      readonly user: string | null;
      /** The way to it, beginning at this workstation. */
      readonly jumps: readonly string[];
    }
  | { readonly kind: 'port-refused' }
  | { readonly kind: 'no-route' }
  /** `withinMs`: null where the system or another host measured. */
  | { readonly kind: 'no-answer'; readonly withinMs: number | null }
  | { readonly kind: 'broken-off'; readonly said: string };

type JumpFault =
  /** `found` by the jump host on its way on. */
  | { readonly kind: 'seen-from'; readonly jump: string; readonly found: FoundBeyond; readonly said: string }
  | { readonly kind: 'forwarding-refused'; readonly jump: string; readonly said: string }
  | { readonly kind: 'jump-lost'; readonly jump: string; readonly loss: LinkLoss | null }
  /** Why stands beside it. */
  | { readonly kind: 'jump-unreachable' }
  | { readonly kind: 'jump-unlisted'; readonly jump: string }
  | { readonly kind: 'jump-circle'; readonly jump: string };

export type FoundBeyond =
  | { readonly kind: 'port-refused' }
  | { readonly kind: 'no-route' }
  | { readonly kind: 'no-answer'; readonly withinMs: number | null }
  | { readonly kind: 'unresolved' }
  | { readonly kind: 'unreached' };

/** Why the system's OpenSSH client cannot be used here. */
export type OpenSshFault =
  | { readonly kind: 'openssh-missing' }
  | { readonly kind: 'openssh-old'; readonly path: string; readonly version: string; readonly least: string }
  | { readonly kind: 'openssh-on-windows' };

type HandshakeFault =
  | OpenSshFault
  | { readonly kind: 'client-failed'; readonly said: string }
  | { readonly kind: 'no-greeting'; readonly withinMs: number }
  | { readonly kind: 'no-key-exchange'; readonly withinMs: number }
  | { readonly kind: 'no-login'; readonly withinMs: number }
  /** `said`: before its greeting, which never came. */
  | {
      readonly kind: 'hung-up';
      readonly when: 'greeting' | 'key-exchange' | 'login';
      readonly said?: string;
    }
  | { readonly kind: 'not-ssh'; readonly said: string }
  | NothingInCommon
  | { readonly kind: 'no-host-key' }
  | { readonly kind: 'no-key-offer' };

interface NothingInCommon {
  readonly kind: 'nothing-in-common';
  /** Of what, as SSH calls it: `key exchange algorithm`. */
  readonly list: string;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** The key of sshd's configuration. */
  readonly setting: string;
  /** `ssh: legacy` would be enough, is not, or was allowed already. */
  readonly legacy: 'enough' | 'not-enough' | 'tried';
  /** OpenSSH found that, not the built-in client. */
  readonly byOpenSsh?: true;
}

/** Fingerprints are `SHA256:…`; `source` names file and line, or who expects it. */
export type HostKeyFault =
  | { readonly kind: 'key-only' }
  | { readonly kind: 'key-unknown'; readonly presented: string }
  | {
      readonly kind: 'key-changed';
      readonly presented: string;
      readonly expected: readonly string[];
      readonly source: string;
    }
  /** The release says that it comes, and nobody has confirmed yet that it did. */
  | {
      readonly kind: 'key-announced';
      readonly presented: string;
      /** Empty: none is known. */
      readonly expected: readonly string[];
    }
  | { readonly kind: 'key-revoked'; readonly presented: string; readonly source: string }
  | { readonly kind: 'key-certified'; readonly presented: string; readonly authority: string }
  /** Only a certificate would do. `said`: what is wrong with the one that was shown; empty where none was, or a stranger's. */
  | {
      readonly kind: 'certificate-refused';
      readonly presented: string;
      readonly authority: string;
      readonly said: string;
    }
  | { readonly kind: 'known-hosts-unreadable'; readonly file: string; readonly said: string }
  | { readonly kind: 'pin-unreadable'; readonly host: string; readonly pin: string };

export type CredentialFault =
  | { readonly kind: 'no-agent' }
  | { readonly kind: 'key-file-unreadable'; readonly file: string; readonly said: string }
  | { readonly kind: 'putty-key'; readonly file: string }
  | { readonly kind: 'passphrase-missing'; readonly file: string }
  | { readonly kind: 'public-key'; readonly file: string }
  | { readonly kind: 'cipher-unknown'; readonly file: string }
  | { readonly kind: 'passphrase-wrong'; readonly file: string }
  | { readonly kind: 'no-private-key'; readonly file: string; readonly said: string }
  /** Nothing says what the credential is on this workstation. */
  | { readonly kind: 'credential-unknown'; readonly name: string }
  /** Its password or passphrase is not where it should be. */
  | { readonly kind: 'credential-unread'; readonly name: string; readonly fault: SecretFault };

/** `path`: of the key file; null: keys of the agent. */
type LoginFault =
  | { readonly kind: 'more-wanted'; readonly user: string; readonly accepts: readonly string[] }
  | { readonly kind: 'sha1-only'; readonly user: string; readonly path: string | null }
  | { readonly kind: 'too-many-keys'; readonly user: string }
  | {
      readonly kind: 'key-refused';
      readonly user: string;
      readonly path: string | null;
      readonly rsa: boolean;
      /** What the agent said. */
      readonly said: string;
      /** Empty: the host did not say, or takes keys. */
      readonly accepts: readonly string[];
    }
  | { readonly kind: 'refused-elsewhere'; readonly user: string; readonly elsewhere: string }
  | { readonly kind: 'asks-otherwise'; readonly asks: string }
  /** What a person answered to the host's own questions was refused, after what else was wanted had been taken. */
  | { readonly kind: 'answers-refused'; readonly user: string; readonly asks: string }
  | { readonly kind: 'no-passwords'; readonly accepts: readonly string[] }
  | { readonly kind: 'password-refused'; readonly user: string };

/** What ended a connection, or a channel of it, without an exit status. */
export type LinkLoss =
  | { readonly kind: 'host-closed' }
  | { readonly kind: 'channel-closed' }
  | { readonly kind: 'closed-here'; readonly what: 'connection' | 'channel' }
  | { readonly kind: 'closed' }
  /** `large`: since much was sent to it at once. */
  | { readonly kind: 'silent'; readonly ms: number; readonly large: boolean }
  /** After the workstation was asleep. */
  | { readonly kind: 'slept'; readonly ms: number }
  | { readonly kind: 'other-key' }
  | { readonly kind: 'broke'; readonly said: string }
  | { readonly kind: 'no-session'; readonly ms: number }
  /** The shell that jobs are fed to ended in the middle of one. */
  | { readonly kind: 'shell-ended' };

/** Why a host that let us in runs no command. */
export type ChannelFault =
  | { readonly kind: 'no-session'; readonly ms: number }
  /** `said`: in the host's words; empty where it has given none. */
  | { readonly kind: 'commands-refused'; readonly said: string }
  | { readonly kind: 'sessions-full'; readonly said: string }
  /** No session is free, and another connection could not be opened. */
  | { readonly kind: 'no-further-connection' };
