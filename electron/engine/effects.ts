/** Does what the state wants, and records what came of it. */
import type { Effect } from '#core/run/decide.ts';
import type { LeasedHosts } from '#core/run/leased-hosts.ts';
import { prepare } from '#core/run/transition.ts';
import type { AttemptSetup } from './attempt.ts';
import type { Attempts } from './attempts.ts';
import type { Cancellation } from './cancellation.ts';
import { cleanUp } from './clean-up.ts';
import type { TellProgress } from './counted.ts';
import { checksOf } from './known-secrets.ts';
import type { KnownLog } from './lease/judge.ts';
import { factsOf } from './lease/note.ts';
import { type PreflightResult, preflight } from './preflight.ts';
import type { RunEnd } from './run-handle.ts';
import { type HostWait, lookUntilFree } from './wait-for-hosts.ts';

export interface EffectsSetup extends AttemptSetup {
  readonly log: KnownLog;
  readonly attempts: Attempts;
  /** A person wants the run to stop, or this program lets go of it. */
  readonly stopping: Cancellation;
  /** The same, or a person waits no longer for hosts that are leased to others. */
  readonly waiting: Cancellation;
  /** A fresh word for one channel. */
  nonce(): string;
  /** Lets go of the run. */
  end(result: RunEnd): void;
}

export async function perform(effect: Effect, setup: EffectsSetup): Promise<void> {
  const { journal, attempts } = setup;
  switch (effect.kind) {
    case 'preflight':
      return lookFirst(setup);
    case 'start':
      return journal.add({ type: 'runStarted', data: {} });
    case 'attempt':
      return attempts.attempt(effect.unit, effect.attempt, effect.delayMs);
    case 'kill':
      return attempts.kill(effect.unit, effect.attempt);
    case 'recover':
      return attempts.recover(effect.unit, effect.attempt);
    case 'recheck':
      return attempts.recheck(effect);
    case 'skip':
      return journal.add({ type: 'unitSkipped', data: { ...effect.unit, reason: effect.reason } });
    case 'exclude':
      return journal.add({
        type: 'hostExcluded',
        data: { host: effect.host, by: null, reason: effect.reason },
      });
    case 'ask':
      return journal.add({ type: 'questionAsked', data: { id: effect.id, question: effect.question } });
    case 'leave':
      return setup.end({ kind: 'left', state: setup.state() });
    case 'finish':
      return finish(effect, setup);
  }
}

/** A run that was begun before stays open when its hosts are not passed preflight. */
async function lookFirst(setup: EffectsSetup): Promise<void> {
  const { ports, journal, attempts, state, end } = setup;
  const { secrets, ...found } = await lookUntilFree(waitOf(setup));
  attempts.learnSecrets(secrets);
  const hosts = found.hosts.map((host) => ({ ...host, problems: attempts.maskFacts(host.problems) }));
  const checks = await checksOf(attempts.named(), ports.secretChecks);
  const data = {
    ...found,
    hosts,
    problems: attempts.maskFacts(found.problems),
    ...(checks.length === 0 ? {} : { secrets: checks }),
    ...(attempts.uncovered.length === 0 ? {} : { uncovered: attempts.maskFacts(attempts.uncovered) }),
  };
  await journal.add({ type: 'preflightFinished', data });
  const { startedAt, stop } = state();
  if (!data.passed && startedAt !== null && stop === null) end({ kind: 'left', state: state() });
}

function tellOf({ listener, header }: EffectsSetup): TellProgress {
  return (progress) => listener.onProgress?.(header.run, progress);
}

function waitOf(setup: EffectsSetup): HostWait {
  const { header, plan, ports, leases, log, stopping, patience, nonce, state, conditions } = setup;
  const busy = () => ports.busyHosts?.(header.run, plan) ?? new Map();
  const tellProgress = tellOf(setup);
  const ownLeases = header.mode === 'check' ? null : leases;
  const place = {
    ...ports,
    nonce,
    run: header.run,
    log,
    leases: ownLeases,
    stopping,
    patience,
    tellProgress,
  };
  return {
    clock: ports.clock,
    forMs: conditions.waitForHostsMs,
    ended: setup.waiting,
    look: () => preflight(plan, { ...place, busy: busy() }, new Set(state().excluded.keys())),
    async holderOf(name, before) {
      const here = busy().get(name);
      const host = plan.hosts.find((each) => each.name === name);
      if (here || !host) return here ?? null;
      const link = await ports.transport.connect(host, plan.hosts);
      // Who works there may have sent it to boot.
      if (!link.ok) return before;
      const holder = await leases.holderOf(name, link.value);
      return holder && factsOf(holder);
    },
    giveWay: (found, others) => giveWay(setup, found, others),
    tell: (others) => tellProgress({ during: 'preflight', done: 0, of: 0, waitingFor: [], leased: others }),
  };
}

/**
 * Two runs that each wait for what the other took would wait for ever: the younger one gives back what it took. A run
 * that was begun before keeps its hosts, with the records of its steps.
 */
async function giveWay(
  setup: EffectsSetup,
  found: PreflightResult,
  others: readonly LeasedHosts[],
): Promise<PreflightResult> {
  const { header, state, ports, leases } = setup;
  const prepared = prepare(state().prepared, found.hosts);
  const isOlder = others.every(({ holder }) => header.run < holder.run);
  if (isOlder || state().startedAt !== null || prepared.size === 0) return found;
  await cleanUp({
    ...setup,
    state: { ...state(), prepared },
    secrets: found.secrets,
    transport: ports.transport,
    clock: ports.clock,
  });
  for (const name of prepared.keys()) leases.forget(name);
  return { ...found, hosts: found.hosts.map(({ tracking: _given, ...host }) => host) };
}

type Finish = Extract<Effect, { kind: 'finish' }>;

async function finish({ outcome, reason }: Finish, setup: EffectsSetup): Promise<void> {
  const { ports, journal, attempts, state, end } = setup;
  const { left, takenOver } = await cleanUp({
    ...setup,
    state: state(),
    secrets: attempts.secrets(),
    transport: ports.transport,
    clock: ports.clock,
    tellProgress: tellOf(setup),
  });
  if (takenOver.length > 0) {
    await Promise.all(takenOver.map((data) => journal.add({ type: 'hostTakenOver', data })));
    return;
  }
  const recordsLeft = left.length === 0 ? {} : { recordsLeft: attempts.maskFacts(left) };
  await journal.add({ type: 'runFinished', data: { outcome, reason, ...recordsLeft } });
  end({ kind: 'finished', state: state() });
}
