/**
 * Carries a tracked attempt to its end across lost links: starts it at most once, finds it again when the link comes
 * back, takes its output up where it was cut, and adopts the outcome that the host has kept.
 */

import type { EndedFor, Reason } from '#core/run/reasons.ts';
import type { Cancellation } from '../cancellation.ts';
import { STOP_PATIENCE_MS } from '../patience.ts';
import type { Clock, Link, Result, Stream } from '../ports.ts';
import { type HostAccess, type HostFailure, isLasting, reach } from '../reach.ts';
import { FIRST_PAUSE_MS, tryAgain } from '../try-again.ts';
import { within } from '../within.ts';
import { END_WITHIN_MS } from './end-group.ts';
import { type AttemptEnd, notReached, type RecordEnd, type UnobservedEnd } from './ends.ts';
import { freeShell } from './fed-shell.ts';
import type { JobListener } from './job.ts';
import type { Started } from './marker.ts';
import { type Ended, endRecord } from './record/end-record.ts';
import { type OpenRecord, openRecord } from './record/open-record.ts';
import type { RecordOpening } from './record/parse.ts';
import { attachText, launchText, type RecordPlace } from './record/texts.ts';
import { guardWithin, type ShellJob } from './wrapper.ts';

/** What is to be run once, and where. */
export interface TrackedCommand {
  readonly host: string;
  readonly job: ShellJob;
  readonly timeoutMs: number;
}

/** How an attempt is found again by the record that the host keeps of it. */
export interface AttemptRecord {
  readonly place: RecordPlace;
  /** Where its intent stands in the log. */
  readonly intendedAt: number;
  /** What is known of an attempt that another program began; null: it is to be begun. */
  readonly found: { readonly sawStart: boolean; readonly from: Readonly<Record<Stream, number>> } | null;
  /** Sees over a new link whether the host is still leased to this program; why it may not act there any more, or null. */
  takeLease(link: Link): Promise<Reason | null>;
  /** The link is gone, and the host is looked for. */
  onSearching(reason: Reason): void;
  onFound(started: Started): void;
}

export interface TrackOrder {
  readonly command: TrackedCommand;
  readonly record: AttemptRecord;
  readonly host: HostAccess;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly listener: JobListener;
}

/** How long output may still come after the processes were ended. */
const LAST_OUTPUT_MS = 3_000;
/** The same where they had ended by themselves; then what they left is fetched anew. */
const OWN_END_MS = 60_000;
const TRIES_TO_END = 40;

export async function track(order: TrackOrder): Promise<AttemptEnd> {
  const { cancellation, clock } = order;
  const { found } = order.record;
  if (!found && cancellation.isWished) return { kind: 'stopped' };
  // The time limit is the command's: it begins once there is a host to run it on.
  const first = found ? null : await reach(order);
  if (first?.ok === false) return notReached(first.error, cancellation);
  const wish = createWish(order);
  const known: Known = {
    order,
    wish,
    bytes: { stdout: found?.from.stdout ?? 0, stderr: found?.from.stderr ?? 0 },
    sawStart: found?.sawStart ?? false,
    pid: null,
  };
  let activity: Activity = first
    ? { kind: 'starting', link: first.value }
    : { kind: 'searching', since: clock.monotonicMs() };
  try {
    while (activity.kind !== 'over') activity = await nextActivity(known, activity);
    return activity.end;
  } finally {
    wish.forget();
  }
}

/** What is known by now of an attempt that is running. */
interface Known {
  readonly order: TrackOrder;
  readonly wish: EndWish;
  readonly bytes: Record<Stream, number>;
  sawStart: boolean;
  pid: number | null;
}

/** What is being done about an attempt, one link after the other. `since`: from when on nobody has observed it. */
type Activity =
  | { readonly kind: 'starting'; readonly link: Link }
  | { readonly kind: 'searching'; readonly since: number }
  | { readonly kind: 'attaching'; readonly link: Link; readonly since: number }
  | { readonly kind: 'over'; readonly end: AttemptEnd };

type OnLink = Extract<Activity, { kind: 'starting' | 'attaching' }>;

function nextActivity(known: Known, activity: Exclude<Activity, { kind: 'over' }>): Promise<Activity> {
  return activity.kind === 'searching' ? search(known, activity.since) : observe(known, activity);
}

async function search(known: Known, since: number): Promise<Activity> {
  const link = await reachAgain(known, since);
  if (!link.ok) return over(unknownEnd(known, link.error.reason));
  const { record, clock } = known.order;
  const cut = watchCut(link.value);
  const asked = clock.monotonicMs();
  const refusal = await record.takeLease(link.value);
  // While it waits for whoever works there, the host is in sight: that takes nothing of the patience with a lost one.
  const later = since + clock.monotonicMs() - asked;
  if (refusal === null) return { kind: 'attaching', link: link.value, since: later };
  if (!cut.isCut || clock.monotonicMs() - later > patienceOf(known)) return over(unknownEnd(known, refusal));
  await sleep(clock, FIRST_PAUSE_MS);
  return { kind: 'searching', since: later };
}

function watchCut(link: Link): { readonly isCut: boolean } {
  const seen = { isCut: false };
  void link.lost.then(() => {
    seen.isCut = true;
  });
  return seen;
}

/** Stays with the attempt as long as the link lasts; then it is searched for until patience ends. */
async function observe(known: Known, on: OnLink): Promise<Activity> {
  const { record, clock, command } = known.order;
  let unobservedSince = on.kind === 'attaching' ? on.since : null;
  const seen = await seeOver(known, on, () => {
    unobservedSince = null;
  });
  if (seen.kind !== 'unobserved') return over(seen);
  // A host that lets us in and drops us each time is not to be asked without a break.
  if (unobservedSince !== null) await sleep(clock, FIRST_PAUSE_MS);
  const since = unobservedSince ?? clock.monotonicMs();
  if (clock.monotonicMs() - since > patienceOf(known)) return over(unknownEnd(known, seen.reason));
  record.onSearching({ kind: 'reconnecting', host: command.host, because: seen.reason });
  return { kind: 'searching', since };
}

function over(end: AttemptEnd): Activity {
  return { kind: 'over', end };
}

function notStarted(reason: Reason): AttemptEnd {
  return { kind: 'not-started', reason };
}

function unknownEnd({ order, sawStart, pid }: Known, because: Reason): AttemptEnd {
  const { host } = order.command;
  return { kind: 'unknown', reason: { kind: 'may-run', host, started: sawStart, pid, because } };
}

/** Starts or finds the attempt over this link. Tells when the host said that it runs. */
async function seeOver(known: Known, on: OnLink, tell: () => void): Promise<AttemptEnd | UnobservedEnd> {
  const { order, wish } = known;
  const { link } = on;
  const isAttached = on.kind === 'attaching';
  const nonce = order.host.nonce();
  const guarded = { sudo: order.command.job.sudo, guard: order.host.guard() };
  let isCut = false;
  void link.lost.then(() => {
    isCut = true;
  });
  const shell = isAttached ? null : freeShell(link, guarded);
  const record = openRecord(link, {
    payload: isAttached
      ? attachOf(known, guarded, nonce)
      : launchOf(order, guarded, { nonce, fed: shell !== null }),
    job: guarded,
    nonce,
    clock: order.clock,
    shell,
    listener: {
      onOpening: (opening) => hear(known, opening, tell),
      async onOutput(stream, bytes) {
        known.bytes[stream] += bytes.length;
        await order.listener.onOutput(stream, bytes);
      },
    },
  });
  const first = await Promise.race([record.seen, wish.made]);
  // Nothing was sent over a link that went before it could be: the attempt is where it was.
  if (isAttached && isCut && typeof first !== 'string' && first.kind === 'not-started')
    return { kind: 'unobserved', reason: first.reason };
  if (typeof first !== 'string') return endOf(known, first, on);
  if (!isAttached && !known.sawStart) {
    const unsent = await giveUp(order, record, first);
    if (unsent !== null) return unsent;
  }
  return endIt(known, { on, record, why: first });
}

/** Null: what starts it may have gone out, so it has to be ended like one that runs. */
async function giveUp(
  { command }: TrackOrder,
  record: OpenRecord,
  why: EndedFor,
): Promise<AttemptEnd | null> {
  if (record.isSent()) return null;
  record.close();
  const seen = await record.seen;
  if (why === 'stop') return { kind: 'stopped' };
  return seen.kind === 'not-started' && seen.lasting
    ? seen
    : notStarted({ kind: 'late-to-begin', host: command.host });
}

type Guarded = Pick<ShellJob, 'sudo' | 'guard'>;

function launchOf(
  { record, command }: TrackOrder,
  guarded: Guarded,
  { nonce, fed }: { readonly nonce: string; readonly fed: boolean },
): string {
  const { text, env, cwd } = command.job;
  return launchText({ place: record.place, nonce, text, env, cwd, fed, guard: guardWithin(guarded) });
}

function attachOf({ order, bytes, sawStart }: Known, guarded: Guarded, nonce: string): string {
  const { place, intendedAt } = order.record;
  const from = { ...bytes };
  const fence = sawStart ? null : intendedAt;
  return attachText({ place, nonce, from, fence, follow: true, guard: guardWithin(guarded) });
}

function hear(known: Known, { state, pid }: RecordOpening, tell: () => void): void {
  const { listener, record } = known.order;
  if (pid > 0) known.pid = pid;
  if (state === 'started' || state === 'running') {
    known.sawStart = true;
    tell();
  }
  if (state === 'started') listener.onStarted({ pid, group: pid });
  if (state === 'running') record.onFound({ pid, group: pid });
}

/** From what was seen over one link to what is known. */
function endOf(known: Known, seen: RecordEnd, on: OnLink): AttemptEnd | UnobservedEnd {
  const { host } = known.order.command;
  switch (seen.kind) {
    case 'exit':
    case 'unobserved':
      return seen;
    case 'ended-by-us':
      return { ...seen, by: 'group', provenance: on.kind === 'attaching' ? 'adopted' : 'seen' };
    case 'fenced':
      return notStarted({ kind: 'never-started' });
    case 'absent':
      return { kind: 'unknown', reason: { kind: 'no-record', host } };
    case 'gone':
      return { kind: 'unknown', reason: { kind: 'gone', boot: seen.boot }, boot: seen.boot };
    case 'running':
      return unknownEnd(known, { kind: 'runs', pid: seen.pid });
    case 'not-started':
      return on.kind === 'attaching' ? unknownEnd(known, seen.reason) : seen;
  }
}

interface ToEnd {
  readonly on: OnLink;
  readonly record: OpenRecord;
  readonly why: EndedFor;
}

/** A person or the time limit wants it to end: its process group is ended, and seen to be gone. */
async function endIt(known: Known, { on, record, why }: ToEnd): Promise<AttemptEnd | UnobservedEnd> {
  const { order } = known;
  const ended = await endOnHost(order, { link: on.link, record, why });
  if (ended.kind === 'not-seen') return { kind: 'unobserved', reason: ended.reason };
  const isOver = ended.kind !== 'alive';
  const patience = isOver && ended.kind !== 'gone' ? OWN_END_MS : LAST_OUTPUT_MS;
  const seen = await within(order.clock, patience, record.seen);
  record.close();
  if (seen && seen.kind !== 'gone' && seen.kind !== 'unobserved') return endOf(known, seen, on);
  if (ended.kind === 'gone') return { kind: 'ended-by-us', why, by: 'group', provenance: 'seen' };
  if (ended.kind === 'ended') return { kind: 'unobserved', reason: { kind: 'lost-while-ended' } };
  known.pid = ended.kind === 'alive' ? ended.pid : known.pid;
  return unknownEnd(known, { kind: 'told-to-end' });
}

/** What was dispatched a moment ago may not have begun yet; then it is waited for, so that it can be ended. */
async function endOnHost(
  { record: { place }, command, host, clock }: TrackOrder,
  { link, record, why }: { readonly link: Link; readonly record: OpenRecord; readonly why: EndedFor },
): Promise<Ended> {
  const since = clock.monotonicMs();
  for (let tries = 0; ; tries += 1) {
    const leftMs = since + END_WITHIN_MS[why] - clock.monotonicMs();
    if (leftMs <= 0) return { kind: 'not-seen', reason: { kind: 'no-answer' } };
    const ended = await endRecord(link, {
      place,
      why,
      sudo: command.job.sudo,
      guard: host.guard(),
      nonce: host.nonce(),
      clock,
      withinMs: leftMs,
    });
    if (ended.kind !== 'absent' || tries >= TRIES_TO_END) return ended;
    if ((await within(clock, FIRST_PAUSE_MS, record.seen)) !== null) return { kind: 'ended' };
  }
}

/** Connects again and again until it works, patience ends, or waiting can mend nothing. */
function reachAgain(known: Known, sinceMs: number): Promise<Result<Link, HostFailure>> {
  const { order, wish } = known;
  const { clock, host } = order;
  return tryAgain<Result<Link, HostFailure>>(() => host.connect(), {
    clock,
    sinceMs,
    patienceMs: () => patienceOf(known),
    isFinal: (link) => link.ok || isLasting(link.error),
    pause: async (ms) => void (await Promise.race([sleep(clock, ms), ...(wish.isStop() ? [] : [wish.made])])),
  });
}

function patienceOf({ order: { host }, wish }: Known): number {
  return wish.isStop() ? Math.min(STOP_PATIENCE_MS, host.patienceMs) : host.patienceMs;
}

function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/** That it is to end, by a person or by the time limit; the first reason counts. */
interface EndWish {
  readonly made: Promise<EndedFor>;
  isStop(): boolean;
  forget(): void;
}

function createWish({ cancellation, clock, command }: TrackOrder): EndWish {
  let forget: () => void = () => undefined;
  const made = new Promise<EndedFor>((resolve) => {
    forget = clock.after(command.timeoutMs, () => resolve('timeout'));
    cancellation.onWish(() => resolve('stop'));
  });
  return { made, isStop: () => cancellation.isWished, forget: () => forget() };
}
