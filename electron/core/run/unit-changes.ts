/** How events change single units; whatever a unit has come to, its finished attempts stay as they are. */
import type { HostName } from '#core/release/model.ts';
import { wasIdleBatchOf } from './batch-work.ts';
import type { AttemptFinished, EventOf, UnitRef } from './events.ts';
import type { Reason } from './reasons.ts';
import {
  type Attempt,
  allUnits,
  BAD,
  captureKey,
  hostKeyOf,
  IN_FLIGHT,
  lastAttempt,
  plannedUnit,
  type RunState,
  type Settlement,
  type Unit,
  type UnitStateName,
  type Unobserved,
  unitKey,
  unitOf,
  unitQuestionId,
  unobservedBecause,
} from './state.ts';

/** SHA-256 of nothing. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const NO_OUTPUT = { bytes: 0, sha256: EMPTY_SHA256 };

export function freshUnit(ref: UnitRef): Unit {
  return {
    ref: { step: ref.step, host: ref.host },
    state: 'waiting',
    attempts: [],
    reason: null,
    again: false,
    dealtWith: false,
    round: 0,
  };
}

export function updateUnit(state: RunState, ref: UnitRef, change: (unit: Unit) => Unit): RunState {
  const unit = unitOf(state, ref);
  if (!unit)
    throw new Error(`the log names a unit that the plan does not have: ${ref.step}@${ref.host ?? ''}`);
  const units = new Map(state.units.get(ref.step)).set(hostKeyOf(ref.host), change(unit));
  return { ...state, units: new Map(state.units).set(ref.step, units) };
}

export function intendAttempt(state: RunState, event: EventOf<'attemptIntended'>): RunState {
  const { attempt, id, command, tracked = false } = event.data;
  const begun: Attempt = {
    ...newAttempt(attempt, id),
    command,
    intendedAt: event.at,
    seq: event.seq,
    tracked,
  };
  return updateUnit(state, event.data, (unit) => ({
    ...unit,
    state: 'intent',
    again: false,
    reason: null,
    round: 0,
    attempts: [...unit.attempts, begun],
  }));
}

function newAttempt(number: number, id: string): Omit<Attempt, 'intendedAt' | 'seq'> {
  return {
    number,
    id,
    command: '',
    pid: null,
    group: null,
    tracked: false,
    unobserved: null,
    quiet: null,
    settled: null,
    onPaper: false,
    finished: null,
  };
}

/** Changes an attempt whose outcome is not known yet. The last one says what the unit is. */
export function changeOpen(
  unit: Unit,
  number: number,
  to: { readonly attempt: Partial<Attempt>; readonly unit: UnitStateName },
): Unit {
  const open = unit.attempts.find((attempt) => attempt.number === number);
  if (!open || open.finished) return unit;
  const attempts = unit.attempts.map((attempt) =>
    attempt === open ? { ...attempt, ...to.attempt } : attempt,
  );
  return { ...unit, attempts, state: open === unit.attempts.at(-1) ? to.unit : unit.state };
}

/** The first outcome of an attempt counts, and what it captured; the same attempt's later ones change nothing. */
export function finishAttempt(state: RunState, data: AttemptFinished, at: string | null): RunState {
  const before = unitOf(state, data);
  const next = updateUnit(state, data, (unit) => {
    const changed = changeOpen(unit, data.attempt, {
      attempt: { finished: { ...data, at } },
      unit: data.again ? turnAgain(state, data) : data.outcome,
    });
    return changed === unit || lastAttempt(unit)?.number !== data.attempt
      ? changed
      : { ...changed, reason: data.reason };
  });
  return unitOf(next, data) === before ? state : isFound(keepCaptures(next, data), data);
}

/** Where a unit is whose attempt came to nothing: it waits for its turn, unless its host was left out meanwhile. */
function turnAgain({ excluded }: RunState, { host }: UnitRef): UnitStateName {
  return host !== null && excluded.has(host) ? 'excluded' : 'waiting';
}

/** Nobody need search for the unit any more, once its last attempt is seen again or over. */
export function isFound(state: RunState, ref: UnitRef): RunState {
  const key = unitKey(ref);
  const unit = unitOf(state, ref);
  const last = unit && lastAttempt(unit);
  if (!state.searching.has(key) || (last && unobservedBecause(last) !== null)) return state;
  const searching = new Map(state.searching);
  searching.delete(key);
  return { ...state, searching };
}

function keepCaptures(state: RunState, data: AttemptFinished): RunState {
  const found = Object.entries(data.captured);
  if (found.length === 0) return state;
  const captures = new Map(state.captures);
  for (const [name, value] of found) captures.set(captureKey(data.step, data.host, name), value);
  return { ...state, captures };
}

/** Nobody observes the attempt any more. Losing it once more does not move the moment since when. */
export function markUnobserved(unit: Unit, number: number, lost: Unobserved): Unit {
  const before = unit.attempts.find((attempt) => attempt.number === number)?.unobserved;
  const unobserved = before ? { ...before, reason: lost.reason } : lost;
  return changeOpen(unit, number, { attempt: { unobserved }, unit: unit.state });
}

/** What was running when a program ended is searched for until it is found. */
export function searchInFlight(state: RunState, at: string): RunState {
  let next = state;
  const lost = { since: state.lastAt, notedAt: at, reason: SEARCHING };
  for (const { ref, attempts } of inFlightUnits(state)) {
    next = updateUnit(next, ref, (unit) => markUnobserved(unit, attempts.length, lost));
    next = { ...next, searching: new Map(next.searching).set(unitKey(ref), ref) };
  }
  return next;
}

/** The state as it must be read when no program is carrying the run out: what was running is unknown. */
export function loseInFlight(state: RunState, at: string | null): RunState {
  let next = state;
  const lost = { since: state.lastAt, notedAt: at, reason: UNSEEN };
  for (const { ref, attempts } of inFlightUnits(state)) {
    next = updateUnit(next, ref, (unit) => markUnobserved(unit, attempts.length, lost));
    next = { ...finishAttempt(next, unseen(ref, attempts.length), at), interrupted: true };
  }
  return next;
}

function inFlightUnits(state: RunState): Unit[] {
  return [...allUnits(state)].filter((unit) => IN_FLIGHT.has(unit.state));
}

const SEARCHING: Reason = { kind: 'closed', next: 'searching' };
const UNSEEN: Reason = { kind: 'closed', next: 'unseen' };

function unseen(ref: UnitRef, attempt: number): AttemptFinished {
  return {
    ...ref,
    attempt,
    outcome: 'unknown',
    exit: null,
    signal: null,
    reason: UNSEEN,
    stdout: NO_OUTPUT,
    stderr: NO_OUTPUT,
    captured: {},
    durationMs: 0,
  };
}

const SETTLED_STATE = { done: 'ok', failed: 'failed', 'not-run': 'unreachable' } as const;

/** The last attempt's unknown outcome is unknown no more. Its finished record stays; the settlement stands beside it. */
export function settleUnit(
  state: RunState,
  ref: UnitRef & { readonly attempt: number },
  settled: Settlement,
): RunState {
  return clearUnknown(state, ref, (unit) => ({
    ...unit,
    attempts: unit.attempts.map((each) => (each.number === ref.attempt ? { ...each, settled } : each)),
    state: SETTLED_STATE[settled.as],
    reason: settled.as === 'done' ? null : settled.reason,
    round: unit.round + 1,
  }));
}

/** Looking again has brought nothing: a person is asked anew. */
export function stayUnknown(state: RunState, event: EventOf<'unitStillUnknown'>): RunState {
  const { reason } = event.data;
  return clearUnknown(state, event.data, (unit) => ({ ...unit, reason, round: unit.round + 1 }));
}

/** Only the last attempt's unknown outcome comes up again; what was asked or looked for about it is moot then. */
function clearUnknown(
  state: RunState,
  ref: UnitRef & { readonly attempt: number },
  change: (unit: Unit) => Unit,
): RunState {
  const unit = unitOf(state, ref);
  if (unit && (unit.state !== 'unknown' || lastAttempt(unit)?.number !== ref.attempt)) return state;
  const rechecks = new Map(state.rechecks);
  rechecks.delete(unitKey(ref));
  return dropQuestion({ ...updateUnit(state, ref, change), rechecks }, ref);
}

/** What a program that has ended did not bring to an end after the answer, a look or a stop: a person is asked anew. */
export function reopenAnswered(state: RunState): RunState {
  let next: RunState = { ...state, rechecks: new Map() };
  for (const unit of allUnits(state)) {
    const isOpen = BAD.has(unit.state) && !unit.again && !unit.dealtWith;
    if (isOpen && state.answered.has(unitQuestionId(unit)))
      next = updateUnit(next, unit.ref, (answered) => ({ ...answered, round: answered.round + 1 }));
  }
  return next;
}

/** What was asked of a unit that waits is moot once a rule skips it. */
export function skipUnit(state: RunState, { data }: EventOf<'unitSkipped'>): RunState {
  const unit = unitOf(state, data);
  if (unit && unit.state !== 'waiting') return state;
  const next = updateUnit(state, data, (waiting) => ({ ...waiting, state: 'skipped', reason: data.reason }));
  return dropQuestion(next, data);
}

/** A step done from paper is one attempt, marked so. Only what waits or is known to be bad can be recorded. */
export function enterUnit(state: RunState, event: EventOf<'unitRecorded'>): RunState {
  const { outcome, by, doneAt, note } = event.data;
  const unit = unitOf(state, event.data);
  if (unit && !canBeRecorded(unit)) return state;
  const reason: Reason | null = outcome === 'ok' ? null : { kind: 'did-not-work-by', by, note };
  return dropQuestion(
    addAttempt(state, event.data, {
      id: `paper-${event.seq}`,
      seq: event.seq,
      reason,
      from: doneAt,
      to: doneAt,
    }),
    event.data,
  );
}

export function canBeRecorded({ state }: Unit): boolean {
  return state === 'waiting' || state === 'failed' || state === 'unreachable' || state === 'stopped';
}

function dropQuestion(state: RunState, ref: UnitRef): RunState {
  const key = unitKey(ref);
  const isAboutIt = (unit: UnitRef) => unitKey(unit) === key;
  const questions = new Map(
    [...state.questions].filter(
      ([, { question }]) =>
        question.about === 'batch' || question.about === 'verdict' || !isAboutIt(question.unit),
    ),
  );
  return { ...state, questions };
}

export interface DoneByPerson {
  readonly id: string;
  readonly seq: number;
  /** Why it is not done; null: it is. */
  readonly reason: Reason | null;
  readonly from: string;
  readonly to: string;
  /** Null: done at the screen, when asked. */
  readonly isPaper?: false;
}

/** A step that a person does is one attempt, begun and finished at once in the log. */
export function addAttempt(state: RunState, ref: UnitRef, done: DoneByPerson): RunState {
  return updateUnit(state, ref, (unit) => {
    const number = unit.attempts.length + 1;
    const outcome = done.reason === null ? 'ok' : 'failed';
    const finished = {
      step: unit.ref.step,
      host: unit.ref.host,
      attempt: number,
      outcome,
      exit: null,
      signal: null,
      reason: done.reason,
      stdout: NO_OUTPUT,
      stderr: NO_OUTPUT,
      captured: {},
      durationMs: Math.max(0, Date.parse(done.to) - Date.parse(done.from)),
      at: done.to,
    } as const;
    const attempt: Attempt = {
      ...newAttempt(number, done.id),
      intendedAt: done.from,
      seq: done.seq,
      onPaper: done.isPaper !== false,
      finished,
    };
    return {
      ...unit,
      state: outcome,
      reason: done.reason,
      again: false,
      round: 0,
      attempts: [...unit.attempts, attempt],
    };
  });
}

export function excludeHost(state: RunState, host: HostName, reason: Reason): RunState {
  const questions = new Map(
    [...state.questions].filter(
      ([, { question }]) => question.about !== 'unit' || question.unit.host !== host,
    ),
  );
  const included = new Set(state.included);
  included.delete(host);
  return {
    ...changeHost(state, host, (unit) => leaveOut(unit, reason)),
    questions,
    included,
    excluded: new Map(state.excluded).set(host, reason),
  };
}

function leaveOut(unit: Unit, reason: Reason): Unit {
  if (unit.state === 'waiting') return { ...unit, state: 'excluded', reason };
  return { ...unit, dealtWith: true, again: false };
}

/** What it missed waits again, what is known to have gone bad is tried again, and an unknown comes up for decision. */
export function returnHost(state: RunState, host: HostName): RunState {
  if (!state.excluded.has(host)) return state;
  const excluded = new Map(state.excluded);
  excluded.delete(host);
  return {
    ...wakeBatches(changeHost(state, host, takeIn), host),
    excluded,
    included: new Set(state.included).add(host),
  };
}

/** What was left out because nothing was done in the host's batch has its turn after all. */
function wakeBatches(state: RunState, host: HostName): RunState {
  const idle = [...allUnits(state)].filter(
    (unit) => unit.ref.host === null && wasIdleBatchOf(unit, plannedUnit(state.plan, unit.ref), host),
  );
  return idle.reduce(
    (next, { ref }) => updateUnit(next, ref, (unit) => ({ ...unit, state: 'waiting', reason: null })),
    state,
  );
}

function takeIn(unit: Unit): Unit {
  if (unit.state === 'excluded') return { ...unit, state: 'waiting', reason: null };
  if (!BAD.has(unit.state)) return unit.dealtWith ? { ...unit, dealtWith: false } : unit;
  const isKnown = unit.state !== 'unknown';
  return { ...unit, dealtWith: false, again: isKnown, round: isKnown ? unit.round : unit.round + 1 };
}

function changeHost(state: RunState, host: HostName, change: (unit: Unit) => Unit): RunState {
  const units = new Map(state.units);
  for (const [step, byHost] of state.units) {
    const unit = byHost.get(host);
    if (unit) units.set(step, new Map(byHost).set(host, change(unit)));
  }
  return { ...state, units };
}
