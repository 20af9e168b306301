/** One channel to a tracked attempt: starting it, or finding it again. Says what was seen, and no more. */

import { NO_GUARD } from '../../lease/texts.ts';
import type { Clock, Link, Stream } from '../../ports.ts';
import { type JobEnd, openWrapped } from '../job.ts';
import { type ShellJob, wrapPayload } from '../wrapper.ts';
import { createTrailerGate, type Opening, parseOpening } from './parse.ts';

/** What one look at the record came to. */
export type Sighting =
  | { readonly kind: 'exit'; readonly code: number; readonly leftBehind: boolean; readonly opening: Opening }
  /** Its processes were ended by Holdpoint, and seen to be gone. */
  | { readonly kind: 'ended-by-us'; readonly why: 'stop' | 'timeout' }
  /** It was begun, its process is gone, and it left no outcome. */
  | { readonly kind: 'gone'; readonly boot: Opening['boot'] }
  /** It can never start: its place is taken. */
  | { readonly kind: 'fenced' }
  /** There is no record of it. */
  | { readonly kind: 'absent' }
  /** It runs; told by a look that does not stay. */
  | { readonly kind: 'running'; readonly pid: number }
  /** The host refused before anything began. */
  | { readonly kind: 'refused'; readonly reason: string; readonly lasting: boolean }
  /** The channel ended before the record did. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface RecordOrder {
  readonly payload: string;
  readonly job: Pick<ShellJob, 'sudo' | 'guard'>;
  readonly nonce: string;
  /** Times how long the host may take to say anything, and the reminders that bring the output of what was started. */
  readonly clock: Clock;
  readonly listener: {
    onOpening(opening: Opening): void;
    onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
  };
}

export interface OpenRecord {
  readonly seen: Promise<Sighting>;
  /** Whether anything that starts or finds the attempt has gone out. */
  isSent(): boolean;
  close(): void;
}

export function openRecord(link: Link, order: RecordOrder): OpenRecord {
  const { payload, job: sent, nonce, clock, listener } = order;
  const { sudo, guard = NO_GUARD } = sent;
  const gate = createTrailerGate(nonce);
  let close = (): void => undefined;
  let quit = clock.after(OPENING_MS, () => close());
  const job = openWrapped(link, {
    wrapped: wrapPayload(payload, { sudo, guard }, nonce),
    password: sudo?.password ?? null,
    clock,
    parse: parseOpening,
    listener: {
      onStarted(opening) {
        quit();
        if (opening.standing === 'started') quit = remind(clock, () => void job.write(NEWLINE));
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
  const conclude = async (end: JobEnd): Promise<Sighting> => {
    const { trailer, rest } = gate.end();
    if (rest.length > 0) await listener.onOutput('stdout', rest);
    return sightingOf(job.started(), trailer, end);
  };
  return { seen: job.ended.finally(() => quit()).then(conclude), isSent: job.isSent, close: job.close };
}

/** A host that says nothing of an attempt for so long is not heard any further on this channel. */
const OPENING_MS = 60_000;

const NEWLINE = new Uint8Array([10]);
/** Output is fetched this often at first, and less often as the step goes on. */
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

function sightingOf(opening: Opening | null, trailer: Trailer, end: JobEnd): Sighting {
  if (!opening)
    return end.kind === 'not-started'
      ? { kind: 'refused', reason: end.reason, lasting: end.lasting ?? false }
      : { kind: 'lost', reason: 'reason' in end ? end.reason : 'the host ended the channel' };
  const { standing, boot, pid } = opening;
  if (standing === 'fenced' || standing === 'absent') return { kind: standing };
  // The trailer is on stdout; with the link gone after it, nobody knows whether all of stderr arrived.
  const isCut = standing === 'started' && end.kind === 'unknown';
  if (trailer === null || isCut) return withoutTrailer(opening, end);
  const { code, leftBehind } = trailer;
  if (code === 'gone') return { kind: 'gone', boot: pid === 0 ? 'unknown' : boot };
  return typeof code === 'number'
    ? { kind: 'exit', code, leftBehind, opening }
    : { kind: 'ended-by-us', why: code };
}

/** A look that does not stay ends by itself, and so does one at a record that has no output at all. */
function withoutTrailer({ standing, boot, pid }: Opening, end: JobEnd): Sighting {
  const isWhole = end.kind === 'exit' && end.code === 0;
  if (isWhole && standing === 'running') return { kind: 'running', pid };
  if (isWhole && standing === 'gone') return { kind: 'gone', boot };
  return { kind: 'lost', reason: 'reason' in end ? end.reason : 'the host ended the channel' };
}
