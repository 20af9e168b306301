/**
 * One `/bin/sh` on a host that is fed job after job, each as one line: a login shell and a session less for each. A job runs in a
 * subshell of it and is one compound command, so that of a line that was cut short nothing runs; behind its output stands, on both
 * streams, an end mark with its nonce. Nothing of an author's is run by it. Losing it is losing a channel.
 */
import type { Channel, ChannelEnd, Failure, Link, OutputSink, Result, Stream } from '../ports.ts';
import { createEndMarkFinder, END_MARK_BYTE } from './end-mark.ts';

export interface FedJob {
  readonly nonce: string;
  readonly sink: OutputSink;
  /** Whether the job has said that it began. */
  hasBegun(): boolean;
}

export interface FedShell {
  isFree(): boolean;
  /** Opens the shell where none is open. What is written to the channel first is the job's payload: one line, and nothing else is read. */
  open(job: FedJob): Promise<Result<Channel, Failure>>;
}

const COMMAND = '/bin/sh -s';

const shells = new WeakMap<Link, FedShell>();

/** The shell of a connection; it goes with it. */
export function fedShellOf(link: Link): FedShell {
  const shell = shells.get(link) ?? createFedShell(link);
  shells.set(link, shell);
  return shell;
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

  async function begin(first: Work): Promise<Result<Shell, Failure>> {
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

  async function take(work: Work): Promise<Result<Shell, Failure>> {
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
  take(work: Work): Promise<Result<Shell, Failure>>;
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

const CUT_SHORT = 'the shell on the host ended in the middle of it';

function createWork({ nonce, sink, hasBegun }: FedJob, places: Places): Work {
  const marks = { stdout: createEndMarkFinder(nonce), stderr: createEndMarkFinder(nonce) };
  const exitListeners: (() => void)[] = [];
  let line: string | null = null;
  let code: number | null = null;
  let isOver = false;
  let settle: (end: ChannelEnd) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const ended = new Promise<ChannelEnd>((resolve, fail) => {
    settle = resolve;
    reject = fail;
  });
  // A sink that fails makes it reject; nobody may be waiting yet.
  ended.catch(() => undefined);

  function end(how: () => void): void {
    if (isOver) return;
    isOver = true;
    places.leave(work.shell);
    how();
  }
  function conclude(seen: number): void {
    if (work.shell) work.shell.hasAnswered = true;
    code = seen;
    end(() => settle({ kind: 'exit', code: seen }));
    for (const tell of exitListeners.splice(0)) tell();
  }
  async function startAnew(): Promise<void> {
    const taken = await places.take(work);
    if (!taken.ok) return end(() => settle({ kind: 'lost', reason: taken.error.message }));
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
      const [out, err] = [marks.stdout.code(), marks.stderr.code()];
      if (out === null || err === null) return taken;
      if (taken === undefined) return conclude(out);
      return taken.then(() => conclude(out));
    },
    onShellEnd(how, { hasAnswered }) {
      if (isOver) return;
      // A shell that had answered before and went without a word of this one has not begun it.
      if (how.kind !== 'lost' && hasAnswered && line !== null && !hasBegun()) void startAnew();
      else if (how.kind !== 'lost' && hasBegun()) end(() => settle({ kind: 'lost', reason: CUT_SHORT }));
      else end(() => settle(how));
    },
    fail: (error) => end(() => reject(error)),
    channel: {
      ended,
      write(payload) {
        if (line !== null || isOver || work.shell === null) return Promise.resolve();
        line = lineFor(String(payload), nonce);
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
          settle({ kind: 'lost', reason: 'the channel was closed from this side' });
        }),
    },
  };
  return work;
}

/** Of its input a job gets nothing: that is the shell's own. */
export function lineFor(payload: string, nonce: string): string {
  const mark = `set -- "${END_MARK_BYTE}${nonce} over $?"; echo "$1"; echo "$1" >&2`;
  return `{ ( ${payload.trimEnd()} ) </dev/null; ${mark}; }\n`;
}
