/** Does what the state wants, and puts down what came of it. */
import type { Effect } from '#core/run/decide.ts';
import type { AttemptSetup } from './attempt.ts';
import type { Attempts } from './attempts.ts';
import { cleanUp } from './clean-up.ts';
import type { Problem } from './host-survey.ts';
import { checksOf } from './known-secrets.ts';
import type { KnownLog } from './lease/judge.ts';
import { preflight } from './preflight.ts';
import type { RunEnd } from './run-handle.ts';

export interface EffectsSetup extends AttemptSetup {
  readonly log: KnownLog;
  readonly attempts: Attempts;
  /** A fresh word for one channel. */
  nonce(): string;
  /** Lets go of the run. */
  end(result: RunEnd): void;
}

export async function perform(effect: Effect, setup: EffectsSetup): Promise<void> {
  const { journal, attempts } = setup;
  switch (effect.do) {
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
    case 'look':
      return attempts.look(effect);
    case 'skip':
      return journal.add({ type: 'unitSkipped', data: { ...effect.unit, reason: effect.reason, by: null } });
    case 'exclude':
      return journal.add({
        type: 'hostExcluded',
        data: { host: effect.host, reason: effect.reason, by: null },
      });
    case 'ask':
      return journal.add({ type: 'questionAsked', data: { id: effect.id, question: effect.question } });
    case 'leave':
      return setup.end({ kind: 'left', state: setup.state() });
    case 'finish':
      return finish(effect, setup);
  }
}

/** A run that was begun before stays open when its hosts are not fit to run. */
async function lookFirst({
  header,
  plan,
  ports,
  journal,
  attempts,
  leases,
  log,
  nonce,
  state,
  end,
  listener,
}: EffectsSetup): Promise<void> {
  const held = header.mode === 'check' ? null : leases;
  const tellProgress = listener.onPreflight?.bind(listener);
  const place = { ...ports, nonce, run: header.run, log, leases: held, tellProgress };
  const { secrets, ...found } = await preflight(plan, place, new Set(state().excluded.keys()));
  attempts.learnSecrets(secrets);
  const masked = (problem: Problem): Problem => ({
    ...problem,
    message: attempts.maskSentence(problem.message),
  });
  const hosts = found.hosts.map((host) => ({ ...host, problems: host.problems.map(masked) }));
  const checks = await checksOf(secrets, ports.secretChecks);
  const data = {
    ...found,
    hosts,
    problems: found.problems.map(masked),
    ...(checks.length === 0 ? {} : { secrets: checks }),
  };
  await journal.add({ type: 'preflightFinished', data });
  const { startedAt, stop } = state();
  if (!data.passed && startedAt !== null && stop === null) end({ kind: 'left', state: state() });
}

type Finish = Extract<Effect, { do: 'finish' }>;

async function finish({ outcome, reason }: Finish, setup: EffectsSetup): Promise<void> {
  const { header, ports, journal, attempts, state, end } = setup;
  const { left, takenOver } = await cleanUp({
    ...setup,
    state: state(),
    secrets: attempts.secrets(),
    transport: ports.transport,
    clock: ports.clock,
  });
  if (takenOver.length > 0) {
    await Promise.all(takenOver.map((data) => journal.add({ type: 'hostTakenOver', data })));
    return;
  }
  const masked = left.map(({ host, reason }) => ({ host, reason: attempts.maskSentence(reason) }));
  const recordsLeft = left.length === 0 ? {} : { recordsLeft: masked };
  await journal.add({ type: 'runFinished', data: { outcome, reason, ...recordsLeft } });
  ports.store.sealRun(header.run, ports.clock.now().toISOString());
  end({ kind: 'finished', state: state() });
}
