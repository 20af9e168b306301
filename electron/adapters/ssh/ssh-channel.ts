import type { LinkLoss } from '#core/run/connecting.ts';
import type { Channel, ChannelEnd, OutputSink, Stream } from '#engine/ports.ts';
import { createDeferred } from './deferred.ts';
import type { SessionChannel } from './link-client.ts';

export interface SshChannelOptions {
  readonly sink: OutputSink;
  readonly drainMs: number;
  /** Told of every write, in bytes. */
  readonly onWrite: (bytes: number) => void;
}

/**
 * One running command. Output goes to the sink in order; while the sink is busy neither stream is read, so the host is
 * slowed down instead of memory filled. `ended` waits for the output: the exit status often comes before it.
 */
export class SshChannel implements Channel {
  readonly ended: Promise<ChannelEnd>;
  readonly #channel: SessionChannel;
  readonly #sink: OutputSink;
  readonly #drainMs: number;
  readonly #onWrite: (bytes: number) => void;
  readonly #end = createDeferred<ChannelEnd>();
  readonly #writers = new Set<() => void>();
  readonly #exitListeners: (() => void)[] = [];
  #exit: ChannelEnd | null = null;
  #lostBecause: LinkLoss = { kind: 'channel-closed' };
  #open = new Set<'stdout' | 'stderr' | 'channel'>(['stdout', 'stderr', 'channel']);
  #busy = 0;
  #draining = false;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(channel: SessionChannel, options: SshChannelOptions) {
    this.#channel = channel;
    this.#sink = options.sink;
    this.#drainMs = options.drainMs;
    this.#onWrite = options.onWrite;
    this.ended = this.#end.promise;
    // A sink that fails makes `ended` reject; nobody may be waiting yet.
    this.ended.catch(() => undefined);
    this.#listen();
  }

  #listen(): void {
    const channel = this.#channel;
    channel.on('error', () => undefined);
    channel.stderr.on('error', () => undefined);
    channel.on('exit', (code: number | null, signal?: string) => this.#onExit(code, signal));
    channel.on('drain', () => this.#releaseWriters());
    channel.on('close', () => this.#finish('channel'));
    channel.on('end', () => this.#finish('stdout'));
    channel.stderr.on('end', () => this.#finish('stderr'));
    channel.on('data', (bytes: Buffer) => this.#deliver('stdout', bytes));
    channel.stderr.on('data', (bytes: Buffer) => this.#deliver('stderr', bytes));
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    if (this.#isDead() || bytes.length === 0) return;
    this.#onWrite(bytes.length);
    const more = this.#channel.write(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes);
    if (more || this.#isDead()) return;
    await new Promise<void>((resolve) => this.#writers.add(resolve));
  }

  endInput(): void {
    if (!this.#isDead()) this.#channel.end();
  }

  onExit(callback: () => void): void {
    if (this.#exit === null) this.#exitListeners.push(callback);
    else callback();
  }

  close(): void {
    if (this.#settled) return;
    this.#lostBecause = { kind: 'closed-here', what: 'channel' };
    this.#settle();
  }

  /** The connection under the channel died. Output that has already arrived is still delivered. */
  linkLost(loss: LinkLoss): void {
    if (this.#settled) return;
    this.#lostBecause = loss;
    this.#open.delete('channel');
    this.#releaseWriters();
    this.#startDraining();
  }

  #isDead(): boolean {
    return this.#settled || !this.#open.has('channel') || !this.#channel.writable;
  }

  #onExit(code: number | null, signal: string | undefined): void {
    if (this.#exit !== null) return;
    if (typeof code === 'number') this.#exit = { kind: 'exit', code };
    else if (signal !== undefined) this.#exit = { kind: 'signal', signal };
    for (const tell of this.#exitListeners.splice(0)) tell();
    this.#startDraining();
  }

  #deliver(stream: Stream, bytes: Buffer): void {
    if (this.#settled) return;
    this.#heard();
    try {
      const taken = this.#sink(stream, bytes);
      if (taken !== undefined) this.#waitFor(taken);
    } catch (error) {
      this.#reject(error);
    }
  }

  #waitFor(taken: Promise<void>): void {
    this.#busy++;
    this.#channel.pause();
    this.#channel.stderr.pause();
    taken.then(
      () => this.#onTaken(),
      (error: unknown) => this.#reject(error),
    );
  }

  #onTaken(): void {
    this.#busy--;
    if (this.#busy > 0 || this.#settled) return;
    this.#heard();
    this.#channel.resume();
    this.#channel.stderr.resume();
    this.#settleWhenComplete();
  }

  #finish(part: 'stdout' | 'stderr' | 'channel'): void {
    this.#open.delete(part);
    if (part === 'channel') {
      this.#releaseWriters();
      this.#startDraining();
    }
    this.#settleWhenComplete();
  }

  #settleWhenComplete(): void {
    if (this.#open.size === 0 && this.#busy === 0) this.#settle();
  }

  /** After the command's exit a daemon may print for ever: only what comes in time is its output. */
  #heard(): void {
    if (this.#exit === null) this.#restartTimer();
  }

  /** From here on time ends the wait: a background child may hold the output open for ever. */
  #startDraining(): void {
    this.#draining = true;
    this.#restartTimer();
    this.#settleWhenComplete();
  }

  #restartTimer(): void {
    if (!this.#draining || this.#settled) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onTime(), this.#drainMs);
  }

  #onTime(): void {
    if (this.#busy > 0) {
      this.#restartTimer();
      return;
    }
    const isHeldOpen = this.#open.has('channel') && (this.#open.has('stdout') || this.#open.has('stderr'));
    if (this.#exit?.kind === 'exit' && isHeldOpen) this.#exit = { ...this.#exit, leftBehind: true };
    this.#settle();
  }

  #settle(): void {
    if (!this.#shut()) return;
    this.#end.resolve(this.#exit ?? { kind: 'lost', loss: this.#lostBecause });
  }

  #reject(error: unknown): void {
    if (this.#shut()) this.#end.reject(error);
  }

  /** False when it was shut before. */
  #shut(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#releaseWriters();
    this.#channel.close();
    this.#channel.resume();
    this.#channel.stderr.resume();
    return true;
  }

  #releaseWriters(): void {
    for (const release of this.#writers) release();
    this.#writers.clear();
  }
}
