/** Reads texts of people on a thread of their own, which is ended when it takes too long: runs never wait for it. */

import { Worker } from 'node:worker_threads';
import { CommandFailure } from '#contract/errors.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import type { Readings, ReleaseReader } from '#operations/release-reader.ts';

export interface ReaderOrder {
  readonly of: keyof Readings;
  readonly asked: readonly unknown[];
}

export type ReaderReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

interface Waiting {
  readonly order: ReaderOrder;
  readonly answer: (reply: ReaderReply) => void;
  readonly fail: (error: Error) => void;
}

/** A text of 8 MiB takes some seconds on a slow machine. */
const MOST_MS = 30_000;
/** New objects die young here; with more room for them a large text takes half the time. */
const LIMITS = { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 2048 };

const READINGS = [
  'look',
  'load',
  'info',
  'contents',
  'scripts',
  'plan',
  'outline',
  'gateNeeds',
  'canonical',
  'gate',
  'needs',
  'rename',
  'adapt',
  'changes',
  'document',
  'next',
  'carried',
  'freshen',
] as const satisfies readonly (keyof Readings)[];

export interface ThreadReader extends ReleaseReader {
  close(): Promise<void>;
}

/** `thread`: the file of the thread. One text is read at a time, the others wait; who asks the same gets the same answer. */
export function createThreadReader(thread: string | URL, mostMs = MOST_MS): ThreadReader {
  const queue: Waiting[] = [];
  const asked = new Map<string, Promise<unknown>>();
  let worker: Worker | null = null;
  let current: Waiting | null = null;
  let late: NodeJS.Timeout | undefined;

  function next(): void {
    if (current !== null) return;
    current = queue.shift() ?? null;
    if (current === null) return;
    if (worker === null) worker = open();
    else limit();
    worker.ref();
    worker.postMessage(current.order);
  }

  /** The time that a thread takes to start is not the text's fault. */
  function limit(): void {
    late = setTimeout(() => giveUp(`took longer than ${formatDuration(mostMs)} and was given up`), mostMs);
  }

  function settle(done: (waiting: Waiting) => void): void {
    clearTimeout(late);
    const waiting = current;
    current = null;
    worker?.unref();
    if (waiting) done(waiting);
    next();
  }

  function giveUp(why: string): void {
    const ended = worker;
    worker = null;
    void ended?.terminate();
    const message = `Reading this release ${why}. Runs are not affected. Make the file smaller, or split it`;
    settle(({ fail }) => fail(new CommandFailure('release-invalid', message)));
  }

  function open(): Worker {
    const opened = new Worker(thread, { resourceLimits: LIMITS });
    opened.once('online', () => {
      if (worker === opened && current !== null) limit();
    });
    opened.on('message', (reply: ReaderReply) => settle(({ answer }) => answer(reply)));
    opened.on('error', (error) => {
      if (worker === opened) giveUp(`failed (${error.message})`);
    });
    return opened;
  }

  function ask(of: keyof Readings, given: readonly unknown[]): Promise<unknown> {
    const key = JSON.stringify([of, ...given]);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answered = new Promise<unknown>((resolve, reject) => {
      const answer = (reply: ReaderReply): void =>
        reply.ok ? resolve(reply.value) : reject(new Error(reply.message));
      queue.push({ order: { of, asked: given }, answer, fail: reject });
    }).finally(() => asked.delete(key));
    asked.set(key, answered);
    next();
    return answered;
  }

  const readings = Object.fromEntries(
    READINGS.map((of) => [of, (...given: readonly unknown[]) => ask(of, given)]),
  ) as unknown as ReleaseReader;
  return {
    ...readings,
    close: async () => {
      clearTimeout(late);
      await worker?.terminate();
    },
  };
}
