/** Finds room for a command on a host: on its connection, and on further ones where the host allows too few sessions on one. */
import type { ChannelFault, LinkLoss } from '#core/run/connecting.ts';
import type { LinkLost, NoChannel, NotConnected } from '#core/run/reasons.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import type {
  Channel,
  ChannelFailure,
  ConnectFailure,
  OutputSink,
  Result,
  SessionTurn,
} from '#engine/ports.ts';
import type { SshLimits } from './limits.ts';

export type ExecResult = Result<Channel, ChannelFailure>;

/** `full`: the host opens no more sessions on this connection at present. */
export type OpenedSession =
  | { readonly kind: 'open'; readonly channel: Channel }
  | { readonly kind: 'full'; readonly said: string }
  | { readonly kind: 'refused'; readonly fault: ChannelFault }
  | { readonly kind: 'lost' };

/** One connection, with places for sessions on it. */
export interface Connection {
  readonly host: string;
  readonly lost: Promise<LinkLoss>;
  /** Why it is gone, or null while it is open. */
  readonly lostBecause: LinkLoss | null;
  /** Takes a place for a session; false when there is none. */
  takePlace(): boolean;
  /** True once there is a place and it is taken; false when the connection went. */
  waitForPlace(): Promise<boolean>;
  /** The host refused a session: it allows no more than are open (MaxSessions). False when none of ours is. */
  narrow(): boolean;
  /** Opens a session in a place that was taken. The place is given back with the session, or when there is none. */
  openSession(command: string, sink: OutputSink): Promise<OpenedSession>;
  close(): void;
}

/** Logs in to the same host again: same trust, same credential. */
export type OpenAnother = () => Promise<Result<Connection, ConnectFailure>>;

/** How often a refused session is asked for again when none of ours is open; the pauses grow to a second. */
const IDLE_RETRIES = 20;

/**
 * How often a command that was refused is asked for again. Nothing of it was sent yet, so nothing can run twice; and dropbear at times closes a
 * session that it has just opened, when another one ends in that moment.
 */
const REFUSED_RETRIES = 2;

/** How long a session that is given up may take to end. */
const FAREWELL_MS = 1000;

interface Spare {
  readonly channel: Channel;
  giveUp(): boolean;
}

export class Sessions {
  readonly #first: Connection;
  readonly #limits: SshLimits;
  readonly #more = new Set<Connection>();
  readonly #spares = new Set<Spare>();
  #opening = 0;
  #another: OpenAnother | null = null;

  constructor(first: Connection, limits: SshLimits) {
    this.#first = first;
    this.#limits = limits;
  }

  /** From now on there may be more than one connection. */
  extendBy(another: OpenAnother): void {
    this.#another = another;
  }

  close(): void {
    for (const link of this.#more) link.close();
  }

  async exec(command: string, sink: OutputSink, when: SessionTurn): Promise<ExecResult> {
    let refusals = 0;
    for (let idle = 0; ; ) {
      const room = await this.#findRoom(when);
      if (!room.ok) return room;
      const link = room.value;
      const opened = await link.openSession(command, sink);
      if (opened.kind === 'open') return { ok: true, value: this.#keep(opened.channel, when) };
      if (opened.kind === 'lost' && link !== this.#first) this.#more.delete(link);
      else if (isCommandRefused(opened) && ++refusals <= REFUSED_RETRIES) await pause(50 * refusals);
      else if (opened.kind !== 'full') return failureOf(link, opened);
      else if ((await this.#freeSpare()) || link.narrow()) continue;
      else if (++idle > IDLE_RETRIES) return refused(link, { kind: 'sessions-full', said: opened.said });
      else await pause(Math.min(50 * idle, 1000));
    }
  }

  /** A connection with a place for one more session, already taken. */
  async #findRoom(when: SessionTurn): Promise<Result<Connection, ChannelFailure>> {
    if (this.#first.lostBecause !== null) return failureOf(this.#first, { kind: 'lost' });
    for (const link of [this.#first, ...this.#more]) if (link.takePlace()) return { ok: true, value: link };
    if (await this.#freeSpare()) return this.#findRoom(when);
    const another = this.#mayOpen(when) ? await this.#open() : null;
    if (another?.ok && another.value.takePlace()) return another;
    if (another?.ok === false && when === 'at-once')
      return refused(this.#first, { kind: 'no-further-connection' }, another.error.reason);
    return (await this.#first.waitForPlace())
      ? { ok: true, value: this.#first }
      : failureOf(this.#first, { kind: 'lost' });
  }

  /** A session that may be wanted back. */
  #keep(channel: Channel, when: SessionTurn): Channel {
    if (typeof when === 'string') return channel;
    const spare = { channel, giveUp: () => when.giveUp() };
    const forget = (): void => void this.#spares.delete(spare);
    this.#spares.add(spare);
    channel.ended.then(forget, forget);
    return channel;
  }

  /** True once a session that nobody used has ended. */
  async #freeSpare(): Promise<boolean> {
    const spare = [...this.#spares].find((kept) => kept.giveUp());
    if (spare === undefined) return false;
    this.#spares.delete(spare);
    const farewell = pause(FAREWELL_MS);
    await Promise.race([spare.channel.ended, farewell]).catch(() => undefined);
    spare.channel.close();
    return true;
  }

  #mayOpen(when: SessionTurn): boolean {
    return when === 'at-once' || this.#more.size + this.#opening < this.#limits.furtherConnections;
  }

  async #open(): Promise<Result<Connection, ConnectFailure> | null> {
    if (this.#another === null) return null;
    this.#opening++;
    const opened = await this.#another();
    this.#opening--;
    if (!opened.ok) return opened;
    const link = opened.value;
    if (this.#first.lostBecause !== null) link.close();
    this.#more.add(link);
    void link.lost.then(() => this.#more.delete(link));
    return opened;
  }
}

function isCommandRefused(opened: OpenedSession): boolean {
  return opened.kind === 'refused' && opened.fault.kind === 'commands-refused' && opened.fault.said === '';
}

function failureOf(
  link: Connection,
  why: Exclude<OpenedSession, { kind: 'open' | 'full' }>,
): ExecResult & { ok: false } {
  if (why.kind === 'refused') return refused(link, why.fault);
  const loss = link.lostBecause ?? ({ kind: 'closed' } as const);
  return fail('lost', { kind: 'link-lost', loss });
}

function refused(
  { host }: Connection,
  fault: ChannelFault,
  because: NotConnected | null = null,
): ExecResult & { ok: false } {
  return fail('channel-refused', { kind: 'no-channel', host, fault, because });
}

function fail(code: ChannelFailure['code'], reason: LinkLost | NoChannel): ExecResult & { ok: false } {
  return { ok: false, error: { code, message: describeReason(reason), reason } };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
