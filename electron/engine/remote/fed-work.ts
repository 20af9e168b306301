/** One job that a fed shell works at: its output up to its end mark, and what became of it. */
import type { LinkLoss } from '#core/run/connecting.ts';
import type { Channel, ChannelEnd, ChannelFailure, OutputSink, Result, Stream } from '../ports.ts';
import { createEndMarkFinder, type EndMark, type EndMarkFinder } from './end-mark.ts';
import { type FedKind, lineFor, reminderFor } from './fed-line.ts';

export interface FedJob {
  readonly kind: FedKind;
  readonly nonce: string;
  readonly sink: OutputSink;
  /** Its process, once it has said that it began. */
  begun(): { readonly pid: number } | null;
}

export interface FedChannel extends Channel {
  /** The shell takes nothing after this job: what is about to end the job's group ends the shell as well. */
  retire(): void;
}

export interface OpenShell {
  readonly channel: Channel;
  /** What it works at. */
  work: Work | null;
  hasAnswered: boolean;
}

interface Places {
  take(work: Work): Promise<Result<OpenShell, ChannelFailure>>;
  /** It takes nothing more, and is heard to its end. */
  retire(used: OpenShell): void;
  /** Whatever it does, it is not listened to any more. */
  drop(used: OpenShell): void;
  leave(used: OpenShell | null): void;
}

/** To whoever gave the job it is a channel; the shell tells it what it prints and that it ended. */
export class Work implements FedChannel {
  readonly ended: Promise<ChannelEnd>;
  shell: OpenShell | null = null;
  readonly #job: FedJob;
  readonly #places: Places;
  #resolve: (how: ChannelEnd) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  readonly #marks: Record<Stream, EndMarkFinder>;
  readonly #exitListeners: (() => void)[] = [];
  #line: string | null = null;
  #code: number | null = null;
  #isLast = false;
  #isOver = false;
  /** Pieces of output that are not taken yet. */
  #pending = 0;

  constructor(job: FedJob, places: Places) {
    this.#job = job;
    this.#places = places;
    // What follows a step may have been woken once more after its mark; what a step left running may print yet.
    const find = (): EndMarkFinder => createEndMarkFinder(job.nonce, { goesOn: job.kind === 'step' });
    this.#marks = { stdout: find(), stderr: find() };
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A sink that fails makes it reject; nobody may be waiting yet.
    this.ended.catch(() => undefined);
  }

  hear(stream: Stream, bytes: Uint8Array): void | Promise<void> {
    if (this.#isOver) return;
    const sure = this.#marks[stream].push(bytes);
    const taken = sure.length > 0 ? this.#job.sink(stream, sure) : undefined;
    if (taken === undefined) return this.#concludeOnceHeard();
    this.#pending += 1;
    return taken.then(() => {
      this.#pending -= 1;
      this.#concludeOnceHeard();
    });
  }

  onShellEnd(how: ChannelEnd, { hasAnswered }: OpenShell): void {
    if (this.#isOver) return;
    const { kind, begun } = this.#job;
    const code = this.#code;
    const isSilent = hasAnswered && this.#line !== null && begun() === null;
    if (code !== null) this.#settle({ kind: 'exit', code, leftBehind: isHeld(how) });
    else if (isSilent && isUntouched(kind, how)) void this.#startAnew();
    else if (how.kind !== 'lost' && (isSilent || begun() !== null))
      this.#settle({ kind: 'lost', loss: { kind: 'shell-ended' } });
    else this.#settle(how);
  }

  fail(error: unknown): void {
    this.#leave(() => this.#reject(error));
  }

  /** What is written first is the job's payload, one line; whatever is written later is a reminder to what is followed. */
  write(payload: Uint8Array | string): Promise<void> {
    const { kind, nonce } = this.#job;
    if (this.#isOver || this.shell === null) return Promise.resolve();
    if (this.#line !== null) return this.shell.channel.write(kind === 'followed' ? reminderFor(nonce) : '');
    this.#line = lineFor(kind, String(payload), nonce);
    return this.shell.channel.write(this.#line);
  }

  endInput(): void {
    // Of the shell's input a job has nothing.
  }

  onExit(callback: () => void): void {
    if (this.#code === null) this.#exitListeners.push(callback);
    else callback();
  }

  retire(): void {
    this.#isLast = true;
  }

  close(): void {
    this.#leave(() => {
      if (this.shell) this.#places.drop(this.shell);
      this.#resolve({ kind: 'lost', loss: { kind: 'closed-here', what: 'channel' } });
    });
  }

  #settle(how: ChannelEnd): void {
    this.#leave(() => this.#resolve(how));
  }

  #leave(how: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#places.leave(this.shell);
    how();
  }

  #concludeOnceHeard(): void {
    const { stdout, stderr } = this.#marks;
    const mark = stdout.mark();
    if (this.#code !== null || mark === null || stderr.mark() === null || this.#pending > 0) return;
    this.#code = mark.code;
    if (this.shell) this.shell.hasAnswered = true;
    const { kind, begun } = this.#job;
    if (kind !== 'step' || (!this.#isLast && isAlone(mark, begun())))
      this.#settle({ kind: 'exit', code: mark.code });
    else if (this.shell) this.#places.retire(this.shell);
    for (const tell of this.#exitListeners.splice(0)) tell();
  }

  async #startAnew(): Promise<void> {
    const taken = await this.#places.take(this);
    if (!taken.ok) return this.#settle({ kind: 'lost', loss: lossOf(taken.error) });
    this.shell = taken.value;
    if (this.#isOver) return this.#places.drop(taken.value);
    await taken.value.channel.write(this.#line ?? '');
  }
}

/**
 * A shell that had answered before and went without a word of this job has not begun it, or not so far as to say so. Of a step that is
 * certain once nothing holds the output any more.
 */
function isUntouched(kind: FedJob['kind'], how: ChannelEnd): boolean {
  return (
    (kind === 'question' && how.kind !== 'lost') || (kind === 'step' && how.kind === 'exit' && !isHeld(how))
  );
}

function isHeld(how: ChannelEnd): boolean {
  return how.kind === 'exit' && how.leftBehind === true;
}

/** Whether what it began has gone for certain. Numbers that do not have the job between them are none of its host's. */
function isAlone({ between }: EndMark, begun: { readonly pid: number } | null): boolean {
  return between !== null && (begun === null || (between.first < begun.pid && begun.pid <= between.last));
}

/** The shell that was ended is gone where no other could be opened. */
function lossOf({ reason }: ChannelFailure): LinkLoss {
  return reason.kind === 'link-lost' ? reason.loss : { kind: 'shell-ended' };
}
