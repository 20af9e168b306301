import type { ServerChannel } from 'ssh2';
import type { Stream } from '#core/run/stream.ts';

/** Above this much waiting output a command is asked to pause. */
const MAX_WAITING_BYTES = 1024 * 1024;

type Piece = readonly [stream: Stream, bytes: Uint8Array];

/**
 * Sends both streams of a command over one channel, a piece at a time. Of two writers that wait for the same window the
 * SSH library resumes only one, so there must never be two; and it keeps the last piece of standard output that waited
 * and sends it again when standard error has to wait, so that piece is taken from it.
 */
export class OutputQueue {
  readonly #channel: ServerChannel;
  readonly #onEmpty: () => void;
  readonly #waiting: Piece[] = [];
  #bytes = 0;
  #sending = false;
  #ended = false;

  constructor(channel: ServerChannel, onEmpty: () => void) {
    this.#channel = channel;
    this.#onEmpty = onEmpty;
  }

  /** False when the command should pause until the queue is empty. */
  push(stream: Stream, bytes: Uint8Array): boolean {
    this.#waiting.push([stream, bytes]);
    this.#bytes += bytes.length;
    if (!this.#sending) this.#sendNext();
    return this.#bytes < MAX_WAITING_BYTES;
  }

  /** Closes the channel once everything is sent. */
  end(): void {
    this.#ended = true;
    if (!this.#sending) this.#channel.end();
  }

  #sendNext(): void {
    const next = this.#waiting.shift();
    this.#sending = next !== undefined;
    if (next === undefined) {
      if (this.#ended) this.#channel.end();
      else this.#onEmpty();
      return;
    }
    const [stream, bytes] = next;
    (stream === 'stdout' ? this.#channel : this.#channel.stderr).write(bytes, () => {
      this.#bytes -= bytes.length;
      Object.assign(this.#channel, { _chunk: undefined, _chunkcb: undefined });
      this.#sendNext();
    });
  }
}
