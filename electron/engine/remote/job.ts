/** One wrapped command on one channel: noise, sudo's prompt, the payload, the start marker, and how it ended. */
import type { Channel, ChannelEnd, Link, SessionTurn, Stream } from '../ports.ts';
import { createMarkerFinder, parseStarted, type Started } from './marker.ts';
import { type ShellJob, type Wrapped, wrapJob } from './wrapper.ts';

/** `not-started`: certainly nothing ran. `unknown`: it may have run, and no outcome was seen. */
export type JobEnd =
  /** `leftBehind`: something that it started still holds its output, and was left alone. */
  | { readonly kind: 'exit'; readonly code: number; readonly leftBehind?: boolean }
  | { readonly kind: 'signal'; readonly signal: string }
  /** `lasting`: another try of the same would come to the same, or do harm, as a refused password does. */
  | { readonly kind: 'not-started'; readonly reason: string; readonly lasting?: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A host that talks without end before its prompt is listened to no further back than this. */
const MAX_HEARD_CHARACTERS = 64 * 1024;

/** Of what a host says before anything begins, so much is kept, and so much is quoted. */
const MAX_WORDS = 2000;
const MAX_QUOTED = 600;

export interface JobListener {
  onStarted(started: Started): void;
  onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
}

export interface OpenJob<M = Started> {
  readonly ended: Promise<JobEnd>;
  /** Null until the host said that it had started. */
  started(): M | null;
  /** The last that the host printed before anything began: a login script, a refusal. */
  heard(): string;
  /** False while nothing of the job can have run: what it consists of has not been sent. */
  isSent(): boolean;
  /** Called once the command itself has ended; what it left running may still print. */
  onExit(callback: () => void): void;
  /** Data for a job that takes input; send it once the job has started. */
  write(bytes: Uint8Array): Promise<void>;
  endInput(): void;
  /** Also before the host has opened a session: then nothing is sent any more. */
  close(): void;
}

export interface JobOrder {
  readonly job: ShellJob;
  readonly nonce: string;
  readonly listener: JobListener;
  readonly when?: SessionTurn | undefined;
}

export function openJob(link: Link, { job, nonce, listener, when }: JobOrder): OpenJob {
  const wrapped = wrapJob(job, nonce);
  const password = job.sudo?.password ?? null;
  return openWrapped(link, { wrapped, password, parse: parseStarted, listener, when });
}

/** What is sent, and how its first line is read: as an `M`, or not as the marker. */
export interface WrappedOrder<M> {
  readonly wrapped: Wrapped;
  readonly password: string | null;
  readonly when?: SessionTurn | undefined;
  parse(line: string): M | null;
  readonly listener: {
    onStarted(marker: M): void;
    onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
  };
}

const GIVEN_UP: JobEnd = {
  kind: 'not-started',
  reason: 'The host had opened no session for it when the wait was given up',
};

/** Sends a wrapped payload and listens to it, once the host has opened a session. Before the marker everything is noise. */
export function openWrapped<M>(link: Link, order: WrappedOrder<M>): OpenJob<M> {
  const talk = createTalk(order);
  let channel: Channel | null = null;
  let giveUp: () => void = () => undefined;
  const givenUp = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
  });
  const opening = link.exec(order.wrapped.command, talk.sink, order.when);
  const ended = Promise.race([opening, givenUp]).then((opened): JobEnd | Promise<JobEnd> => {
    if (opened === null) {
      void opening.then((late) => late.ok && late.value.close());
      return GIVEN_UP;
    }
    if (!opened.ok) return { kind: 'not-started', reason: opened.error.message };
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
    write: (bytes) => channel?.write(bytes) ?? Promise.resolve(),
    endInput: () => channel?.endInput(),
    close: () => (channel === null ? giveUp() : channel.close()),
  };
}

function createTalk<M>({ wrapped, password, parse, listener }: WrappedOrder<M>) {
  const finder = createMarkerFinder(`${wrapped.nonce} `, (line) => parse(line) !== null);
  const gate = createSudoGate(wrapped, password);
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
  const heard = (): string => lastLines(lastWords, wrapped.nonce);
  const notStarted = (reason: string): JobEnd => {
    const refusal = gate.refusal();
    return refusal === null
      ? { kind: 'not-started', reason }
      : { kind: 'not-started', reason: refusal, lasting: true };
  };
  return {
    sink: (stream: Stream, bytes: Uint8Array) =>
      stream === 'stdout' ? hearStdout(bytes) : hearStderr(bytes),
    started: () => started,
    heard,
    isSent: gate.isPayloadSent,
    begin: gate.open,
    conclude: (end: ChannelEnd): JobEnd => {
      if (end.kind !== 'lost') return started ? end : notStarted(refusalFrom(heard(), end));
      return gate.isPayloadSent() ? { kind: 'unknown', reason: end.reason } : notStarted(end.reason);
    },
  };
}

/** As one line, without what is no text, and without our own words. */
function lastLines(words: string, own: string): string {
  const lines = words.replaceAll(/[^\P{C}\n\r\t]/gu, '').split(/[\r\n]+/);
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.includes(own));
  return said.slice(-3).join(' ').slice(-MAX_QUOTED);
}

function refusalFrom(words: string, end: ChannelEnd): string {
  const code = end.kind === 'exit' ? `exit ${end.code}` : end.kind;
  return `The host did not start it (${code})${words ? `: ${words}` : ''}`;
}

/** Lets the payload through: at once without sudo, after sudo's leave with it. The password goes out once, on sudo's own prompt. */
function createSudoGate(wrapped: Wrapped, password: string | null) {
  const { prompt } = wrapped;
  const ready = wrapped.ready === null ? null : createMarkerFinder(wrapped.ready);
  let channel: Channel | null = null;
  let sent = false;
  let prompts = 0;
  let heard = '';
  const sendPayload = (): void => {
    sent = true;
    void channel?.write(wrapped.payload);
  };
  const answerPrompt = (): void => {
    prompts += 1;
    if (prompts === 1) void channel?.write(`${password}\n`);
    else channel?.close();
  };
  return {
    isPayloadSent: () => sent,
    refusal: () => (prompts > 1 ? 'sudo did not accept the password; nothing was run' : null),
    open(opened: Channel) {
      channel = opened;
      if (!ready) sendPayload();
    },
    hearStdout(bytes: Uint8Array) {
      if (ready && !sent && ready.push(bytes)) sendPayload();
    },
    hearStderr(bytes: Uint8Array) {
      if (!prompt || password === null || sent) return;
      heard = (heard + new TextDecoder().decode(bytes)).slice(-MAX_HEARD_CHARACTERS);
      for (let at = heard.indexOf(prompt); at >= 0; at = heard.indexOf(prompt)) {
        heard = heard.slice(at + prompt.length);
        answerPrompt();
      }
    },
  };
}
