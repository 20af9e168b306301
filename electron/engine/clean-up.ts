/** At the end of a run: its records are removed from the hosts and its leases given back, unless something of it still runs there. */
import type { Plan } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { Attempt, RunState, TakenOver } from '#core/run/state.ts';
import { everyAtMost } from './every-at-most.ts';
import type { HostLeases } from './host-leases.ts';
import type { Guard } from './lease/texts.ts';
import type { Clock, Link, Transport } from './ports.ts';
import { ask } from './remote/ask.ts';
import { cleanText } from './remote/record/left-texts.ts';
import type { Sudo } from './remote/wrapper.ts';
import { sudoOf } from './steps/step.ts';
import { within } from './within.ts';

export interface CleanUp {
  readonly plan: Plan;
  readonly state: RunState;
  readonly leases: HostLeases;
  readonly secrets: ReadonlyMap<string, string>;
  readonly transport: Transport;
  readonly clock: Clock;
  nonce(): string;
}

export interface Left {
  readonly host: HostName;
  readonly reason: string;
}

const AT_ONCE = 64;
/** A host that answers no sooner keeps what it has. */
const LIMIT_MS = 15_000;

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
  const left = await everyAtMost(AT_ONCE, sharingLease(hosts, work.leases), async (names) => {
    const found: (Left | null)[] = [];
    for (const host of names) {
      const onTaken = (taker: TakenOver) => takenOver.push({ host: host.name, ...taker });
      const cleaning = { ...work, onTaken, isLast: host === names.at(-1) };
      found.push(await cleanHost(cleaning, host, usedBy.get(host.name) ?? []));
    }
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
      if (unit.host === null || !shell) continue;
      const user = shell.sudo?.user ?? null;
      const isPrepared = state.prepared.get(unit.host)?.has(user) && !isRefused(state, unit.host, user);
      if (!isPrepared && !attempts.some(mayHaveRecord)) continue;
      const known = found.get(unit.host) ?? [];
      if (!known.some((other) => other.user === user)) found.set(unit.host, [...known, { user, shell }]);
    }
  }
  return found;
}

/** Whether that user's sudo was refused there at some time. */
function isRefused(state: RunState, host: HostName, user: string | null): boolean {
  return state.plan.steps.some((step) =>
    step.units.some(
      (unit) =>
        unit.host === host &&
        (shellOf(unit.task)?.sudo?.user ?? null) === user &&
        state.units
          .get(step.id)
          ?.get(host)
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
  const cleaning = clean({ ...work, isOver: () => isOver }, host, users).then((left) => ({ left }));
  const cleaned = await within(work.clock, LIMIT_MS, cleaning);
  isOver = true;
  return cleaned ? cleaned.left : { host: host.name, reason: 'the host did not answer in time' };
}

async function clean(work: CleaningHost, host: Host, users: readonly Sudoer[]): Promise<Left | null> {
  const link = await work.transport.connect(host, work.plan.hosts);
  if (!link.ok) return { host: host.name, reason: link.error.message };
  const taker = await work.leases.lostTo(host.name, link.value);
  if (work.isOver()) return null;
  if (taker) work.onTaken(taker);
  const isOurs = taker === null && work.leases.isSettled(host.name);
  const refusal = isOurs ? null : await work.leases.admit(host.name, link.value);
  if (refusal !== null) return { host: host.name, reason: refusal };
  if (work.isOver()) return null;
  const others = users.filter(({ user }) => user !== null);
  const reasons: string[] = [];
  for (const { shell } of [...others, { shell: null }]) {
    if (work.isOver()) return null;
    const guard = work.leases.guard(host.name);
    const release = shell || !work.isLast ? undefined : work.leases.releaseText(host.name);
    const cleaning = { sudo: shell ? sudoOf(shell, work.secrets) : null, guard, release };
    reasons.push(...(await cleanAs(work, link.value, cleaning)));
  }
  return reasons.length === 0 ? null : { host: host.name, reason: reasons.join('; ') };
}

async function cleanAs(
  { state, nonce, clock }: CleanUp,
  link: Link,
  {
    sudo,
    guard,
    release,
  }: { readonly sudo: Sudo | null; readonly guard: Guard; readonly release: string | undefined },
): Promise<readonly string[]> {
  const text = cleanText(state.header.run, release);
  const { stdout, end } = await ask(link, {
    job: { text, env: {}, cwd: null, sudo, guard },
    nonce: nonce(),
    clock,
  });
  const lines = stdout.split('\n');
  if (lines.includes('taken'))
    return ['another program has taken the host over, so its records were left alone'];
  if (!lines.includes('clean')) return ['reason' in end ? end.reason : 'the host gave no answer'];
  return lines.flatMap(describeKept);
}

/** What stays on the host, and because of which process. */
function describeKept(line: string): readonly string[] {
  const [word, attempt, pid, kilobytes] = line.split(' ');
  if (word === 'left') return [`attempt ${attempt} still runs, pid ${pid}`];
  if (word === 'kept')
    return [
      `pid ${pid}, which attempt ${attempt} left running, still writes to its output there (${kilobytes} KB)`,
    ];
  return [];
}
