/** At the end of a run: its records are removed from the hosts and its leases given back, unless something of it still runs there. */
import { executorOf } from '#core/plan/executor.ts';
import type { Plan } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { TakenOver } from '#core/run/leases.ts';
import type { Reason } from '#core/run/reasons.ts';
import type { Attempt, RunState } from '#core/run/state.ts';
import type { Cancellation } from './cancellation.ts';
import { counted, type TellProgress } from './counted.ts';
import { everyMakingRoom } from './every-at-most.ts';
import type { HostLeases } from './host-leases.ts';
import type { Guard } from './lease/texts.ts';
import { createPatience, type Patience } from './patience.ts';
import type { Clock, Link, Transport } from './ports.ts';
import { ask } from './remote/ask.ts';
import { unanswered } from './remote/ends.ts';
import { cleanText } from './remote/record/left-texts.ts';
import type { SudoLogin } from './remote/wrapper.ts';
import { sudoOf } from './steps/step.ts';
import { within } from './within.ts';

export interface CleanUp {
  readonly plan: Plan;
  readonly state: RunState;
  readonly leases: HostLeases;
  readonly secrets: ReadonlyMap<string, string>;
  readonly transport: Transport;
  readonly clock: Clock;
  /** A person wants the run to stop: hosts that give no answer are waited for less. */
  readonly stopping: Cancellation;
  readonly tellProgress?: TellProgress;
  nonce(): string;
}

export interface Left {
  readonly host: HostName;
  readonly reason: Reason;
}

const AT_ONCE = 64;
/** A host that takes longer makes room for the next: however many are out of reach, they are waited for once. */
const MAKES_ROOM_MS = 2_000;
/** A host that answers no sooner keeps what it has. Some take half a minute to log anybody in; one that is gone is known to be within 20 s. */
const LIMIT_MS = 60_000;

export interface Cleaned {
  /** Hosts on which something was left, with the reason. */
  readonly left: readonly Left[];
  /** Hosts that turned out to be another program's by now: the end of the run is not this one's to tell. */
  readonly takenOver: readonly (TakenOver & { readonly host: HostName })[];
}

export async function cleanUp(work: CleanUp): Promise<Cleaned> {
  const usedBy = usersByHost(work.state);
  const hosts = work.plan.hosts.filter((host) => work.state.prepared.has(host.name));
  const takenOver: (TakenOver & { readonly host: HostName })[] = [];
  const groups = sharingLease(hosts, work.leases);
  const isLast = new Set(groups.map((group) => group.at(-1)));
  const counting = { during: 'leaving', of: hosts.length, tell: work.tellProgress } as const;
  const patience = createPatience(work.stopping, work.clock);
  const leave = counted(counting, (host) => {
    const onTaken = (taker: TakenOver) => takenOver.push({ host: host.name, ...taker });
    const cleaning = { ...work, patience, onTaken, isLast: isLast.has(host) };
    return cleanHost(cleaning, host, usedBy.get(host.name) ?? []);
  });
  const room = { atOnce: AT_ONCE, makesRoomMs: MAKES_ROOM_MS, clock: work.clock };
  const left = await everyMakingRoom(room, groups, async (group) => {
    const found: (Left | null)[] = [];
    for (const host of group) found.push(await leave(host));
    return found;
  });
  return { left: left.flat().flatMap((found) => found ?? []), takenOver };
}

/** Hosts that are one machine under several names share a lease: it is given back once, after the last of them was cleaned. */
function sharingLease(hosts: readonly Host[], leases: HostLeases): readonly (readonly Host[])[] {
  const places = new Map<string, Host[]>();
  for (const host of hosts) {
    const { address, port, user, credential, via } = host;
    const place = JSON.stringify(leases.placeOf(host.name) ?? { address, port, user, credential, via });
    places.set(place, [...(places.get(place) ?? []), host]);
  }
  return [...places.values()];
}

interface CleaningHost extends CleanUp {
  /** The time for it has passed: nothing more is begun there, for the run may have ended meanwhile. */
  isOver(): boolean;
  readonly patience: Patience;
  /** No other host that shares its lease is still to be cleaned. */
  readonly isLast: boolean;
  onTaken(taker: TakenOver): void;
}

/** The users whose homes hold records, per host; null is the one who logs in. */
function usersByHost(state: RunState): ReadonlyMap<HostName, readonly Sudoer[]> {
  const found = new Map<HostName, Sudoer[]>();
  for (const step of state.plan.steps) {
    for (const unit of step.units) {
      const attempts = state.units.get(step.id)?.get(unit.host ?? '')?.attempts ?? [];
      const shell = shellOf(unit.task);
      const host = executorOf(unit);
      if (host === null || !shell) continue;
      const user = shell.sudo?.user ?? null;
      const isPrepared = state.prepared.get(host)?.has(user) && !isRefused(state, host, user);
      if (!isPrepared && !attempts.some(mayHaveRecord)) continue;
      const known = found.get(host) ?? [];
      if (!known.some((other) => other.user === user)) found.set(host, [...known, { user, shell }]);
    }
  }
  return found;
}

/** Whether that user's sudo was refused there at some time. */
function isRefused(state: RunState, host: HostName, user: string | null): boolean {
  return state.plan.steps.some((step) =>
    step.units.some(
      (unit) =>
        executorOf(unit) === host &&
        (shellOf(unit.task)?.sudo?.user ?? null) === user &&
        state.units
          .get(step.id)
          ?.get(unit.host ?? '')
          ?.attempts.some(({ finished }) => finished?.lasting),
    ),
  );
}

/** A password that was refused is not sent again for nothing: that attempt left nothing there. */
function mayHaveRecord({ tracked, finished }: Attempt): boolean {
  return tracked && !finished?.lasting;
}

interface Sudoer {
  readonly user: string | null;
  readonly shell: NonNullable<ReturnType<typeof shellOf>>;
}

async function cleanHost(
  work: Omit<CleaningHost, 'isOver'>,
  host: Host,
  users: readonly Sudoer[],
): Promise<Left | null> {
  let isOver = false;
  const cleaning = work.patience.bear(async () => ({
    left: await clean({ ...work, isOver: () => isOver }, host, users),
  }));
  const cleaned = await within(work.clock, LIMIT_MS, cleaning);
  isOver = true;
  return cleaned ? cleaned.left : { host: host.name, reason: { kind: 'host-silent' } };
}

/** A host is asked whose it is only where it did not do as it was told: one question for each host is most of a large run's end. */
async function clean(work: CleaningHost, host: Host, users: readonly Sudoer[]): Promise<Left | null> {
  const { leases } = work;
  const connected = await work.transport.connect(host, work.plan.hosts);
  if (!connected.ok) return { host: host.name, reason: connected.error.reason };
  const link = connected.value;
  const refusal = leases.isSettled(host.name) ? null : await leases.admit(host.name, link);
  if (refusal !== null) return { host: host.name, reason: refusal };
  const reasons: Reason[] = [];
  const others = users.filter(({ user }) => user !== null);
  for (const { shell } of [...others, { shell: null }]) {
    if (work.isOver()) return null;
    const release = shell || !work.isLast ? '' : leases.releaseText(host.name);
    const own = leases.guard(host.name);
    const guard = release === '' ? own : { ...own, login: own.last };
    const cleaning = { sudo: shell ? sudoOf(shell, work.secrets) : null, guard, release };
    const cleaned = await cleanAs(work, link, cleaning);
    const taken = cleaned.isDone || work.isOver() ? null : await whoTook(work, host, link);
    if (taken) return taken;
    reasons.push(...cleaned.kept);
  }
  const [first, ...more] = reasons;
  if (!first) return null;
  return { host: host.name, reason: more.length === 0 ? first : { kind: 'several', reasons } };
}

/** Null while the host is still this program's, or does not say. */
async function whoTook(work: CleaningHost, host: Host, link: Link): Promise<Left | null> {
  const taker = await work.leases.lostTo(host.name, link);
  if (!taker || work.isOver()) return null;
  work.onTaken(taker);
  const { run } = work.state.header;
  return { host: host.name, reason: { kind: 'taken-over', host: host.name, own: run, taker } };
}

interface CleanedAs {
  /** False: the host did not say that it removed anything. */
  readonly isDone: boolean;
  /** What stays there, or why nothing was removed. */
  readonly kept: readonly Reason[];
}

async function cleanAs(
  { state, nonce, clock }: CleanUp,
  link: Link,
  {
    sudo,
    guard,
    release,
  }: { readonly sudo: SudoLogin | null; readonly guard: Guard; readonly release: string },
): Promise<CleanedAs> {
  const text = cleanText(state.header.run, release);
  const { stdout, end } = await ask(link, {
    job: { text, env: {}, cwd: null, sudo, guard },
    nonce: nonce(),
    clock,
  });
  const lines = stdout.split('\n');
  if (lines.includes('taken')) return { isDone: false, kept: [{ kind: 'records-taken' }] };
  if (!lines.includes('clean')) return { isDone: false, kept: [unanswered(end)] };
  return { isDone: true, kept: lines.flatMap(readKept) };
}

/** What stays on the host, and because of which process. */
function readKept(line: string): readonly Reason[] {
  const [word, attempt = '', pid = '', kilobytes = ''] = line.split(' ');
  if (word === 'left') return [{ kind: 'record-runs', attempt, pid }];
  if (word === 'kept') return [{ kind: 'record-written', attempt, pid, bytes: bytesOf(kilobytes) }];
  return [];
}

/** Of what the host counts in KiB; 0 where it says no number. */
function bytesOf(kilobytes: string): number {
  return (Number.parseInt(kilobytes, 10) || 0) * 1024;
}
