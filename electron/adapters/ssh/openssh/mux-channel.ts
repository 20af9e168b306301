import { Duplex, Readable } from 'node:stream';
import { type Fields, SSH } from './packets.ts';

/** How much the host may send before it is told that there is room for more. */
export const WINDOW_BYTES = 2 * 1024 * 1024;
export const PACKET_BYTES = 32 * 1024;

export type Send = (type: number, ...fields: (number | boolean | string | Uint8Array)[]) => void;

/** `SSH_EXTENDED_DATA_STDERR` */
const STDERR = 1;

/** One channel of a host's connection. What nobody reads fills its window, and then the host waits. */
export class MuxChannel extends Duplex {
  readonly stderr: Readable;
  readonly #send: Send;
  readonly #full = new Set<Readable>();
  readonly #answers: ((isDone: boolean) => void)[] = [];
  #theirs = { id: 0, window: 0, packet: 0 };
  #window = WINDOW_BYTES;
  #writing: { bytes: Buffer; readonly done: () => void } | null = null;
  #isClosed = false;
  #hasEnded = false;

  constructor(send: Send) {
    super({ autoDestroy: false });
    this.#send = send;
    this.stderr = new Readable({ autoDestroy: false, read: () => this.#want(this.stderr) });
    const end = (): void => {
      if (this.#isClosed && this.readableEnded && this.stderr.readableEnded) this.destroy();
    };
    this.on('end', end);
    this.stderr.on('end', end);
  }

  /** The host has opened it. */
  begin(fields: Fields): void {
    this.#theirs = { id: fields.number(), window: fields.number(), packet: fields.number() };
  }

  request(kind: string, fields: readonly string[], answer: (isDone: boolean) => void): void {
    this.#answers.push(answer);
    this.#send(SSH.request, this.#theirs.id, kind, true, ...fields);
  }

  /** Something that the host sent on this channel. True once that was its end. */
  receive(type: number, fields: Fields): boolean {
    switch (type) {
      case SSH.adjust:
        this.#theirs.window += fields.number();
        this.#flush();
        break;
      case SSH.data:
        this.#deliver(this, fields.bytes());
        break;
      case SSH.extended:
        this.#deliver(fields.number() === STDERR ? this.stderr : null, fields.bytes());
        break;
      case SSH.eof:
        this.#endOutput();
        break;
      case SSH.request:
        this.#onRequest(fields);
        break;
      case SSH.success:
      case SSH.failure:
        this.#answers.shift()?.(type === SSH.success);
        break;
      case SSH.close:
        this.die();
        return true;
    }
    return false;
  }

  /** Nothing comes or goes any more; what has arrived is still read. */
  die(): void {
    this.close();
    this.#endOutput();
    for (const answer of this.#answers.splice(0)) answer(false);
    if (this.readableEnded && this.stderr.readableEnded) this.destroy();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#send(SSH.close, this.#theirs.id);
    this.#flush();
  }

  override _read(): void {
    this.#want(this);
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#writing = { bytes, done };
    this.#flush();
  }

  override _final(done: () => void): void {
    if (!this.#isClosed) this.#send(SSH.eof, this.#theirs.id);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.close();
    this.stderr.destroy();
    done(error);
  }

  /** As much as the host has room for; on a closed channel what was to be written is dropped. */
  #flush(): void {
    while (this.#writing !== null) {
      const { bytes, done } = this.#writing;
      const size = Math.min(bytes.length, this.#theirs.window, this.#theirs.packet);
      if (size === 0 && !this.#isClosed && bytes.length > 0) return;
      if (!this.#isClosed && size > 0) {
        this.#send(SSH.data, this.#theirs.id, bytes.subarray(0, size));
        this.#theirs.window -= size;
      }
      const rest = this.#isClosed ? Buffer.alloc(0) : bytes.subarray(size);
      this.#writing = rest.length === 0 ? null : { bytes: rest, done };
      if (rest.length === 0) done();
    }
  }

  #deliver(to: Readable | null, bytes: Buffer): void {
    this.#window -= bytes.length;
    if (to !== null && !this.#hasEnded && !to.destroyed && !to.push(bytes)) this.#full.add(to);
    this.#makeRoom();
  }

  #want(of: Readable): void {
    this.#full.delete(of);
    this.#makeRoom();
  }

  #makeRoom(): void {
    if (this.#full.size > 0 || this.#isClosed || this.#window > WINDOW_BYTES / 2) return;
    this.#send(SSH.adjust, this.#theirs.id, WINDOW_BYTES - this.#window);
    this.#window = WINDOW_BYTES;
  }

  #endOutput(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.push(null);
    this.stderr.push(null);
  }

  /** The host asks for an answer where it wants to know whether we are still there. */
  #onRequest(fields: Fields): void {
    const kind = fields.text();
    const wantsAnswer = fields.flag();
    if (kind === 'exit-status') this.emit('exit', fields.number());
    else if (kind === 'exit-signal') this.emit('exit', null, `SIG${fields.text()}`);
    if (wantsAnswer && !this.#isClosed) this.#send(SSH.failure, this.#theirs.id);
  }
}
