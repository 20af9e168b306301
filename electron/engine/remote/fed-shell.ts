/**
 * One `/bin/sh` on a host that is fed job after job, each as one line: a login shell and a session less for each. A job runs in a
 * subshell of it and is one compound command, so that of a line that was cut short nothing runs; behind its output stands, on both
 * streams, an end mark with its nonce. Nothing of an author's is run by it. Losing it is losing a channel.
 */
import type { LinkLoss } from '#core/run/connecting.ts';
import type { Channel, ChannelEnd, ChannelFailure, Link, OutputSink, Result, Stream } from '../ports.ts';
import { writeScript } from '../shell/write-script.ts';
import { createEndMarkFinder, END_MARK_BYTE } from './end-mark.ts';
import type { ShellJob } from './wrapper.ts';

export interface FedJob {
  /**
   * A question is asked again where the shell had gone before it. What is followed may do more than it says by the time that nobody
   * hears it, and is carried out beside the shell, which takes reminders to fetch its output meanwhile.
   */
  readonly kind: 'question' | 'followed';
  readonly nonce: string;
  readonly sink: OutputSink;
  /** Whether the job has said that it began. */
  hasBegun(): boolean;
}

export interface FedShell {
  isFree(): boolean;
  /**
   * Opens the shell where none is open. What is written to the channel first is the job's payload, one line; whatever is written
   * later is a reminder to what is followed.
   */
  open(job: FedJob): Promise<Result<Channel, ChannelFailure>>;
}

const COMMAND = '/bin/sh -s';

const shells = new WeakMap<Link, FedShell>();

/** The shell of a connection; it goes with it. */
function fedShellOf(link: Link): FedShell {
  const shell = shells.get(link) ?? createFedShell(link);
  shells.set(link, shell);
  return shell;
}

/** The shell of a connection where it may be used: what another user runs needs a way of its own, and so does what reads its input. */
export function freeShell(
  link: Link,
  { sudo, takesInput = false }: Pick<ShellJob, 'sudo' | 'takesInput'>,
): FedShell | null {
  if (sudo !== null || takesInput) return null;
  const shell = fedShellOf(link);
  return shell.isFree() ? shell : null;
}

interface Shell {
  readonly channel: Channel;
  /** What it works at. */
  work: Work | null;
  hasAnswered: boolean;
}

function createFedShell(link: Link): FedShell {
  let shell: Shell | null = null;
  let isFree = true;

  async function begin(first: Work): Promise<Result<Shell, ChannelFailure>> {
    let own: Shell | null = null;
    const hear: OutputSink = (stream, bytes) => (own === null ? first : own.work)?.hear(stream, bytes);
    const giveUp = (): boolean => {
      if (own === null || own.work !== null) return false;
      forget(own);
      own.channel.endInput();
      return true;
    };
    const opened = await link.exec(COMMAND, hear, { giveUp });
    if (!opened.ok) return opened;
    const begun: Shell = { channel: opened.value, work: first, hasAnswered: false };
    own = begun;
    shell = begun;
    const onEnd = (end: ChannelEnd): void => {
      forget(begun);
      begun.work?.onShellEnd(end, begun);
    };
    begun.channel.ended.then(onEnd, (error: unknown) => begun.work?.fail(error));
    return { ok: true, value: begun };
  }

  function forget(gone: Shell): void {
    if (shell === gone) shell = null;
  }

  async function take(work: Work): Promise<Result<Shell, ChannelFailure>> {
    if (shell === null) return begin(work);
    shell.work = work;
    return { ok: true, value: shell };
  }

  return {
    isFree: () => isFree,
    async open(job) {
      isFree = false;
      const work = createWork(job, {
        take,
        drop(used) {
          forget(used);
          used.channel.close();
        },
        leave(used) {
          if (used) used.work = null;
          isFree = true;
        },
      });
      const taken = await take(work);
      if (!taken.ok) isFree = true;
      else work.shell = taken.value;
      return taken.ok ? { ok: true, value: work.channel } : taken;
    },
  };
}

interface Places {
  take(work: Work): Promise<Result<Shell, ChannelFailure>>;
  /** Whatever it does, it is not listened to any more. */
  drop(used: Shell): void;
  leave(used: Shell | null): void;
}

interface Work {
  readonly channel: Channel;
  shell: Shell | null;
  hear(stream: Stream, bytes: Uint8Array): void | Promise<void>;
  onShellEnd(end: ChannelEnd, ended: Shell): void;
  fail(error: unknown): void;
}

/** The shell that was ended is gone where no other could be opened. */
function lossOf({ reason }: ChannelFailure): LinkLoss {
  return reason.kind === 'link-lost' ? reason.loss : { kind: 'shell-ended' };
}

function createWork({ kind, nonce, sink, hasBegun }: FedJob, places: Places): Work {
  const marks = { stdout: createEndMarkFinder(nonce), stderr: createEndMarkFinder(nonce) };
  const exitListeners: (() => void)[] = [];
  let line: string | null = null;
  let code: number | null = null;
  let isOver = false;
  /** Pieces of output that are not taken yet. */
  let pending = 0;
  const { ended, settle, reject } = createEnd();

  function end(how: () => void): void {
    if (isOver) return;
    isOver = true;
    places.leave(work.shell);
    how();
  }
  function concludeOnceHeard(): void {
    const seen = marks.stdout.code();
    if (isOver || seen === null || marks.stderr.code() === null || pending > 0) return;
    if (work.shell) work.shell.hasAnswered = true;
    code = seen;
    end(() => settle({ kind: 'exit', code: seen }));
    for (const tell of exitListeners.splice(0)) tell();
  }
  async function startAnew(): Promise<void> {
    const taken = await places.take(work);
    if (!taken.ok) return end(() => settle({ kind: 'lost', loss: lossOf(taken.error) }));
    work.shell = taken.value;
    if (isOver) return places.drop(taken.value);
    await taken.value.channel.write(line ?? '');
  }

  const work: Work = {
    shell: null,
    hear(stream, bytes) {
      if (isOver) return;
      const sure = marks[stream].push(bytes);
      const taken = sure.length > 0 ? sink(stream, sure) : undefined;
      if (taken === undefined) return concludeOnceHeard();
      pending += 1;
      return taken.then(() => {
        pending -= 1;
        concludeOnceHeard();
      });
    },
    onShellEnd(how, { hasAnswered }) {
      if (isOver) return;
      // A shell that had answered before and went without a word of this one has not begun it, or not so far as to say so.
      const isSilent = how.kind !== 'lost' && hasAnswered && line !== null && !hasBegun();
      if (isSilent && kind === 'question') void startAnew();
      else if (isSilent || (how.kind !== 'lost' && hasBegun()))
        end(() => settle({ kind: 'lost', loss: { kind: 'shell-ended' } }));
      else end(() => settle(how));
    },
    fail: (error) => end(() => reject(error)),
    channel: {
      ended,
      write(payload) {
        if (isOver || work.shell === null) return Promise.resolve();
        if (line !== null) return work.shell.channel.write(kind === 'followed' ? reminderFor(nonce) : '');
        line = lineFor(kind, String(payload), nonce);
        return work.shell.channel.write(line);
      },
      endInput: () => undefined,
      onExit(callback) {
        if (code === null) exitListeners.push(callback);
        else callback();
      },
      close: () =>
        end(() => {
          if (work.shell) places.drop(work.shell);
          settle({ kind: 'lost', loss: { kind: 'closed-here', what: 'channel' } });
        }),
    },
  };
  return work;
}

function createEnd() {
  let settle: (end: ChannelEnd) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const ended = new Promise<ChannelEnd>((resolve, fail) => {
    settle = resolve;
    reject = fail;
  });
  // A sink that fails makes it reject; nobody may be waiting yet.
  ended.catch(() => undefined);
  return { ended, settle, reject };
}

/** Of its input a job gets nothing: that is the shell's own. */
export function lineFor(kind: FedJob['kind'], payload: string, nonce: string): string {
  const text = payload.trimEnd();
  return kind === 'question'
    ? `{ ( ${text} ) </dev/null; ${markText(nonce, '$?')}; }\n`
    : `{ { trap '${markText(nonce, '$?')}' EXIT; ${text}; } </dev/null & hp_j=$!; }\n`;
}

function markText(nonce: string, code: string): string {
  return `set -- "${END_MARK_BYTE}${nonce} over ${code}"; echo "$1"; echo "$1" >&2`;
}

/** Wakes what follows a step, and ends the wait for it where it is gone without a word. */
function reminderFor(nonce: string): string {
  return `{ ${writeScript('wake', { gone: markText(nonce, '255') })}; }\n`;
}
