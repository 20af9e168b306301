/**
 * Carries out a plan: asks the state what is wanted, does it, puts down what happened, and asks again.
 * The only loop with effects; it knows the world through its ports alone.
 */

import { refuseAnswer } from '#core/run/answers.ts';
import { decide, type Effect, effectKey } from '#core/run/decide.ts';
import type { RunEvent, RunEventBody } from '#core/run/events.ts';
import { foldRun, transition } from '#core/run/transition.ts';
import { inFlight } from '#core/run/view.ts';
import { createAttempts } from './attempts.ts';
import { createJournal, JournalClosed } from './journal.ts';
import { type Problem, preflight } from './preflight.ts';
import type { EnginePorts, RunEnd, RunHandle, RunListener, RunOrder } from './run-handle.ts';

/** Puts the run down and begins it. Throws `StoreFailure` when it cannot be put down; then nothing was sent. */
export function startRun(order: RunOrder, ports: EnginePorts, listener: RunListener): RunHandle {
  return carryOut(order, ports, { listener, opening: { type: 'runCreated', data: order.header } });
}

/** Takes an open run up again where its log ends. What was under way then is unknown, and a person decides on it. */
export function resumeRun(
  order: RunOrder,
  ports: EnginePorts,
  { listener, by }: { readonly listener: RunListener; readonly by: string },
): RunHandle {
  const lost = inFlight(foldRun(order.plan, ports.store.events(order.header.run)));
  return carryOut(order, ports, { listener, opening: { type: 'runResumed', data: { by, inFlight: lost } } });
}

interface Opening {
  readonly listener: RunListener;
  readonly opening: RunEventBody;
}

function carryOut(order: RunOrder, ports: EnginePorts, { listener, opening }: Opening): RunHandle {
  const { header, plan, people } = order;
  const { store, clock } = ports;
  const lock = store.holdRun(header.run);
  if (!lock) throw new Error(`run ${header.run} is held by another program`);
  const before = store.events(header.run);
  const opened = putDown(order, ports, { lock, opening });
  let state = foldRun(plan, [...before, ...opened]);
  const busy = new Set<string>();
  let settle: (end: RunEnd) => void = () => undefined;
  const ended = new Promise<RunEnd>((resolve) => {
    settle = resolve;
  });
  const journal = createJournal(header.run, ports, {
    onCommitted(events) {
      state = events.reduce(transition, state);
      listener.onEvents(events, state);
      pump();
    },
    onBroken: breakDown,
  });
  const attempts = createAttempts({ header, plan, ports, journal, listener, state: () => state });

  let over = false;
  function end(result: RunEnd): void {
    if (over) return;
    over = true;
    journal.close();
    attempts.close();
    lock?.release();
    settle(result);
  }

  function pump(): void {
    if (over) return;
    for (const effect of decide(state)) {
      const key = effectKey(effect);
      if (busy.has(key)) continue;
      busy.add(key);
      void perform(effect)
        .finally(() => busy.delete(key))
        .then(pump, (error: unknown) => breakDown(error));
    }
  }

  function breakDown(error: unknown): void {
    if (error instanceof JournalClosed) return;
    end({ kind: 'broken', state, error: error instanceof Error ? error : new Error(String(error)) });
  }

  async function perform(effect: Effect): Promise<void> {
    switch (effect.do) {
      case 'preflight': {
        const { secrets, ...found } = await preflight(plan, { ...ports, nonce: () => attempts.nonce() });
        attempts.learnSecrets(secrets);
        const masked = (problem: Problem): Problem => ({
          ...problem,
          message: attempts.maskText(problem.message),
        });
        const hosts = found.hosts.map((host) => ({ ...host, problems: host.problems.map(masked) }));
        const data = { ...found, hosts, problems: found.problems.map(masked) };
        await journal.add({ type: 'preflightFinished', data });
        if (!data.passed && state.startedAt !== null) end({ kind: 'left', state });
        return;
      }
      case 'start':
        return journal.add({ type: 'runStarted', data: {} });
      case 'attempt':
        return attempts.attempt(effect.unit, effect.attempt, effect.delayMs);
      case 'kill':
        return attempts.kill(effect.unit, effect.attempt);
      case 'skip':
        return journal.add({
          type: 'unitSkipped',
          data: { ...effect.unit, reason: effect.reason, by: null },
        });
      case 'exclude':
        return journal.add({
          type: 'hostExcluded',
          data: { host: effect.host, reason: effect.reason, by: null },
        });
      case 'ask':
        return journal.add({ type: 'questionAsked', data: { id: effect.id, question: effect.question } });
      case 'finish':
        await journal.add({ type: 'runFinished', data: { outcome: effect.outcome, reason: effect.reason } });
        store.sealRun(header.run, clock.now().toISOString());
        return end({ kind: 'finished', state });
    }
  }

  /** What a person adds once the run is at its end changes nothing any more. */
  async function addIfOpen(event: RunEventBody): Promise<void> {
    if (!over) await journal.add(event);
  }

  listener.onEvents(opened, state);
  pump();
  return {
    run: header.run,
    ended,
    state: () => state,
    async answer(given) {
      const refusal = refuseAnswer(state, given, people);
      const { question, answer, by, note } = given;
      if (refusal === null)
        await addIfOpen({ type: 'questionAnswered', data: { id: question, answer, by, note } });
      return refusal;
    },
    stop: (by, note) => addIfOpen({ type: 'stopRequested', data: { by, note } }),
    exclude: (host, by, note) =>
      addIfOpen({
        type: 'hostExcluded',
        data: { host, reason: `Excluded by ${by}${note ? `: ${note}` : ''}`, by },
      }),
    addNote: (by, text) => addIfOpen({ type: 'noteAdded', data: { by, text } }),
    leave: () => end({ kind: 'left', state }),
  };
}

/** The lock goes back when the run cannot even be begun. */
function putDown(
  { header }: RunOrder,
  { store, clock }: EnginePorts,
  { lock, opening }: { readonly lock: { release(): void }; readonly opening: RunEventBody },
): readonly RunEvent[] {
  try {
    return store.append(header.run, [opening], clock.now().toISOString());
  } catch (error) {
    lock.release();
    throw error;
  }
}
