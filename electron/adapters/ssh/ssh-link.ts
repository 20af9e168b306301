import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { HostName } from '#core/release/model.ts';
import type { Channel, Failure, Link, OutputSink, Result } from '#engine/ports.ts';
import { printable } from './connect-failure.ts';
import { createDeferred } from './deferred.ts';
import { Gate } from './gate.ts';
import type { SshLimits } from './limits.ts';
import { SshChannel } from './ssh-channel.ts';

type ExecResult = Result<Channel, Failure<'lost' | 'channel-refused'>>;

/** A refusal to open a channel. `reason` is SSH's number: 1 prohibited, 2 connect failed, 4 resource shortage. */
export interface ChannelRefusal {
  readonly reason: number | null;
  readonly description: string;
}

/** How often a refused channel is asked for again when none of ours is open; the pauses grow to a second. */
const IDLE_RETRIES = 20;

/** How long a host may take to close its side before the connection is cut. */
const FAREWELL_MS = 1000;

/** One verified connection to a host. */
export class SshLink implements Link {
  readonly host: HostName;
  readonly hostKey: string;
  readonly lost: Promise<string>;
  /** Handshakes through this host, when it is a jump host. */
  readonly handshakes: Gate;
  readonly #client: Client;
  readonly #stream: Duplex;
  readonly #limits: SshLimits;
  readonly #slots: Gate;
  readonly #channels = new Set<SshChannel>();
  readonly #lost = createDeferred<string>();
  /** Fulfilled when the socket itself is closed. */
  readonly gone: Promise<void>;
  readonly #gone = createDeferred<void>();
  #farewell: NodeJS.Timeout | undefined;
  #lostBecause: string | null = null;
  #closing = false;
  /** The largest single write, in bytes, since the host was last heard. */
  #largestUnanswered = 0;

  constructor(open: { client: Client; stream: Duplex; host: HostName; hostKey: string; limits: SshLimits }) {
    this.host = open.host;
    this.hostKey = open.hostKey;
    this.#client = open.client;
    this.#stream = open.stream;
    this.#limits = open.limits;
    this.#slots = new Gate(open.limits.channels);
    this.handshakes = new Gate(open.limits.handshakesPerJump);
    this.lost = this.#lost.promise;
    this.gone = this.#gone.promise;
    this.#client.on('error', (error: Error & { level?: string }) =>
      this.#onLost(explainLoss(error, open.limits, this.#largestUnanswered)),
    );
    this.#stream.on('data', () => {
      this.#largestUnanswered = 0;
    });
    this.#client.on('end', () => this.#onLost('the host closed the connection'));
    this.#client.on('close', () => this.#onClose());
  }

  /** Why the connection is gone, or null while it is open. */
  get lostBecause(): string | null {
    return this.#lostBecause;
  }

  async exec(command: string, sink: OutputSink): Promise<ExecResult> {
    for (let idle = 0; ; ) {
      if (!(await this.#slots.enter())) return this.#lostFailure();
      const opened = await this.#open(command, sink);
      if (opened.kind === 'open') return { ok: true, value: opened.channel };
      this.#slots.leave();
      if (opened.kind === 'lost') return this.#lostFailure();
      if (opened.kind === 'refused') return refused(opened.message);
      // The host allows fewer sessions than we have open (MaxSessions): keep to that from now on.
      if (this.#slots.inside > 0) this.#slots.lowerTo(this.#slots.inside);
      else if (++idle > IDLE_RETRIES)
        return refused(`the host opens no session (${opened.message}). Check MaxSessions there.`);
      else await pause(Math.min(50 * idle, 1000));
    }
  }

  #open(command: string, sink: OutputSink): Promise<Opened> {
    return new Promise((resolve) => {
      try {
        this.#client.exec(command, (error, channel) => resolve(this.#onOpened({ error, channel, sink })));
      } catch {
        resolve({ kind: 'lost' });
      }
    });
  }

  #onOpened(answer: { error: Error | undefined; channel: ClientChannel; sink: OutputSink }): Opened {
    const { error, channel, sink } = answer;
    if (error === undefined) return { kind: 'open', channel: this.#adopt(channel, sink) };
    if (this.#lostBecause !== null) {
      // Once the request was sent, a missing answer means that the command may have started.
      const sent = /unable to exec/i.test(error.message);
      return sent ? { kind: 'open', channel: deadChannel(this.#lostBecause) } : { kind: 'lost' };
    }
    const refusal = refusalOf(error);
    if (refusal !== null && refusal.reason !== 1) return { kind: 'full', message: refusal.description };
    return {
      kind: 'refused',
      message: `${this.host} refuses to run commands for this user (${printable(error.message)}).`,
    };
  }

  #adopt(raw: ClientChannel, sink: OutputSink): Channel {
    const onWrite = (bytes: number): void => {
      this.#largestUnanswered = Math.max(this.#largestUnanswered, bytes);
    };
    const channel = new SshChannel(raw, { sink, drainMs: this.#limits.drainMs, onWrite });
    this.#channels.add(channel);
    const release = (): void => {
      if (this.#channels.delete(channel)) this.#slots.leave();
    };
    channel.ended.then(release, release);
    return channel;
  }

  /** Opens a way to another address through this host. */
  forward(address: string, port: number): Promise<Result<Duplex, ChannelRefusal>> {
    return new Promise((resolve) => {
      const refuse = (refusal: ChannelRefusal): void => resolve({ ok: false, error: refusal });
      try {
        this.#client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
          if (error === undefined) return resolve({ ok: true, value: channel });
          refuse(refusalOf(error) ?? { reason: null, description: this.#lostBecause ?? error.message });
        });
      } catch {
        refuse({ reason: null, description: this.#lostBecause ?? 'the connection is closed' });
      }
    });
  }

  async reachTcp(address: string, port: number, timeoutMs: number): Promise<Result<null, Failure>> {
    const attempt = this.forward(address, port);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, null);
    });
    const result = await Promise.race([attempt, timeout]);
    clearTimeout(timer);
    if (result === null) {
      void attempt.then((late) => late.ok && late.value.destroy());
      return reachFailure(
        'timeout',
        `${this.host}: ${address}:${port} did not answer in ${timeoutMs / 1000} s.`,
      );
    }
    if (!result.ok) return explainReach(this, { address, port, refusal: result.error });
    result.value.destroy();
    return { ok: true, value: null };
  }

  /** Ends the connection from this side; processes on the host are not touched. */
  close(): void {
    if (this.#closing || this.#lostBecause !== null) return;
    this.#closing = true;
    this.#client.end();
    this.#farewell = setTimeout(() => this.#stream.destroy(), FAREWELL_MS);
    this.#onLost('the connection was closed from this side');
  }

  #onClose(): void {
    clearTimeout(this.#farewell);
    this.#onLost('the connection is closed');
    this.#gone.resolve();
  }

  #onLost(reason: string): void {
    if (this.#lostBecause !== null) return;
    this.#lostBecause = reason;
    this.#slots.shut();
    this.handshakes.shut();
    for (const channel of this.#channels) channel.linkLost(reason);
    this.#lost.resolve(reason);
    if (!this.#closing) this.#stream.destroy();
  }

  #lostFailure(): ExecResult {
    return {
      ok: false,
      error: { code: 'lost', message: `${this.host}: ${this.#lostBecause ?? 'the connection is closed'}.` },
    };
  }
}

type Opened =
  | { readonly kind: 'open'; readonly channel: Channel }
  | { readonly kind: 'full'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'lost' };

function refusalOf(error: Error): ChannelRefusal | null {
  if (!('reason' in error) || typeof error.reason !== 'number') return null;
  return {
    reason: error.reason,
    description: printable(error.message.replace(/^\(SSH\) Channel open failure: /, '')),
  };
}

/** More than any keepalive or reminder, less than the smallest packet that gets lost for its size. */
const LARGE_BYTES = 1000;

function explainLoss(
  error: Error & { level?: string },
  limits: SshLimits,
  largestUnanswered: number,
): string {
  if (/keepalive timeout/i.test(error.message)) {
    const silence = `the host has answered nothing for ${(limits.keepaliveMs * (limits.keepaliveCount + 1)) / 1000} s`;
    return largestUnanswered < LARGE_BYTES
      ? silence
      : `${silence}, since much was sent to it at once; if only large packets get lost, the MTU of the path (VPN, tunnel) is wrong`;
  }
  if (/host denied/i.test(error.message))
    return 'the host presented another key in the middle of the connection';
  return `the connection broke (${printable(error.message)})`;
}

function explainReach(
  link: SshLink,
  tried: { address: string; port: number; refusal: ChannelRefusal },
): Result<never, Failure> {
  const { address, port, refusal } = tried;
  const target = `${link.host}: ${address}:${port}`;
  if (link.lostBecause !== null) return reachFailure('lost', `${link.host}: ${link.lostBecause}.`);
  if (refusal.reason === 1)
    return reachFailure(
      'forwarding-refused',
      `${link.host} does not allow forwarding, so ${address}:${port} cannot be tried from it. Allow AllowTcpForwarding there.`,
    );
  if (/refused/i.test(refusal.description))
    return reachFailure('refused', `${target} refused the connection.`);
  if (/timed? ?out/i.test(refusal.description)) return reachFailure('timeout', `${target} did not answer.`);
  return reachFailure('unreachable', `${target} cannot be reached (${refusal.description}).`);
}

function reachFailure(code: string, message: string): Result<never, Failure> {
  return { ok: false, error: { code, message } };
}

function refused(message: string): ExecResult {
  return { ok: false, error: { code: 'channel-refused', message } };
}

/** A command of which nobody knows whether it started. */
function deadChannel(reason: string): Channel {
  return {
    write: () => Promise.resolve(),
    endInput: () => undefined,
    onExit: () => undefined,
    close: () => undefined,
    ended: Promise.resolve({ kind: 'lost', reason }),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
