/** Small questions to a host: a job whose whole output is wanted and short. */
import type { Clock, Link, SessionTurn } from '../ports.ts';
import type { CommandEnd } from './ends.ts';
import { fedBy, type OpenJob, openJob } from './job.ts';
import type { ShellJob } from './wrapper.ts';

/** A host that takes longer over a small question is not going to answer it. Some take half a minute to log anybody in. */
const ANSWER_MS = 60_000;
/** More than this of an answer is dropped, but for its last characters. */
const MAX_ANSWER_CHARACTERS = 64 * 1024;
const LAST_CHARACTERS = 64;

/** What is asked, and by which clock its answer is awaited. */
export interface Query {
  readonly job: ShellJob;
  readonly nonce: string;
  readonly clock: Clock;
  /** How long the answer is awaited; 60 s unless told. */
  readonly withinMs?: number;
  readonly maxCharacters?: number;
  readonly when?: SessionTurn;
}

export interface HostAnswer {
  readonly end: CommandEnd;
  readonly stdout: string;
  /** The last that the host printed before it began. */
  readonly heard: string;
}

/** Gives up in time: then it is not known whether anything ran. */
export async function ask(
  link: Link,
  { job, nonce, clock, when, withinMs = ANSWER_MS, maxCharacters = MAX_ANSWER_CHARACTERS }: Query,
): Promise<HostAnswer> {
  const decoder = new TextDecoder();
  let stdout = '';
  let last = '';
  const opened = openJob(link, {
    job,
    nonce,
    clock,
    when,
    fed: when === 'at-once' ? null : fedBy(link, job, 'question'),
    listener: {
      onStarted: () => undefined,
      onOutput(stream, bytes) {
        if (stream !== 'stdout') return;
        const text = decoder.decode(bytes, { stream: true });
        if (stdout.length < maxCharacters) stdout += text;
        else last = (last + text).slice(-LAST_CHARACTERS);
      },
    },
  });
  const end = await new Promise<CommandEnd>((resolve) => {
    const cancel = clock.after(withinMs, () => resolve(tooLate(link, opened, withinMs)));
    void opened.ended.then((ended) => {
      cancel();
      resolve(ended);
    });
  });
  return { end, stdout: stdout + last, heard: opened.heard() };
}

/** What was never sent did not start; sudo may have said why. */
async function tooLate({ host }: Link, opened: OpenJob, withinMs: number): Promise<CommandEnd> {
  const reason = { kind: 'no-answer-within', host, ms: withinMs } as const;
  opened.close();
  if (opened.isSent()) return { kind: opened.started() === null ? 'not-started' : 'unobserved', reason };
  const end = await opened.ended;
  return end.kind === 'not-started' && end.lasting ? end : { kind: 'not-started', reason };
}
