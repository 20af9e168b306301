import type { Duplex } from 'node:stream';
import type { KeyRotation } from '#core/library/host-key.ts';
import type { HostName } from '#core/release/model.ts';
import type { LinkLoss } from '#core/run/connecting.ts';
import type { NoReply } from '#core/run/workstation-faults.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { printable } from '#core/words/text/printable.ts';
import type {
  Channel,
  CheckCause,
  Link,
  OutputSink,
  ReachFailure,
  Result,
  SessionTurn,
} from '#engine/ports.ts';
import { createDeferred } from './deferred.ts';
import { Gate } from './gate.ts';
import type { SshLimits } from './limits.ts';
import type { LinkClient, LinkMeans, LinkStream, SessionChannel } from './link-client.ts';
import {
  type Connection,
  type ExecResult,
  type OpenAnother,
  type OpenedSession,
  Sessions,
} from './sessions.ts';
import { SshChannel } from './ssh-channel.ts';

/** A refusal to open a channel. `reason` is SSH's number: 1 prohibited, 2 connect failed, 4 resource shortage. */
export interface ChannelRefusal {
  readonly reason: number | null;
  readonly description: string;
}

/** How long a host may take to close its side before the connection is cut. */
const FAREWELL_MS = 1000;
/** A timer holds 24.8 days at most; one that is set for longer is over at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How ssh2 words a refused request, to which a host can add nothing of its own. */
const REFUSED = /^unable to exec$/i;

/** One verified connection to a host. */
export class SshLink implements Link, Connection {
  readonly host: HostName;
  readonly hostKey: string;
  /** Set where a person confirmed that the key was to come. */
  rotation: KeyRotation | null = null;
  readonly sharesGroup: boolean;
  readonly lost: Promise<LinkLoss>;
  /** Handshakes through this host, when it is a jump host. */
  readonly handshakes: Gate;
  /** Set where the system's OpenSSH holds the connection: where others get in, and what it calls itself. */
  readonly openSsh: {
    readonly socket: string;
    readonly version: string;
    readonly authority: string | null;
  } | null;
  /** Many hosts behind it may want to know at once, and one answer is for all of them. */
  #asking: Promise<boolean> | null = null;
  readonly #client: LinkClient;
  readonly #stream: LinkStream;
  readonly #means: LinkMeans;
  readonly #limits: SshLimits;
  readonly #slots: Gate;
  readonly #sessions: Sessions;
  readonly #channels = new Set<SshChannel>();
  readonly #lost = createDeferred<LinkLoss>();
  /** Fulfilled when the socket itself is closed. */
  readonly gone: Promise<void>;
  readonly #gone = createDeferred<void>();
  #farewell: NodeJS.Timeout | undefined;
  #lostBecause: LinkLoss | null = null;
  #closing = false;
  /** The largest single write, in bytes, since the host was last heard. */
  #largestUnanswered = 0;

  constructor(open: {
    client: LinkClient;
    stream: LinkStream;
    means: LinkMeans;
    host: HostName;
    hostKey: string;
    sharesGroup: boolean;
    limits: SshLimits;
    openSsh?: SshLink['openSsh'];
  }) {
    this.host = open.host;
    this.hostKey = open.hostKey;
    this.sharesGroup = open.sharesGroup;
    this.#client = open.client;
    this.#stream = open.stream;
    this.#means = open.means;
    this.openSsh = open.openSsh ?? null;
    this.#limits = open.limits;
    this.#slots = new Gate(open.limits.channels);
    this.#sessions = new Sessions(this, open.limits);
    this.handshakes = new Gate(open.limits.handshakesPerJump);
    this.lost = this.#lost.promise;
    this.gone = this.#gone.promise;
    this.#client.on('error', (error: Error & { level?: string }) =>
      this.#onLost(lossOf(error, open.limits, this.#largestUnanswered)),
    );
    this.#stream.on('data', () => {
      this.#largestUnanswered = 0;
    });
    this.#client.on('end', () => this.#onLost({ kind: 'host-closed' }));
    this.#client.on('close', () => this.#onClose());
  }

  /** Why the connection is gone, or null while it is open. */
  get lostBecause(): LinkLoss | null {
    return this.#lostBecause;
  }

  exec(command: string, sink: OutputSink, when: SessionTurn = 'in-turn'): Promise<ExecResult> {
    return this.#sessions.exec(command, sink, when);
  }

  /** Lets it log in again where this connection has no room. */
  extendBy(another: OpenAnother): void {
    this.#sessions.extendBy(another);
  }

  /** Asks for a sign of life: any answer is one, and a host that sends nothing in time is lost. */
  check(because: CheckCause): void {
    if (this.#lostBecause !== null) return;
    const { signOfLifeMs: ms } = this.#limits;
    const heard = (): void => clearTimeout(timer);
    const timer = setTimeout(() => {
      this.#stream.off('data', heard);
      this.#onLost(because === 'woke' ? { kind: 'slept', ms } : { kind: 'silent', ms, large: false });
    }, ms);
    this.#stream.once('data', heard);
    void this.lost.then(heard);
    try {
      this.#means.askForLife();
    } catch {
      // The client has noticed the loss and is about to say why.
    }
  }

  /** False once it is known to be gone: a host that is there answers before. */
  isAlive(): Promise<boolean> {
    this.#asking ??= new Promise<boolean>((resolve) => {
      this.#stream.once('data', () => resolve(true));
      void this.lost.then(() => resolve(false));
      this.check('needed');
    }).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  takePlace(): boolean {
    return this.#lostBecause === null && this.#slots.tryEnter();
  }

  waitForPlace(): Promise<boolean> {
    return this.#slots.enter();
  }

  narrow(): boolean {
    if (this.#slots.inside === 0) return false;
    this.#slots.lowerTo(this.#slots.inside);
    return true;
  }

  async openSession(command: string, sink: OutputSink): Promise<OpenedSession> {
    const opened = await this.#open(command, sink);
    if (opened.kind !== 'open') this.#slots.leave();
    return opened;
  }

  #open(command: string, sink: OutputSink): Promise<OpenedSession> {
    const { sessionMs } = this.#limits;
    return new Promise((resolve) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        resolve(this.#onSilence(sessionMs));
      }, sessionMs);
      const answer = (error: Error | undefined, channel: SessionChannel): void => {
        clearTimeout(timer);
        if (!isLate) resolve(this.#onOpened({ error, channel, sink }));
        else if (error === undefined) closeUnused(channel);
      };
      try {
        this.#client.exec(command, answer);
      } catch {
        clearTimeout(timer);
        resolve({ kind: 'lost' });
      }
    });
  }

  /** Nothing of ours runs on it: the next wish gets a new connection, which may fare better. */
  #onSilence(sessionMs: number): OpenedSession {
    const why = { kind: 'no-session', ms: sessionMs } as const;
    if (this.#channels.size === 0) {
      this.#onLost(why);
      return { kind: 'lost' };
    }
    return { kind: 'refused', fault: why };
  }

  #onOpened(answer: { error: Error | undefined; channel: SessionChannel; sink: OutputSink }): OpenedSession {
    const { error, channel, sink } = answer;
    if (error === undefined) return { kind: 'open', channel: this.#adopt(channel, sink) };
    if (this.#lostBecause !== null) {
      // Once the request was sent, a missing answer means that the command may have started.
      const sent = REFUSED.test(error.message);
      return sent ? { kind: 'open', channel: deadChannel(this.#lostBecause) } : { kind: 'lost' };
    }
    const refusal = refusalOf(error);
    if (refusal !== null && refusal.reason !== 1) return { kind: 'full', said: refusal.description };
    const said = REFUSED.test(error.message) ? '' : printable(error.message);
    return { kind: 'refused', fault: { kind: 'commands-refused', said } };
  }

  #adopt(raw: SessionChannel, sink: OutputSink): Channel {
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
        this.#means.forwardTo({ address, port }, (error, channel) => {
          if (error === undefined) return resolve({ ok: true, value: channel });
          refuse(refusalOf(error) ?? { reason: null, description: printable(error.message) });
        });
      } catch {
        refuse({ reason: null, description: 'the connection is closed' });
      }
    });
  }

  async reachTcp(address: string, port: number, timeoutMs: number): Promise<Result<null, ReachFailure>> {
    const target = formatAddressAndPort(address, port);
    const attempt = this.forward(address, port);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, Math.min(timeoutMs, LONGEST_TIMER_MS), null);
    });
    const result = await Promise.race([attempt, timeout]);
    clearTimeout(timer);
    if (result === null) {
      void attempt.then((late) => late.ok && late.value.destroy());
      return noReply(this, { code: 'timeout', target, fault: { kind: 'late', withinMs: timeoutMs } });
    }
    if (!result.ok) return explainReach(this, { target, refusal: result.error });
    result.value.destroy();
    return { ok: true, value: null };
  }

  /** Ends the connection from this side; processes on the host are not touched. */
  close(): void {
    if (this.#closing || this.#lostBecause !== null) return;
    this.#closing = true;
    this.#client.end();
    this.#farewell = setTimeout(() => this.#stream.destroy(), FAREWELL_MS);
    this.#onLost({ kind: 'closed-here', what: 'connection' });
  }

  #onClose(): void {
    clearTimeout(this.#farewell);
    this.#onLost({ kind: 'closed' });
    this.#gone.resolve();
  }

  #onLost(loss: LinkLoss): void {
    if (this.#lostBecause !== null) return;
    this.#lostBecause = loss;
    this.#slots.shut();
    this.handshakes.shut();
    for (const channel of this.#channels) channel.linkLost(loss);
    this.#sessions.close();
    this.#lost.resolve(loss);
    if (!this.#closing) this.#stream.destroy();
  }
}

function refusalOf(error: Error): ChannelRefusal | null {
  if (!('reason' in error) || typeof error.reason !== 'number') return null;
  return {
    reason: error.reason,
    description: printable(error.message.replace(/^\(SSH\) Channel open failure: /, '')),
  };
}

/** More than any keepalive or reminder, less than the smallest packet that gets lost for its size. */
const LARGE_BYTES = 1000;

function lossOf(error: Error & { level?: string }, limits: SshLimits, largestUnanswered: number): LinkLoss {
  if (/keepalive timeout/i.test(error.message)) {
    const ms = limits.keepaliveMs * (limits.keepaliveCount + 1);
    return { kind: 'silent', ms, large: largestUnanswered >= LARGE_BYTES };
  }
  if (/host denied/i.test(error.message)) return { kind: 'other-key' };
  // Seen by a word that was written after the host had closed, before its end was read.
  if ('code' in error && error.code === 'EPIPE') return { kind: 'host-closed' };
  return { kind: 'broke', said: printable(error.message) };
}

function explainReach(
  link: SshLink,
  { target, refusal }: { readonly target: string; readonly refusal: ChannelRefusal },
): Result<never, ReachFailure> {
  if (link.lostBecause !== null) {
    const reason = { kind: 'link-lost', loss: link.lostBecause } as const;
    return { ok: false, error: { code: 'lost', message: describeReason(reason), reason } };
  }
  const said = refusal.description;
  if (refusal.reason === 1)
    return noReply(link, { code: 'forwarding-refused', target, fault: { kind: 'forwarding-refused' } });
  if (/refused/i.test(said))
    return noReply(link, { code: 'refused', target, fault: { kind: 'port-refused' } });
  if (/timed? ?out/i.test(said))
    return noReply(link, { code: 'timeout', target, fault: { kind: 'late', withinMs: null } });
  return noReply(link, { code: 'unreachable', target, fault: { kind: 'broke', said } });
}

function noReply(
  link: SshLink,
  found: Pick<NoReply, 'code' | 'target' | 'fault'>,
): Result<never, ReachFailure> {
  const reason = { kind: 'no-reply', via: link.host, ...found } as const;
  return { ok: false, error: { code: found.code, message: describeReason(reason), reason } };
}

/** A command of which nobody knows whether it started. */
function deadChannel(loss: LinkLoss): Channel {
  return {
    write: () => Promise.resolve(),
    endInput: () => undefined,
    onExit: () => undefined,
    close: () => undefined,
    ended: Promise.resolve({ kind: 'lost', loss }),
  };
}

/** A session that came after nobody wanted it any more. */
function closeUnused(channel: SessionChannel): void {
  channel.on('error', () => undefined);
  channel.stderr.on('error', () => undefined);
  channel.resume();
  channel.stderr.resume();
  channel.close();
}
