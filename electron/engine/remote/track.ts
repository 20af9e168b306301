/**
 * Carries a tracked attempt to its end across lost links: starts it at most once, finds it again when the link comes
 * back, takes its output up where it was cut, and adopts the outcome that the host has kept.
 */
import type { Cancellation } from '../cancellation.ts';
import type { Guard } from '../lease/texts.ts';
import type { Clock, ConnectFailure, Failure, Link, Result, Stream } from '../ports.ts';
import { isLasting, reach } from '../reach.ts';
import { within } from '../within.ts';
import type { Ending } from './execute.ts';
import type { Started } from './marker.ts';
import { type Ended, endRecord } from './record/end-record.ts';
import { type OpenRecord, openRecord, type Sighting } from './record/open-record.ts';
import type { Opening } from './record/parse.ts';
import { attachText, launchText, type RecordPlace } from './record/texts.ts';
import { guardWithin, type ShellJob } from './wrapper.ts';

export type TrackedEnding = Ending & {
  /** The host had kept the outcome; nobody saw it happen. */
  readonly adopted?: boolean;
  readonly leftBehind?: boolean;
  /** Whether the host has booted since the attempt began, by its record. */
  readonly boot?: Opening['boot'];
  /** By the host's clock; only of an adopted outcome. */
  readonly tookMs?: number | null;
};

export interface Tracking {
  readonly place: RecordPlace;
  /** Where its intent stands in the log. */
  readonly intendedAt: number;
  readonly job: ShellJob;
  /** SHA-256 of the job's text. */
  readonly sha256: string;
  readonly host: string;
  readonly timeoutMs: number;
  /** How long a host whose link was lost is looked for. */
  readonly patienceMs: number;
  readonly cancellation: Cancellation;
  readonly clock: Clock;
  /** A fresh word for each channel. */
  nonce(): string;
  connect(): Promise<Result<Link, ConnectFailure>>;
  /** Sees over a new link whether the host is still leased to this program; in words why it may not act there any more. */
  claim(link: Link): Promise<string | null>;
  guard(): Guard;
  readonly listener: {
    onStarted(started: Started): void;
    onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
    onLost(reason: string): void;
    onFound(started: Started): void;
  };
  /** It was begun by a program that has ended: what is known of it. Null: it is to be started. */
  readonly found: { readonly sawStart: boolean; readonly from: Readonly<Record<Stream, number>> } | null;
}

/** Pauses between tries to reach a host again. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** How long a host is looked for once a person wants the attempt to stop. */
const STOP_PATIENCE_MS = 15_000;
/** How long output may still come after the processes were ended. */
const LAST_OUTPUT_MS = 3_000;
/** The same where they had ended by themselves; then what they left is fetched anew. */
const OWN_END_MS = 60_000;
const TRIES_TO_END = 40;

export async function track(order: Tracking): Promise<TrackedEnding> {
  const { cancellation, clock, found } = order;
  if (!found && cancellation.isWished) return { kind: 'stopped' };
  // The time limit is the command's: it begins once there is a host to run it on.
  const first = found ? null : await reach(order);
  if (first?.ok === false) return notReached(order, first.error);
  const wish = createWish(order);
  const progress: Progress = {
    order,
    wish,
    bytes: { stdout: found?.from.stdout ?? 0, stderr: found?.from.stderr ?? 0 },
    sawStart: found?.sawStart ?? false,
    pid: null,
    lostAt: found ? clock.monotonicMs() : null,
  };
  try {
    return await goOn(progress, first?.value ?? null);
  } finally {
    wish.forget();
  }
}

interface Progress {
  readonly order: Tracking;
  readonly wish: Wish;
  readonly bytes: Record<Stream, number>;
  sawStart: boolean;
  pid: number | null;
  /** Since when nobody watches; null while somebody does. */
  lostAt: number | null;
}

/** `first`: the link over which it is to be started; null: it was dispatched before. */
async function goOn(progress: Progress, first: Link | null): Promise<TrackedEnding> {
  const { order } = progress;
  let attach = first === null;
  for (;;) {
    const link = first && !attach ? { ok: true as const, value: first } : await reachAgain(progress);
    if (!link.ok) return inDoubt(progress, link.error.message);
    const refusal = attach ? await order.claim(link.value) : null;
    if (refusal !== null) return inDoubt(progress, refusal);
    const ending = await stay(progress, link.value, attach);
    if (ending.kind !== 'lost') return ending;
    // A host that lets us in and drops us each time is not to be asked without a break.
    if (progress.lostAt !== null) await sleep(order.clock, FIRST_PAUSE_MS);
    progress.lostAt ??= order.clock.monotonicMs();
    if (order.clock.monotonicMs() - progress.lostAt > order.patienceMs)
      return inDoubt(progress, ending.reason);
    const reason = withoutStop(ending.reason);
    order.listener.onLost(`${reason}; it may still be running, and ${order.host} is looked for`);
    attach = true;
  }
}

function notStarted(reason: string): TrackedEnding {
  return { kind: 'not-started', reason };
}

function notReached({ cancellation }: Tracking, { message }: Failure): TrackedEnding {
  return cancellation.isWished ? { kind: 'stopped' } : notStarted(message);
}

function inDoubt({ order, sawStart, pid }: Progress, reason: string): TrackedEnding {
  const where = sawStart
    ? `; it may still be running: ${order.host}${pid === null ? '' : `, pid ${pid}`}`
    : '; it may have started';
  return { kind: 'unknown', reason: `${withoutStop(reason)}${where}` };
}

/** So that words can follow. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

type Stay = TrackedEnding | { readonly kind: 'lost'; readonly reason: string };

/** Starts or finds the attempt over this link, and stays with it as long as the link lasts. */
async function stay(progress: Progress, link: Link, attach: boolean): Promise<Stay> {
  const { order, wish } = progress;
  const nonce = order.nonce();
  const guarded = { sudo: order.job.sudo, guard: order.guard() };
  let isCut = false;
  void link.lost.then(() => {
    isCut = true;
  });
  const record = openRecord(link, {
    payload: attach ? attachOf(progress, guarded, nonce) : launchOf(order, guarded, nonce),
    job: guarded,
    nonce,
    clock: order.clock,
    listener: {
      onOpening: (opening) => hear(progress, opening),
      async onOutput(stream, bytes) {
        progress.bytes[stream] += bytes.length;
        await order.listener.onOutput(stream, bytes);
      },
    },
  });
  const first = await Promise.race([record.seen, wish.made]);
  // Nothing was sent over a link that went before it could be: the attempt is where it was.
  if (attach && isCut && typeof first !== 'string' && first.kind === 'refused')
    return { kind: 'lost', reason: first.reason };
  if (typeof first !== 'string') return endingOf(progress, first, attach);
  if (!attach && !progress.sawStart) {
    const unsent = await giveUp(order, record, first);
    if (unsent !== null) return unsent;
  }
  return endIt(progress, { link, record, attach, why: first });
}

/** Null: what starts it may have gone out, so it has to be ended like one that runs. */
async function giveUp({ host }: Tracking, record: OpenRecord, why: Why): Promise<Stay | null> {
  if (record.isSent()) return null;
  record.close();
  const seen = await record.seen;
  if (why === 'stop') return { kind: 'stopped' };
  return seen.kind === 'refused' && seen.lasting
    ? { kind: 'not-started', reason: seen.reason, lasting: true }
    : notStarted(`Time limit reached before ${host} had begun it; nothing was run`);
}

type Guarded = Pick<ShellJob, 'sudo' | 'guard'>;

function launchOf({ place, job, sha256 }: Tracking, guarded: Guarded, nonce: string): string {
  const { text, env, cwd } = job;
  return launchText({ place, nonce, text, sha256, env, cwd, guard: guardWithin(guarded) });
}

function attachOf({ order, bytes, sawStart }: Progress, guarded: Guarded, nonce: string): string {
  const { place, intendedAt } = order;
  const from = { ...bytes };
  const fence = sawStart ? null : intendedAt;
  return attachText({ place, nonce, from, fence, follow: true, guard: guardWithin(guarded) });
}

function hear(progress: Progress, { standing, pid }: Opening): void {
  const { listener } = progress.order;
  if (pid > 0) progress.pid = pid;
  if (standing === 'started' || standing === 'running') {
    progress.sawStart = true;
    progress.lostAt = null;
  }
  if (standing === 'started') listener.onStarted({ pid, group: pid });
  if (standing === 'running') listener.onFound({ pid, group: pid });
}

function endingOf(progress: Progress, seen: Sighting, attach: boolean): Stay {
  switch (seen.kind) {
    case 'exit': {
      const adopted = seen.opening.standing === 'ended';
      const took = adopted ? { tookMs: seen.opening.tookMs } : {};
      const { boot } = seen.opening;
      return { kind: 'exit', code: seen.code, leftBehind: seen.leftBehind, adopted, boot, ...took };
    }
    case 'ended-by-us':
      return { ...seen, adopted: attach };
    case 'fenced':
      return notStarted('It never started, and can not start any more: its place on the host is taken');
    case 'absent':
      return { kind: 'unknown', reason: `${progress.order.host} has no record of it any more` };
    case 'gone':
      return { kind: 'unknown', reason: sayGone(seen.boot), boot: seen.boot };
    case 'running':
      return inDoubt(progress, `It runs, pid ${seen.pid}`);
    case 'refused':
      return attach
        ? inDoubt(progress, seen.reason)
        : { kind: 'not-started', reason: seen.reason, lasting: seen.lasting };
    case 'lost':
      return seen;
  }
}

/** What it means that the process is gone and left no outcome. */
export function sayGone(boot: Opening['boot']): string {
  return boot === 'booted'
    ? 'The host has booted since it began; its process is gone and left no outcome'
    : 'Its process is gone and left no outcome';
}

type Why = 'stop' | 'timeout';

interface ToEnd {
  readonly link: Link;
  readonly record: OpenRecord;
  readonly attach: boolean;
  readonly why: Why;
}

/** A person or the time limit wants it to end: its process group is ended, and seen to be gone. */
async function endIt(progress: Progress, { link, record, attach, why }: ToEnd): Promise<Stay> {
  const { order } = progress;
  const ended = await endOnHost(order, { link, record, why });
  if (ended.kind === 'not-seen') return { kind: 'lost', reason: ended.reason };
  const isOver = ended.kind !== 'alive';
  const patience = isOver && ended.kind !== 'gone' ? OWN_END_MS : LAST_OUTPUT_MS;
  const seen = await within(order.clock, patience, record.seen);
  record.close();
  if (seen && seen.kind !== 'gone' && seen.kind !== 'lost') return endingOf(progress, seen, attach);
  if (ended.kind === 'gone') return { kind: 'ended-by-us', why };
  if (ended.kind === 'ended') return { kind: 'lost', reason: 'the link went while it was ended' };
  progress.pid = ended.kind === 'alive' ? ended.pid : progress.pid;
  return inDoubt(progress, 'It was told to end and did not');
}

/** What was dispatched a moment ago may not have begun yet; then it is waited for, so that it can be ended. */
async function endOnHost(
  { place, job, guard, nonce, clock }: Tracking,
  { link, record, why }: Pick<ToEnd, 'link' | 'record' | 'why'>,
): Promise<Ended> {
  for (let tries = 0; ; tries += 1) {
    const ended = await endRecord(link, {
      place,
      why,
      sudo: job.sudo,
      guard: guard(),
      nonce: nonce(),
      clock,
    });
    if (ended.kind !== 'absent' || tries >= TRIES_TO_END) return ended;
    if ((await within(clock, FIRST_PAUSE_MS, record.seen)) !== null) return { kind: 'ended' };
  }
}

/** Connects again and again until it works, patience ends, or waiting can mend nothing. */
async function reachAgain(progress: Progress): Promise<Result<Link, ConnectFailure>> {
  const { order, wish } = progress;
  const { clock } = order;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    const link = await order.connect();
    if (link.ok || isLasting(link.error)) return link;
    const since = progress.lostAt ?? clock.monotonicMs();
    const patience = wish.isStop() ? Math.min(STOP_PATIENCE_MS, order.patienceMs) : order.patienceMs;
    if (clock.monotonicMs() - since + pause > patience) return link;
    await Promise.race([sleep(clock, pause), ...(wish.isStop() ? [] : [wish.made])]);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/** That it is to end, by a person or by the time limit; the first reason counts. */
interface Wish {
  readonly made: Promise<'stop' | 'timeout'>;
  isStop(): boolean;
  forget(): void;
}

function createWish({ cancellation, clock, timeoutMs }: Tracking): Wish {
  let forget: () => void = () => undefined;
  const made = new Promise<'stop' | 'timeout'>((resolve) => {
    forget = clock.after(Math.min(timeoutMs, 2 ** 31 - 1), () => resolve('timeout'));
    cancellation.onWish(() => resolve('stop'));
  });
  return { made, isStop: () => cancellation.isWished, forget: () => forget() };
}
