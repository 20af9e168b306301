/** One channel to a tracked attempt: starting it, or finding it again. Says what was seen, and no more. */

import { NO_GUARD } from '../../lease/texts.ts';
import type { Clock, Link, Stream } from '../../ports.ts';
import type { CommandEnd, RecordEnd, UnobservedEnd } from '../ends.ts';
import type { FedShell } from '../fed-shell.ts';
import { openWrapped } from '../job.ts';
import { type ShellJob, wrapPayload } from '../wrapper.ts';
import { createTrailerGate, parseOpening, type RecordOpening } from './parse.ts';

export interface RecordOrder {
  readonly payload: string;
  readonly job: Pick<ShellJob, 'sudo' | 'guard'>;
  readonly nonce: string;
  /** Times how long the host may take to say anything, and the reminders that bring the output of what was started. */
  readonly clock: Clock;
  /** It is sent to this shell; otherwise it gets a channel of its own. */
  readonly shell?: FedShell | null;
  readonly listener: {
    onOpening(opening: RecordOpening): void;
    onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
  };
}

export interface OpenRecord {
  readonly seen: Promise<RecordEnd>;
  /** Whether anything that starts or finds the attempt has gone out. */
  isSent(): boolean;
  close(): void;
}

export function openRecord(link: Link, order: RecordOrder): OpenRecord {
  const { payload, job: sent, nonce, clock, shell, listener } = order;
  const { sudo, guard = NO_GUARD } = sent;
  const gate = createTrailerGate(nonce);
  let close = (): void => undefined;
  let quit = clock.after(OPENING_MS, () => close());
  const job = openWrapped(link, {
    wrapped: wrapPayload(payload, { sudo, guard }, nonce),
    password: sudo?.password ?? null,
    clock,
    fed: shell && { shell, kind: 'followed' },
    parse: parseOpening,
    listener: {
      onStarted(opening) {
        quit();
        if (opening.state === 'started' && link.tellsUnasked !== true)
          quit = remind(clock, () => void job.write(NEWLINE));
        listener.onOpening(opening);
      },
      onOutput(stream, bytes) {
        if (stream === 'stderr') return listener.onOutput(stream, bytes);
        const sure = gate.push(bytes);
        return sure.length === 0 ? undefined : listener.onOutput(stream, sure);
      },
    },
  });
  close = job.close;
  const conclude = async (end: CommandEnd): Promise<RecordEnd> => {
    const { trailer, rest } = gate.end();
    if (rest.length > 0) await listener.onOutput('stdout', rest);
    return recordEndOf(job.started(), trailer, end);
  };
  return { seen: job.ended.finally(() => quit()).then(conclude), isSent: job.isSent, close: job.close };
}

/** A host that says nothing of an attempt for so long is not heard any further on this channel. */
const OPENING_MS = 60_000;

const NEWLINE = new Uint8Array([10]);
/** Output is fetched this often at first, and less often as the step continues. */
const FIRST_REMINDER_MS = 100;
const LONGEST_REMINDER_MS = 500;
const REMINDER_GROWTH = 1.05;

/** Calls again and again until the returned function is called. */
function remind(clock: Clock, call: () => void): () => void {
  let pause = FIRST_REMINDER_MS;
  let cancel = clock.after(pause, next);
  function next(): void {
    call();
    pause = Math.min(pause * REMINDER_GROWTH, LONGEST_REMINDER_MS);
    cancel = clock.after(pause, next);
  }
  return () => cancel();
}

type Trailer = ReturnType<ReturnType<typeof createTrailerGate>['end']>['trailer'];

function recordEndOf(opening: RecordOpening | null, trailer: Trailer, end: CommandEnd): RecordEnd {
  if (!opening) return end.kind === 'not-started' ? end : unobserved(end);
  const { state, boot, pid } = opening;
  if (state === 'fenced' || state === 'absent') return { kind: state };
  // The trailer is on stdout; with the link gone after it, nobody knows whether all of stderr arrived.
  const isCut = state === 'started' && end.kind === 'unobserved';
  if (trailer === null || isCut) return withoutTrailer(opening, end);
  const { code, leftBehind } = trailer;
  if (code === 'gone') return { kind: 'gone', boot: pid === 0 ? 'unknown' : boot };
  if (typeof code !== 'number') return { kind: 'ended-by-us', why: code };
  const known = { kind: 'exit', code, leftBehind, boot } as const;
  return state === 'ended'
    ? { ...known, provenance: 'adopted', tookMs: opening.tookMs }
    : { ...known, provenance: 'seen', tookMs: null };
}

/** A look that does not stay ends by itself, and so does one at a record that has no output at all. */
function withoutTrailer({ state, boot, pid }: RecordOpening, end: CommandEnd): RecordEnd {
  const isWhole = end.kind === 'exit' && end.code === 0;
  if (isWhole && state === 'running') return { kind: 'running', pid };
  if (isWhole && state === 'gone') return { kind: 'gone', boot };
  return unobserved(end);
}

function unobserved(end: CommandEnd): UnobservedEnd {
  return { kind: 'unobserved', reason: 'reason' in end ? end.reason : { kind: 'channel-ended' } };
}
