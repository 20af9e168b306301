/** One wrapped command on one channel: noise, sudo's prompt, the payload, the start marker, and how it ended. */

import type { Reason } from '#core/run/reasons.ts';
import type {
  Channel,
  ChannelEnd,
  ChannelFailure,
  Clock,
  Link,
  Result,
  SessionTurn,
  Stream,
} from '../ports.ts';
import type { CommandEnd } from './ends.ts';
import type { FedKind } from './fed-line.ts';
import { type FedShell, freeShell } from './fed-shell.ts';
import type { FedChannel, FedJob } from './fed-work.ts';
import { createMarkerFinder, parseStarted, type Started } from './marker.ts';
import { readRefusal } from './read-refusal.ts';
import { createSudoGate } from './sudo-gate.ts';
import { type ShellJob, type Wrapped, wrapJob } from './wrapper.ts';

/** Of what a host says before anything begins, so much is kept, and so much is quoted. */
const MAX_WORDS = 2000;
const MAX_QUOTED = 600;

export interface JobListener {
  onStarted(started: Started): void;
  onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
}

export interface OpenJob<M = Started> {
  readonly ended: Promise<CommandEnd>;
  /** Null until the host said that it had started. */
  started(): M | null;
  /** The last that the host printed before anything began: a login script, a refusal. */
  heard(): string;
  /** False while nothing of the job can have run: what it consists of has not been sent. */
  isSent(): boolean;
  /** Called once the command itself has ended; what it left running may still print. */
  onExit(callback: () => void): void;
  /** What ends its process group is under way: the shell that it was sent to takes nothing after it. */
  retire(): void;
  /** Data for a job that takes input; send it once the job has started. */
  write(bytes: Uint8Array): Promise<void>;
  endInput(): void;
  /** Also before the host has opened a session: then nothing is sent any more. */
  close(): void;
}

export interface JobOrder {
  readonly job: ShellJob;
  readonly nonce: string;
  readonly clock: Clock;
  readonly listener: JobListener;
  readonly when?: SessionTurn | undefined;
  /** The shell that it is sent to; otherwise it gets a channel of its own. */
  readonly fed?: Fed | null;
}

interface Fed {
  readonly shell: FedShell;
  readonly kind: FedKind;
}

/** The shell of a connection where it may be used. Where each command is to have a group of its own, it has a channel of its own too. */
export function fedBy(link: Link, job: ShellJob, kind: 'question' | 'step'): Fed | null {
  const shell = link.sharesGroup === true ? null : freeShell(link, job);
  return shell && { shell, kind };
}

/** Linux takes 128 KiB in one value of an environment, and that is how the text of a step reaches its shell. */
const LONGEST_FED_STEP = 64 * 1024;

export function openJob(link: Link, { job, nonce, clock, listener, when, fed = null }: JobOrder): OpenJob {
  const wrapped = wrapJob({ ...job, ownGroup: link.sharesGroup === true }, nonce);
  const password = job.sudo?.password ?? null;
  return openWrapped(link, {
    wrapped,
    password,
    clock,
    parse: parseStarted,
    listener,
    when,
    fed: fed?.kind === 'step' && wrapped.payload.length > LONGEST_FED_STEP ? null : fed,
  });
}

type Process = NonNullable<ReturnType<FedJob['begun']>>;

/** What is sent, and how its first line is read: as an `M`, or not as the marker. */
export interface WrappedOrder<M extends Process> {
  readonly wrapped: Wrapped;
  readonly password: string | null;
  readonly clock: Clock;
  readonly when?: SessionTurn | undefined;
  /** The shell that it is sent to; otherwise it gets a channel of its own. */
  readonly fed?: Fed | null | undefined;
  parse(line: string): M | null;
  readonly listener: {
    onStarted(marker: M): void;
    onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
  };
}

const GIVEN_UP: CommandEnd = {
  kind: 'not-started',
  reason: { kind: 'no-session' },
};

/** Sends a wrapped payload and listens to it, once the host has opened a session. Before the marker everything is noise. */
export function openWrapped<M extends Process>(link: Link, order: WrappedOrder<M>): OpenJob<M> {
  const talk = createTalk(order);
  let channel: (Channel & Partial<FedChannel>) | null = null;
  let giveUp: () => void = () => undefined;
  const givenUp = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
  });
  const { nonce, command } = order.wrapped;
  const { fed } = order;
  const opening: Promise<Result<Channel & Partial<FedChannel>, ChannelFailure>> =
    fed?.shell.open({ kind: fed.kind, nonce, sink: talk.sink, begun: talk.started }) ??
    link.exec(command, talk.sink, order.when);
  const ended = Promise.race([opening, givenUp]).then((opened): CommandEnd | Promise<CommandEnd> => {
    if (opened === null) {
      void opening.then((late) => late.ok && late.value.close());
      return GIVEN_UP;
    }
    if (!opened.ok) return { kind: 'not-started', reason: opened.error.reason };
    channel = opened.value;
    talk.begin(channel);
    return channel.ended.then(talk.conclude);
  });
  return {
    ended,
    started: talk.started,
    heard: talk.heard,
    isSent: talk.isSent,
    onExit: (callback) => void opening.then((opened) => opened.ok && opened.value.onExit(callback)),
    retire: () => channel?.retire?.(),
    write: (bytes) => channel?.write(bytes) ?? Promise.resolve(),
    endInput: () => channel?.endInput(),
    close: () => (channel === null ? giveUp() : channel.close()),
  };
}

function createTalk<M extends Process>({ wrapped, password, clock, parse, listener }: WrappedOrder<M>) {
  const finder = createMarkerFinder(`${wrapped.nonce} `, (line) => parse(line) !== null);
  const gate = createSudoGate(wrapped, { password, clock });
  let started: M | null = null;
  let lastWords = '';
  const keepWords = (bytes: Uint8Array): void => {
    lastWords = (lastWords + new TextDecoder().decode(bytes)).slice(-MAX_WORDS);
  };

  const hearStdout = (bytes: Uint8Array): void | Promise<void> => {
    if (started) return listener.onOutput('stdout', bytes);
    gate.hearStdout(bytes);
    keepWords(bytes);
    const found = finder.push(bytes);
    started = found && parse(found.line);
    if (!found || !started) return;
    listener.onStarted(started);
    if (found.rest.length > 0) return listener.onOutput('stdout', found.rest);
  };
  const hearStderr = (bytes: Uint8Array): void | Promise<void> => {
    if (started) return listener.onOutput('stderr', bytes);
    keepWords(bytes);
    gate.hearStderr(bytes);
  };
  /** Before the payload is sent, sudo can quote no more of ours than the command that it refuses. */
  const isOurs = (line: string): boolean =>
    gate.isPayloadSent() ? line.includes(wrapped.nonce) : line.startsWith(wrapped.nonce);
  const heard = (): string => lastLines(lastWords.replaceAll(wrapped.prompt ?? '\n', '\n'), isOurs);
  const notStarted = (reason: Reason): CommandEnd => {
    const refusal = gate.refusal();
    if (refusal === null && !gate.isRefused()) return { kind: 'not-started', reason };
    return { kind: 'not-started', reason: refusal ?? reason, lasting: true };
  };
  return {
    sink: (stream: Stream, bytes: Uint8Array) =>
      stream === 'stdout' ? hearStdout(bytes) : hearStderr(bytes),
    started: () => started,
    heard,
    isSent: gate.isPayloadSent,
    begin: gate.open,
    conclude: (end: ChannelEnd): CommandEnd => {
      gate.end();
      if (end.kind !== 'lost') return started ? seenEnd(end) : notStarted(refusalFrom(heard(), end));
      const lost: Reason = { kind: 'link-lost', loss: end.loss };
      return gate.isPayloadSent() ? { kind: 'unobserved', reason: lost } : notStarted(lost);
    },
  };
}

function seenEnd(end: Exclude<ChannelEnd, { kind: 'lost' }>): CommandEnd {
  if (end.kind === 'signal') return end;
  const { code, leftBehind = false } = end;
  return { kind: 'exit', code, leftBehind, provenance: 'seen', tookMs: null };
}

/** As one line, without what is no text, and without our own words. */
function lastLines(words: string, isOurs: (line: string) => boolean): string {
  const lines = words.replaceAll(/[^\P{C}\n\r\t]/gu, '').split(/[\r\n]+/);
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !isOurs(line));
  return said.slice(-3).join(' ').slice(-MAX_QUOTED);
}

function refusalFrom(said: string, end: ChannelEnd): Reason {
  const by = readRefusal(said);
  if (by !== null) return { kind: 'start-prevented', by };
  return { kind: 'start-refused', exit: end.kind === 'exit' ? end.code : null, said };
}
