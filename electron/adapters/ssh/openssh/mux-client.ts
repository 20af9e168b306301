/**
 * The SSH client behind a multiplexing socket of OpenSSH, in proxy mode: OpenSSH holds the connection (keys, login, encryption), and
 * channels are ours. So exit codes, signals, windows and refusals are the host's own, as over ssh2.
 */
import { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectTarget, LinkClient, LinkStream, SessionChannel } from '../link-client.ts';
import { MuxChannel, PACKET_BYTES, type Send, WINDOW_BYTES } from './mux-channel.ts';
import { Fields, MUX, muxPacket, PacketReader, SSH, sshPacket } from './packets.ts';

/** The version of the multiplexer's protocol; it has been 4 since OpenSSH 5.4. */
const PROTOCOL = 4;

type ChannelReply = (error: Error | undefined, channel: MuxChannel) => void;

/** How the master ended: null where it was told to, or the host hung up. */
export interface MasterEnd {
  readonly error: Error | null;
}

export class MuxClient extends EventEmitter implements LinkClient, LinkStream {
  /** Of the process that holds the connection. */
  readonly pid: number;
  readonly #socket: Socket;
  readonly #reader: PacketReader;
  readonly #channels = new Map<number, MuxChannel>();
  readonly #opening = new Map<number, { readonly channel: MuxChannel; readonly answer: ChannelReply }>();
  #next = 0;
  #isOpen = true;

  private constructor(open: GreetedMaster, ended: () => Promise<MasterEnd>) {
    super();
    this.pid = open.pid;
    this.#socket = open.socket;
    this.#reader = open.reader;
    open.socket.on('data', (bytes) => this.#onBytes(bytes));
    open.socket.on('close', () => void this.#onSocketClosed(ended()));
  }

  /** Connects to a master and has it stand out of the way. `ended` is called once the connection is gone. */
  static async attach(path: string, ended: () => Promise<MasterEnd>): Promise<MuxClient> {
    return new MuxClient(await greet(path), ended);
  }

  exec(command: string, answer: (error: Error | undefined, channel: SessionChannel) => void): void {
    this.#open('session', [], (error, channel) => {
      if (error !== undefined) return answer(error, channel);
      channel.request('exec', [command], (isDone) => {
        if (!isDone) channel.destroy();
        answer(isDone ? undefined : new Error('unable to exec'), channel);
      });
    });
  }

  forwardTo(
    { address, port }: ConnectTarget,
    answer: (error: Error | undefined, channel: Duplex) => void,
  ): void {
    this.#open('direct-tcpip', [address, port, '127.0.0.1', 0], (error, channel) => {
      channel.stderr.resume();
      answer(error, channel);
    });
  }

  /** Any answer is a sign of life: a channel of a kind that no host knows is refused, and nothing else comes of it. */
  askForLife(): void {
    this.#open('sign-of-life@holdpoint', [], (error, channel) => {
      if (error === undefined) channel.destroy();
    });
  }

  /** Asks the master to end. */
  end(): void {
    this.#signal('SIGTERM');
  }

  destroy(): void {
    this.#signal('SIGTERM');
    this.#socket.destroy();
  }

  /** Only while its socket is open is it certain that the number still is the master's. */
  #signal(signal: NodeJS.Signals): void {
    if (!this.#isOpen || this.#socket.destroyed) return;
    try {
      process.kill(this.pid, signal);
    } catch {
      // It has ended in this very moment.
    }
  }

  #open(kind: string, fields: readonly (string | number)[], answer: ChannelReply): void {
    if (!this.#isOpen) throw new Error('the connection is closed');
    const id = this.#next++;
    const channel = new MuxChannel(this.#send);
    this.#opening.set(id, { channel, answer });
    this.#send(SSH.open, kind, id, WINDOW_BYTES, PACKET_BYTES, ...fields);
  }

  readonly #send: Send = (type, ...fields) => {
    if (this.#isOpen && this.#socket.writable) this.#socket.write(sshPacket(type, fields));
  };

  #onBytes(bytes: Buffer): void {
    try {
      for (const packet of this.#reader.take(bytes)) this.#onPacket(packet);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.destroy();
    }
    this.emit('data');
  }

  /** One byte of padding, which is none, then the kind of message. */
  #onPacket(packet: Buffer): void {
    const type = packet[1] ?? 0;
    if (type < SSH.opened || type > SSH.failure) return;
    const fields = new Fields(packet, 2);
    const id = fields.number();
    if (type === SSH.opened || type === SSH.refused) this.#onAnswer(id, type, fields);
    else if (this.#channels.get(id)?.receive(type, fields)) this.#channels.delete(id);
  }

  #onAnswer(id: number, type: number, fields: Fields): void {
    const opening = this.#opening.get(id);
    if (opening === undefined) return;
    this.#opening.delete(id);
    const { channel, answer } = opening;
    if (type === SSH.opened) {
      channel.begin(fields);
      this.#channels.set(id, channel);
      answer(undefined, channel);
      return;
    }
    const reason = fields.number();
    answer(Object.assign(new Error(fields.text()), { reason }), channel);
  }

  async #onSocketClosed(ended: Promise<MasterEnd>): Promise<void> {
    this.#isOpen = false;
    const { error } = await ended;
    if (error === null) this.emit('end');
    else this.emit('error', error);
    for (const channel of this.#channels.values()) channel.die();
    for (const { channel, answer } of this.#opening.values())
      answer(new Error('the connection is closed'), channel);
    this.#channels.clear();
    this.#opening.clear();
    this.emit('close');
  }
}

interface GreetedMaster {
  readonly socket: Socket;
  readonly reader: PacketReader;
  readonly pid: number;
}

/** The three answers come in the order of what is said. */
function greet(path: string): Promise<GreetedMaster> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const reader = new PacketReader();
    const heard: Fields[] = [];
    const refuse = (why: string): void => {
      socket.destroy();
      reject(new Error(why));
    };
    // The listener stays: whatever comes later ends in `close`.
    socket.on('error', (error) => refuse(error.message));
    const onClose = (): void => refuse('the multiplexer hung up');
    const onBytes = (bytes: Buffer): void => {
      for (const packet of reader.take(bytes)) heard.push(new Fields(packet));
      if (heard.length < 3) return;
      socket.off('data', onBytes).off('close', onClose);
      const [hello, alive, proxied] = heard;
      const isHello = hello?.number() === MUX.hello && hello.number() === PROTOCOL;
      const isAlive = alive?.number() === MUX.alive && alive.number() === 1;
      if (isHello && isAlive && proxied?.number() === MUX.proxied)
        resolve({ socket, reader, pid: alive.number() });
      else refuse('the multiplexer speaks otherwise');
    };
    socket.on('data', onBytes).on('close', onClose);
    socket.once('connect', () => {
      socket.write(muxPacket(MUX.hello, PROTOCOL));
      socket.write(muxPacket(MUX.isAlive, 1));
      socket.write(muxPacket(MUX.proxy, 2));
    });
  });
}
