/**
 * What the engine needs of the world. Adapters provide these; tests provide in-memory doubles.
 * Every expected failure is a value with a code; a rejected promise is a bug.
 */

import type { KeyRotation } from '#core/library/host-key.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { LinkLoss } from '#core/run/connecting.ts';
import type { OutputDigest, RunEvent, RunEventBody, RunHeader, RunId } from '#core/run/events.ts';
import type { LinkLost, NoChannel, NotConnected } from '#core/run/reasons.ts';
import type { Stream } from '#core/run/stream.ts';
import type { FileRefused, NoReply, SecretMissing } from '#core/run/workstation-faults.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';

export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export interface Failure<Code extends string = string> {
  readonly code: Code;
  /** For a person: cause and next step. Never holds a secret. */
  readonly message: string;
  /** What to do next, where the command line and the app have ways of their own: sentences without their stop. */
  readonly next?: { readonly terminal?: string; readonly app: string };
  readonly details?: Readonly<Record<string, unknown>>;
}

/* ---------------------------------------------------------------- hosts */

export type ConnectCode =
  | 'name-not-found'
  | 'refused'
  | 'no-route'
  | 'timeout'
  | 'no-greeting'
  | 'lost'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-announced'
  | 'host-key-revoked'
  | 'host-key-unusable'
  | 'client-missing'
  | 'credential-missing'
  | 'credential-unusable'
  | 'authentication-refused'
  | 'jump-failed'
  | 'protocol';

/** `details` of the host-key codes: {host, address, presented, expected: string[], keyType, source}. */
export type ConnectFailure = Failure<ConnectCode> & {
  readonly host: HostName;
  /** The same as facts, for the log. */
  readonly reason: NotConnected;
};

/** No command could be started: the connection is gone, or the host opens no session. */
export type ChannelFailure = Failure<'lost' | 'channel-refused'> & { readonly reason: LinkLost | NoChannel };

/** SSH connections, verified and kept through a run. A host is reached through its `via` host when it has one. */
export interface Transport {
  /** Opens the connection to a host, or gives the open one. Nothing is sent to a host whose key is not trusted. */
  connect(host: Host, hosts: readonly Host[]): Promise<Result<Link, ConnectFailure>>;
  /** Asks every open connection for a sign of life: one that gives none soon is lost. */
  checkLinks(because: CheckCause): void;
  /** Ends every connection. Remote processes are not touched. */
  close(): Promise<void>;
}

/** The workstation was asleep, or what is asked of hosts now is not to wait in vain. */
export type CheckCause = 'woke' | 'needed';

export interface Link {
  readonly host: HostName;
  /** `SHA256:…` of the key the host presented. */
  readonly hostKey: string;
  /** Set where a person confirmed that the key was to come in another one's place. */
  readonly rotation?: KeyRotation | null;
  /** Set where the system's OpenSSH client holds the connection. */
  readonly openSsh?: {
    readonly version: string;
    /** Of the key that signed the certificate by which the host is believed. */
    readonly authority: string | null;
  } | null;
  /** Commands run in the server's own process group, as with dropbear: whoever ends that ends the connection. */
  readonly sharesGroup?: boolean;
  /** What a step prints, and its end, come by themselves: nobody has to remind the host of it. */
  readonly tellsUnasked?: boolean;
  /** Fulfilled when the connection is gone, with what ended it. Never rejects. */
  readonly lost: Promise<LinkLoss>;
  /**
   * Starts one command on a new channel. `command` is shown in the host's process list: it must hold no secret. A host
   * that allows too few sessions on one connection is given further ones; one that opens none is waited for a while only.
   */
  exec(command: string, sink: OutputSink, when?: SessionTurn): Promise<Result<Channel, ChannelFailure>>;
  /** Opens a TCP connection from the host to host:port and closes it again. */
  reachTcp(address: string, port: number, timeoutMs: number): Promise<Result<null, ReachFailure>>;
}

/** `at-once`: it waits for no other command of ours to end, so that any of them can be ended. `in-turn` unless told. */
export type SessionTurn = 'in-turn' | 'at-once' | SpareSession;

/** A session that is kept for later: where another command finds no place, it is told to end. */
export interface SpareSession {
  /** Begins to end it; false while it is in use. */
  giveUp(): boolean;
}

export type { Stream } from '#core/run/stream.ts';

/** Takes output as it arrives; the transport reads no further while a returned promise is pending. */
export type OutputSink = (stream: Stream, bytes: Uint8Array) => void | Promise<void>;

export interface Channel {
  /** Writes to the command's stdin; fulfilled when the transport takes more. Writing to a dead channel is a no-op. */
  write(bytes: Uint8Array | string): Promise<void>;
  endInput(): void;
  /** Called once the command itself has ended, at once if it has; what it left running may still print. */
  onExit(callback: () => void): void;
  /** What became of the command, after all its output reached the sink. */
  readonly ended: Promise<ChannelEnd>;
  /** Ends the channel from this side. The remote process may continue. */
  close(): void;
}

/** `lost`: the connection or channel died and no exit status was seen, so nobody knows. */
export type ChannelEnd =
  /** `leftBehind`: something that the command started still holds its output, and was left alone. */
  | { readonly kind: 'exit'; readonly code: number; readonly leftBehind?: boolean }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'lost'; readonly loss: LinkLoss };

/* ---------------------------------------------------------------- library */

/** Appends the facts of runs and keeps their output. Throws `StoreFailure` when something could not be made durable. */
export interface RunStore {
  /** Durable when it returns (one FULL commit for all given events). From its end on, the run's head is sealed with them. */
  append(run: RunId, events: readonly RunEventBody[], at: string): readonly RunEvent[];
  /** Appends its first event, unless `refuse` has something against it: nothing that another program records comes between its look and the commit. */
  createRun(
    header: RunHeader,
    at: string,
    refuse: () => Failure | null,
  ): Result<readonly RunEvent[], Failure>;
  events(run: RunId, afterSeq?: number): readonly RunEvent[];
  /** Newest event of a run; seq 0 when there is no such run. Null: of the library's own chain. */
  head(run: RunId | null): LogHead;
  /** Hash of one event; null when there is none at that place. */
  hashAt(run: RunId, seq: number): string | null;
  /** Keeps a document under the SHA-256 of its text and returns that. */
  putDocument(text: string): string;
  document(sha256: string): string | null;
  /** Opens the stored output of one attempt for writing. Bytes are batched; after a crash an attempt is opened again and continues. */
  openOutput(ref: OutputRef): OutputWriter;
  /** Free space on the library's disk; null where it cannot be told. */
  freeBytes(): number | null;
  /** Locks the run for this process until released or the process ends; null when another process has the lock. */
  lockRun(run: RunId): RunLock | null;
}

export interface RunLock {
  release(): void;
}

/** How far a log has come: its newest event, and the hash that stands for all events up to it. */
export interface LogHead {
  readonly seq: number;
  /** 64 hex digits. */
  readonly hash: string;
}

export interface OutputRef {
  readonly run: RunId;
  readonly step: string;
  readonly host: string | null;
  readonly attempt: number;
}

export interface OutputWriter {
  /** How many bytes of the stream are kept by now: of one that goes on and on the first part only, until it ends. */
  write(stream: Stream, bytes: Uint8Array): number;
  /** Where each stream continues, what earlier openings of the same attempt stored included. What was left out has to come again. */
  sizes(): Record<Stream, number>;
  /** What was written came to. Its last part is stored with the event that says so; all else no later than the next `append` of any run. */
  finish(): Record<Stream, OutputDigest>;
}

/** The library could not record something; nothing may be sent after this. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly code: 'disk-full' | 'read-only' | 'damaged' | 'busy' | 'io';
  constructor(code: StoreFailure['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/* ---------------------------------------------------------------- the rest */

/** All of time. `monotonicMs` never goes back; `now` is the wall clock. */
export interface Clock {
  now(): Date;
  monotonicMs(): number;
  /** Calls back once after `ms`, however long that is; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

export interface IdSource {
  runId(): RunId;
  attemptId(): string;
}

/** Is handed a callback that gives the work up: it is called when a person wants no more of it. */
export type OnStop = (giveUp: () => void) => void;

export type FileFailure = Failure & { readonly reason: FileRefused };
export type ReachFailure = Failure & { readonly reason: NoReply | LinkLost };
export type SecretFailure = Failure<'secret-missing' | 'secret-lost'> & { readonly reason: SecretMissing };

/** What reading a file in pieces throws. */
export class UnreadableFile extends Error {
  readonly reason: FileRefused;

  constructor(reason: FileRefused) {
    super(describeReason(reason));
    this.reason = reason;
  }
}

/** Files of the workstation that travel with a release, by their path relative to the release file. */
export interface Files {
  /** Size and SHA-256, or why not. Refuses paths that leave the release's folder. */
  stat(
    path: string,
    onStop?: OnStop,
  ): Promise<Result<{ readonly bytes: number; readonly sha256: string }, FileFailure>>;
  /** The file's bytes in order, in chunks of about 256 KiB. Throws `UnreadableFile`. */
  read(path: string): AsyncIterable<Uint8Array>;
  readText(path: string): Promise<Result<string, FileFailure>>;
  /** Every file under a directory, sorted by path relative to it (with `/`). Links and special files in it are a failure, never skipped. */
  list(path: string): Promise<Result<readonly FileEntry[], FileFailure>>;
  /**
   * Writes a file beside the final place and moves it there once complete. `bytes`: how large it will be; a disk without
   * room for it is a failure before anything is written.
   */
  write(path: string, bytes?: number): Promise<Result<FileTarget, FileFailure>>;
}

export interface FileEntry {
  /** Relative to the listed directory. */
  readonly path: string;
  readonly bytes: number;
  /** Permission bits, e.g. 0o755. */
  readonly mode: number;
}

export interface FileTarget {
  write(bytes: Uint8Array): Promise<void>;
  /** Moves the complete file into place; fails when the hash differs. */
  commit(sha256: string): Promise<Result<null, FileFailure>>;
  abandon(): Promise<void>;
}

/** Connections from the workstation itself, for probes. */
export interface Network {
  tcp(address: string, port: number, timeoutMs: number, onStop?: OnStop): Promise<Result<null, ReachFailure>>;
  /** One GET; redirects are not followed, at most 1 MiB of the body is read. */
  http(
    url: string,
    timeoutMs: number,
    onStop?: OnStop,
  ): Promise<Result<{ readonly status: number; readonly body: string }, ReachFailure>>;
}

/** Values that must never be stored or shown, by name. */
export interface Secrets {
  /** `secret-lost`: the operator says that nobody has the value any more. */
  get(name: string): Promise<Result<string, SecretFailure>>;
  /** The same without asking anybody; null where nothing says where it is, or nobody has it. */
  peek(name: string): Promise<Result<string, SecretFailure> | null>;
}

/** Tells whether a secret was changed since a run began, without keeping it. */
export interface SecretChecks {
  /** A short salted check that tells next to nothing of the value. */
  make(value: string): Promise<string>;
  fits(value: string, check: string): Promise<boolean>;
}

/** SHA-256 of text (as UTF-8) or bytes, 64 hex digits. */
export type Sha256 = (data: string | Uint8Array) => string;

/** Everything that the engine needs of the world. */
export interface WorldPorts {
  readonly transport: Transport;
  readonly store: RunStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly files: Files;
  readonly secrets: Secrets;
  readonly secretChecks: SecretChecks;
  readonly network: Network;
  readonly sha256: Sha256;
}
