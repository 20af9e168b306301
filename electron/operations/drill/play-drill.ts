/** Plays a release on emulated hosts to its end: engine, questions and backout are the real ones, the world is not. */

import { createDrillWorld, type DrillWorld } from '#adapters/drill/drill-world.ts';
import { type BackoutChoice, backoutPlan, computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import type { UndoHistory } from '#core/backout/time.ts';
import { createChance } from '#core/drill/chance.ts';
import { type DrillFault, drawFaults, type FaultWish, placeFaults } from '#core/drill/faults.ts';
import { type DrillLog, type DrillSheet, scoreDrill } from '#core/drill/score.ts';
import type { StepTimes } from '#core/drill/times.ts';
import type { Plan, Task } from '#core/plan/model.ts';
import type { HostName, Release } from '#core/release/model.ts';
import type { KnownPerson } from '#core/release/people.ts';
import type { RunEvent, RunHeader } from '#core/run/events.ts';
import { exclusion } from '#core/run/exclusion.ts';
import { isApprover } from '#core/run/may-answer.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import type { RunState } from '#core/run/state.ts';
import { unfitHosts } from '#core/run/unfit-hosts.ts';
import { NO_SECRETS } from '#engine/known-secrets.ts';
import type { WorldPorts } from '#engine/ports.ts';
import { resumeRun, startRun } from '#engine/run-engine.ts';
import type { RunEnd, RunHandle, RunListener, RunOrder } from '#engine/run-handle.ts';
import { createPolicy, fitsForward, type Policy } from './policy.ts';

export interface DrillOrder {
  readonly release: Release;
  readonly plan: Plan;
  /** Null: drawn from the seed. */
  readonly faults: readonly FaultWish[] | null;
  readonly times: StepTimes;
  readonly undoTimes: UndoHistory;
}

/** Where a release has no window and waits for no time its drill begins then; nothing depends on which moment it is. */
const ANY_MOMENT = '2000-01-01T00:00:00.000Z';
/** So long before the first time that its plan waits for a drill without a window begins. */
const BEFORE_WAIT_MS = 3_600_000;

export async function playDrill(order: DrillOrder, seed: number): Promise<DrillSheet> {
  const chance = createChance(seed);
  const { plan, release } = order;
  const faults = order.faults === null ? drawFaults(plan, chance) : placeFaults(plan, order.faults, chance);
  const startsAt = startOf(plan, release.info.window?.opens ?? null);
  const world = createDrillWorld({ plan, faults, seed, history: order.times, startsAt });
  const player = { order, seed, faults, world, operator: chooseOperator(release.info.people, plan) };
  const played = playThrough(player);
  await world.clock.play(played.whole);
  return scoreDrill(played.log());
}

function startOf(plan: Plan, opens: string | null): Date {
  if (opens !== null) return new Date(opens);
  const waits = plan.steps.flatMap(({ units }) =>
    units.flatMap(({ task }) =>
      task.kind === 'wait' && task.until.kind === 'time' ? [Date.parse(task.until.at)] : [],
    ),
  );
  return waits.length === 0 ? new Date(ANY_MOMENT) : new Date(Math.min(...waits) - BEFORE_WAIT_MS);
}

interface Player {
  readonly order: DrillOrder;
  readonly seed: number;
  readonly faults: readonly DrillFault[];
  readonly world: DrillWorld;
  readonly operator: string;
}

interface DrillPart {
  readonly plan: Plan;
  readonly header: RunHeader;
}

/** `log` is what there is by now, also of a drill that came to no end. */
function playThrough(player: Player): { readonly whole: Promise<void>; log(): DrillLog } {
  const { order, world, seed, faults } = player;
  const parts: DrillPart[] = [];
  const eventsOf = ({ plan, header }: DrillPart) => ({
    plan,
    events: world.store.runs.get(header.run) ?? [],
  });
  const play = async (): Promise<void> => {
    const forward = partOf(player, order.plan, null);
    parts.push(forward);
    const state = await playPart(player, forward);
    if (!isBackedOut(state, world.clock.now())) return;
    await pass(world, world.times.deciding('back out'));
    await playBackout(player, state, (part) => {
      parts[1] = part;
    });
  };
  return {
    whole: play(),
    log() {
      const [forward, back] = parts;
      if (forward === undefined) throw new Error('a drill begins with its plan');
      return {
        seed,
        faults,
        history: order.undoTimes,
        endedAt: world.clock.now().toISOString(),
        forward: eventsOf(forward),
        backout: back === undefined ? null : eventsOf(back),
      };
    },
  };
}

/** What came to its end with some hosts left out stays, where the time is not over; what was given up goes back. */
function isBackedOut(state: RunState, now: Date): boolean {
  if (state.outcome === null || state.outcome === 'succeeded' || !mayBackOut(state)) return false;
  const isAtItsEnd = state.stop === null && state.wave >= state.plan.waves.length && fitsForward(state, now);
  return !isAtItsEnd && computeBackout(state).units.length > 0;
}

/** A host that cannot be reached keeps the others from being undone no longer than one preflight. */
async function playBackout(player: Player, state: RunState, begin: (part: DrillPart) => void): Promise<void> {
  let left: ReadonlySet<HostName> = new Set();
  for (let tries = 0; tries < 3; tries += 1) {
    const limit = limitTo(state, left);
    const backout = computeBackout(state, { ...WHOLE_BACKOUT, limit }, player.order.undoTimes);
    const plan = backoutPlan(state, backout, limit);
    if (plan.waves.length === 0) return;
    const part = partOf(player, plan, state.header);
    begin(part);
    const end = await playPart(player, part);
    const unfit = (end.preflight?.hosts ?? []).flatMap(({ host, problems }) =>
      problems.length > 0 ? host : [],
    );
    if (end.outcome !== 'refused' || unfit.length === 0) return;
    left = new Set([...left, ...unfit]);
  }
}

function limitTo(state: RunState, left: ReadonlySet<HostName>): BackoutChoice['limit'] {
  if (left.size === 0) return null;
  const hosts = state.plan.hosts.map(({ name }) => name).filter((name) => !left.has(name));
  return { selector: hosts.join(' or ') || 'none', hosts: new Set(hosts) };
}

function partOf({ order, world, operator }: Player, plan: Plan, undoes: RunHeader | null): DrillPart {
  const { info } = order.release;
  const environment = plan.environment;
  const run = world.newRun();
  return {
    plan,
    header: {
      run,
      releaseId: info.id,
      releaseName: info.name,
      version: info.version,
      revision: plan.revision,
      plan: plan.plan,
      environment: environment.name,
      environmentKind: environment.kind,
      mode: 'live',
      limit: plan.limit,
      vars: {},
      operator,
      ...(info.people.length > 0 && { people: info.people.map(known) }),
      planSha256: world.store.putDocument(run),
      undoes: undoes?.run ?? null,
      failedOf: null,
      app: 'a drill',
      window: info.window,
    },
  };
}

function known({ id, name, login, roles }: KnownPerson): KnownPerson {
  return { id, name, login, roles };
}

/** How often a run is taken up again before it counts as stuck. */
const MOST_RESUMES = 8;
/** A person comes back to the workstation, starts the program and reads what it found. */
const READING_MS = 120_000;

async function playPart(player: Player, { plan, header }: DrillPart): Promise<RunState> {
  const { world, operator, order, faults } = player;
  world.open(plan);
  const people = order.release.info.people.map(({ id }) => id);
  const policy = createPolicy({
    clock: world.clock,
    times: world.times,
    faults,
    history: order.undoTimes,
    operator,
    people,
  });
  const runOrder: RunOrder = { header, plan };
  let program = world.boot();
  let handle = begin(runOrder, program.ports, policy);
  for (let resumes = 0; ; resumes += 1) {
    const end = await Promise.race([handle.ended, program.powerLost]);
    if ('kind' in end && (end.kind !== 'left' || resumes === MOST_RESUMES)) return end.state;
    if ('kind' in end) {
      if (!leaveOutUnfit(end, player)) return end.state;
    } else await pass(world, end.forMs);
    await pass(world, READING_MS);
    program = world.boot();
    handle = resume(runOrder, program.ports, { policy, operator });
  }
}

/** False where nothing stands in the way that leaving a host out would mend. */
function leaveOutUnfit({ state }: RunEnd, { world, operator }: Player): boolean {
  const unfit = unfitHosts(state);
  const at = world.clock.now().toISOString();
  const events = unfit.map((host) => exclusion(host, operator, 'It does not answer'));
  if (events.length > 0) world.store.append(state.header.run, events, at);
  return events.length > 0;
}

function pass({ clock }: DrillWorld, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

const LOCK = { release: () => undefined };

function begin(order: RunOrder, ports: WorldPorts, policy: Policy): RunHandle {
  const { listener, give } = listenerOf(policy);
  const begun = startRun(order, ports, { listener, lock: LOCK });
  if (!begun.ok) throw new Error(begun.error.message);
  give(begun.value);
  return begun.value;
}

function resume(
  order: RunOrder,
  ports: WorldPorts,
  { policy, operator }: { readonly policy: Policy; readonly operator: string },
): RunHandle {
  let isContinued = false;
  const { listener, give } = listenerOf({
    look(handle, state) {
      const isFound = state.paused?.because === 'recovery' && state.searching.size === 0;
      if (isFound && !isContinued) {
        isContinued = true;
        ports.clock.after(READING_MS, () => void handle.resume(operator, null));
      }
      if (state.paused?.because !== 'recovery') policy.look(handle, state);
    },
  });
  const handle = resumeRun(order, ports, { listener, lock: LOCK, by: operator, secrets: NO_SECRETS });
  give(handle);
  return handle;
}

/** The first events come before there is a handle to act on. */
function listenerOf(policy: Policy): { readonly listener: RunListener; give(handle: RunHandle): void } {
  let handle: RunHandle | null = null;
  return {
    listener: {
      onEvents(_events: readonly RunEvent[], state: RunState) {
        if (handle !== null) policy.look(handle, state);
      },
      onOutput: () => undefined,
    },
    give(own) {
      handle = own;
      policy.look(own, own.state());
    },
  };
}

/** The first of the people without whom every hold point can still be released; any name where nobody is listed. */
function chooseOperator(people: readonly KnownPerson[], { steps }: Plan): string {
  const holds = steps.flatMap(({ units }) => units.flatMap(({ task }) => (isHold(task) ? [task] : [])));
  const isFree = ({ id }: KnownPerson): boolean =>
    holds.every(({ approvers, count }) => {
      const others = people.filter((each) => each.id !== id && isApprover(people, approvers, each.id));
      return others.length >= count;
    });
  return (people.find(isFree) ?? people[0])?.id ?? 'drill';
}

function isHold(task: Task): task is Extract<Task, { kind: 'hold' }> {
  return task.kind === 'hold';
}
