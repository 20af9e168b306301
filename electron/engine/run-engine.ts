/**
 * Carries out a plan: asks the state what is wanted, does it, records what happened, and asks again.
 * The only loop with effects; it knows the world through its ports alone.
 */

import { decide, type Effect, effectKey } from '#core/run/decide.ts';
import type { RunEvent, RunEventBody, RunHeader, RunId } from '#core/run/events.ts';
import type { Basis } from '#core/run/leases.ts';
import { allUnits, type RunState } from '#core/run/state.ts';
import { foldRun, transition } from '#core/run/transition.ts';
import { inFlight } from '#core/run/view.ts';
import { createAttempts } from './attempts.ts';
import { createCancellation, doAll } from './cancellation.ts';
import { perform } from './effects.ts';
import { createHostLeases, NO_LEASES } from './host-leases.ts';
import { createJournal, type Intent, type Journal, JournalClosed } from './journal.ts';
import { type KnownSecrets, NO_SECRETS } from './known-secrets.ts';
import type { KnownLog } from './lease/judge.ts';
import { createPatience } from './patience.ts';
import type { Failure, IdSource, Result, RunLock, RunStore } from './ports.ts';
import {
  createHandle,
  DEFAULT_CONDITIONS,
  type EnginePorts,
  type RunConditions,
  type RunEnd,
  type RunHandle,
  type RunListener,
  type RunOrder,
} from './run-handle.ts';

/**
 * Puts the run down and begins it. Refused where `order.refuse` has something against it at that moment. Throws `StoreFailure`
 * when it cannot be recorded. Either way nothing was sent.
 */
export function startRun(order: RunOrder, ports: EnginePorts, started: RunStart): Result<RunHandle, Failure> {
  const { header, refuse = () => null } = order;
  const opened = ports.store.createRun(header, ports.clock.now().toISOString(), refuse);
  if (!opened.ok) return opened;
  const opening = { ...started, secrets: null, before: [], opened: opened.value };
  return { ok: true, value: carryOut(order, ports, opening) };
}

export interface RunStart {
  readonly listener: RunListener;
  /** That of the run, taken before its log was read. Whoever gave it gives it back where the run is not begun. */
  readonly lock: RunLock;
}

/** Takes an open run up again where its log ends. What was running then is looked for, and a person continues the run. */
export function resumeRun(order: RunOrder, ports: EnginePorts, { by, ...resumed }: RunResume): RunHandle {
  const { header, plan } = order;
  const before = ports.store.events(header.run);
  const data = { by, inFlight: inFlight(foldRun(plan, before)) };
  const at = ports.clock.now().toISOString();
  const opened = ports.store.append(header.run, [{ type: 'runResumed', data }], at);
  return carryOut(order, ports, { ...resumed, before, opened });
}

export interface RunResume extends RunStart {
  readonly by: string;
  /** Found before anything is recorded. */
  readonly secrets: KnownSecrets;
}

interface Opening extends RunStart {
  readonly secrets: KnownSecrets | null;
  readonly before: readonly RunEvent[];
  readonly opened: readonly RunEvent[];
}

function carryOut(order: RunOrder, ports: EnginePorts, opening: Opening): RunHandle {
  const { listener, lock, secrets, before, opened } = opening;
  const { header, plan } = order;
  let state = foldRun(plan, [...before, ...opened]);
  const busy = new Set<string>();
  const wishes = createWishes(ports);
  let settle: (end: RunEnd) => void = () => undefined;
  const ended = new Promise<RunEnd>((resolve) => {
    settle = resolve;
  });
  const journal = createJournal(header.run, ports, {
    onCommitted(events) {
      state = events.reduce(transition, state);
      if (state.stop) wishes.stopping.wish();
      listener.onEvents(events, state);
      pump();
    },
    onBroken: breakDown,
    wanted: (intents, decisions) => stillWanted(state, intents, decisions),
    foresee(facts) {
      const known = state;
      state = foreseen(known, facts);
      if (state === known) return true;
      const wanted = decide(state);
      const isAwaited = wanted.some((effect) => !busy.has(effectKey(effect)));
      pump(wanted.filter(isForNow));
      state = known;
      return isAwaited;
    },
  });
  const now = () => state;
  const { setup, attempts } = setUp(order, { ...wishes, ports, journal, listener, secrets, state: now });

  let over = false;
  function end(result: RunEnd): void {
    if (over) return;
    over = true;
    try {
      doAll([wishes.stopping.wish, journal.close, attempts.close, () => lock.release()]);
      settle(result);
    } catch (error) {
      settle(result.kind === 'broken' ? result : brokenBy(error));
    }
  }

  function brokenBy(error: unknown): RunEnd {
    return { kind: 'broken', state, error: error instanceof Error ? error : new Error(String(error)) };
  }

  function pump(effects = decide(state)): void {
    if (over) return;
    for (const effect of effects) {
      const key = effectKey(effect);
      // What preflight leaves on the hosts is cleaned up at the end, so the end waits for it.
      if (busy.has(key) || (effect.kind === 'finish' && busy.has('preflight'))) continue;
      busy.add(key);
      void perform(effect, { ...setup, attempts, end })
        .finally(() => busy.delete(key))
        .then(() => pump(), breakDown);
    }
  }

  function breakDown(error: unknown): void {
    if (error instanceof JournalClosed) return;
    end(brokenBy(error));
  }

  listener.onEvents(opened, state);
  pump();
  const add = whileOpen(journal, () => over);
  const endWait = wishes.waiting.wish;
  return createHandle({ order, ended, state: now, clock: ports.clock, add, endWait, end });
}

type Wishes = ReturnType<typeof createWishes>;

interface Parts extends Wishes, Pick<RunStart, 'listener'> {
  readonly ports: EnginePorts;
  readonly journal: Journal;
  readonly secrets: KnownSecrets | null;
  state(): RunState;
}

/** What carrying out needs besides the loop. */
function setUp(order: RunOrder, { secrets, ...parts }: Parts) {
  const { header, plan } = order;
  const { ports, state } = parts;
  const conditions = { ...DEFAULT_CONDITIONS, ...order.conditions };
  const nonce = () => freshWord(ports.ids);
  const log = knownLog(header.run, ports.store, state);
  const leases = header.mode === 'check' ? NO_LEASES : leaseHosts(order, ports, { conditions, nonce, log });
  const setup = { ...parts, header, plan, conditions, leases, log, nonce };
  return { setup, attempts: createAttempts(setup, nonce, secrets ?? hiddenOf(order)) };
}

function hiddenOf({ hidden = NO_SECRETS }: RunOrder): KnownSecrets {
  return { ...NO_SECRETS, ...hidden };
}

/** That the run is to stop, which ends every wait for hosts and has those that are silent known soon; that others are waited for no longer. */
function createWishes({ transport, clock }: EnginePorts) {
  const stopping = createCancellation();
  const waiting = createCancellation();
  stopping.onWish(waiting.wish);
  stopping.onWish(() => transport.checkLinks('needed'));
  return { stopping, waiting, patience: createPatience(stopping, clock) };
}

/** The attempts that the state wants once the decisions have been taken. */
function stillWanted(
  state: RunState,
  intents: readonly Intent[],
  decisions: readonly RunEventBody[],
): readonly Intent[] {
  if (decisions.length === 0 && state.stop === null && state.paused === null) return intents;
  const wanted = new Set(decide(after(state, decisions)).map(effectKey));
  return intents.filter(({ data: { step, host, attempt } }) =>
    wanted.has(effectKey({ kind: 'attempt', unit: { step, host }, attempt, delayMs: 0 })),
  );
}

/** What outcomes make wanted at once is intended in their commit: the same state where there are none. */
function foreseen(state: RunState, facts: readonly RunEventBody[]): RunState {
  return facts.some(isOutcome) ? after(state, facts) : state;
}

const isOutcome = ({ type }: RunEventBody): boolean => type === 'attemptFinished';
const isForNow = (effect: Effect): boolean => effect.kind === 'attempt' && effect.delayMs === 0;

/** As the events will be, once they are on disk. */
function after(state: RunState, facts: readonly RunEventBody[]): RunState {
  const { run } = state.header;
  return facts.reduce((before, body) => {
    const event = { ...body, run, seq: before.seq + 1, at: before.createdAt } as RunEvent;
    return transition(before, event);
  }, state);
}

/** What a person adds once the run is at its end changes nothing any more. */
function whileOpen(journal: Journal, isOver: () => boolean): RunAdd {
  return async (event) => {
    if (isOver()) return;
    await journal.add(event).catch((error: unknown) => {
      if (!(error instanceof JournalClosed)) throw error;
    });
  };
}

type RunAdd = (event: RunEventBody) => Promise<void>;

interface Leasing {
  readonly conditions: RunConditions;
  readonly log: KnownLog;
  nonce(): string;
}

function leaseHosts(
  { header, related = [] }: RunOrder,
  { clock }: EnginePorts,
  { conditions, nonce, log }: Leasing,
) {
  const { run, operator } = header;
  const requester = { run, basis: basisOf(header), related, operator, word: nonce(), ...conditions };
  return createHostLeases({ requester, log, clock, nonce });
}

function basisOf({ undoes, failedOf }: RunHeader): Basis | null {
  if (undoes !== null) return { how: 'undoes', run: undoes };
  return failedOf === null || failedOf === undefined ? null : { how: 'repairs', run: failedOf };
}

/** What hosts are compared with: the log as it is on the disk. */
function knownLog(run: RunId, store: RunStore, state: () => RunState): KnownLog {
  return {
    head: () => store.head(run),
    has: (of, { seq, hash }) => store.hashAt(of as RunId, seq) === hash,
    knows: (id) => [...allUnits(state())].some(({ attempts }) => attempts.some((each) => each.id === id)),
  };
}

/** A word that no host can know beforehand, fit for markers and file names. */
function freshWord(ids: IdSource): string {
  return `hp${ids
    .attemptId()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()}`;
}
