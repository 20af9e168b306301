/** One event onto a state. Pure; the same function serves the engine, the screen, the command line and the report. */

import type { Plan } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
import type { Answer, AttemptFinished, RunEvent, RunHeader, UnitRef } from './events.ts';
import {
  type Attempt,
  BAD,
  captureKey,
  currentWave,
  hostKeyOf,
  IN_FLIGHT,
  isSettled,
  type OpenQuestion,
  type RunState,
  stepOf,
  type Unit,
  unitOf,
  waveUnits,
} from './state.ts';

/** The state of a run of which only the header is known. */
export function initialState(header: RunHeader, plan: Plan, at: string): RunState {
  return {
    header,
    plan,
    seq: 0,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
    preflight: null,
    units: new Map(
      plan.steps.map((step) => [step.id, new Map(step.units.map((u) => [hostKeyOf(u.host), freshUnit(u)]))]),
    ),
    wave: 0,
    questions: new Map(),
    answered: new Set(),
    excluded: new Map(),
    stop: null,
    interrupted: false,
    outcome: null,
    outcomeReason: null,
    decisions: [],
    captures: new Map(Object.entries(plan.captures ?? {})),
  };
}

/** Folds a whole log. Throws when the log does not begin with `runCreated`: that is not a run's log. */
export function foldRun(plan: Plan, events: readonly RunEvent[]): RunState {
  const [first, ...rest] = events;
  if (first?.type !== 'runCreated') throw new Error('a run begins with runCreated');
  return rest.reduce(transition, { ...initialState(first.data, plan, first.at), seq: first.seq });
}

/** A run at its end takes notes and nothing else: what it came to never changes. */
export function transition(state: RunState, event: RunEvent): RunState {
  if (state.outcome !== null && event.type !== 'noteAdded') return { ...state, seq: event.seq };
  return advanceWaves({ ...apply(state, event), seq: event.seq });
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;
type EventOfUnits = EventOf<
  'attemptIntended' | 'attemptStarted' | 'attemptFinished' | 'unitSkipped' | 'hostExcluded'
>;
type EventOfPeople = EventOf<'questionAsked' | 'questionAnswered' | 'stopRequested' | 'noteAdded'>;
type EventOfRun = Exclude<RunEvent, EventOfUnits | EventOfPeople>;

function apply(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'attemptIntended':
    case 'attemptStarted':
    case 'attemptFinished':
    case 'unitSkipped':
    case 'hostExcluded':
      return applyToUnits(state, event);
    case 'questionAsked':
    case 'questionAnswered':
    case 'stopRequested':
    case 'noteAdded':
      return applyToPeople(state, event);
    default:
      return applyToRun(state, event);
  }
}

function applyToRun(state: RunState, event: EventOfRun): RunState {
  switch (event.type) {
    case 'runCreated':
      return state;
    case 'preflightFinished':
      return { ...state, preflight: { at: event.at, ...event.data } };
    case 'runStarted':
      return { ...state, startedAt: event.at };
    case 'runResumed':
      return {
        ...loseInFlight(state, event.at),
        interrupted: false,
        preflight: null,
        stop: null,
        decisions: decided(state, { ...event, data: { by: event.data.by, note: null } }, 'Resume'),
      };
    case 'runInterrupted':
      return { ...loseInFlight(state, event.at), interrupted: true };
    case 'runFinished':
      return {
        ...state,
        finishedAt: event.at,
        outcome: event.data.outcome,
        outcomeReason: event.data.reason,
        questions: new Map(),
      };
  }
}

function applyToUnits(state: RunState, event: EventOfUnits): RunState {
  switch (event.type) {
    case 'attemptIntended':
      return intendAttempt(state, event);
    case 'attemptStarted': {
      const { attempt, pid, group } = event.data;
      return updateUnit(state, event.data, (unit) =>
        changeOpen(unit, attempt, { attempt: { pid, group }, unit: 'running' }),
      );
    }
    case 'attemptFinished':
      return keepCaptures(finishAttempt(state, event.data, event.at), event.data);
    case 'unitSkipped':
      return updateUnit(state, event.data, (unit) =>
        unit.state === 'waiting' ? { ...unit, state: 'skipped', reason: event.data.reason } : unit,
      );
    case 'hostExcluded':
      return excludeHost(state, event.data.host, event.data.reason);
  }
}

function applyToPeople(state: RunState, event: EventOfPeople): RunState {
  switch (event.type) {
    case 'questionAsked': {
      const { id, question } = event.data;
      const asked: OpenQuestion = { id, question, askedAt: event.at, releasedBy: [] };
      return { ...state, questions: new Map(state.questions).set(id, asked) };
    }
    case 'questionAnswered':
      return answerQuestion(state, event);
    case 'stopRequested':
      return { ...state, stop: state.stop ?? event.data, decisions: decided(state, event, 'Stop') };
    case 'noteAdded':
      return {
        ...state,
        decisions: decided(state, { ...event, data: { by: event.data.by, note: event.data.text } }, 'Note'),
      };
  }
}

function intendAttempt(state: RunState, event: EventOf<'attemptIntended'>): RunState {
  const { attempt, id, command } = event.data;
  const begun: Attempt = {
    number: attempt,
    id,
    command,
    intendedAt: event.at,
    seq: event.seq,
    pid: null,
    group: null,
    finished: null,
  };
  return updateUnit(state, event.data, (unit) => ({
    ...unit,
    state: 'intent',
    again: false,
    reason: null,
    attempts: [...unit.attempts, begun],
  }));
}

/** The state as it must be read when no program is carrying the run out: what was under way is unknown. */
export function loseInFlight(state: RunState, at: string | null): RunState {
  let next = state;
  for (const units of state.units.values()) {
    for (const unit of units.values()) {
      if (IN_FLIGHT.has(unit.state))
        next = { ...finishAttempt(next, lostAttempt(unit), at), interrupted: true };
    }
  }
  return next;
}

function lostAttempt(unit: Unit): AttemptFinished {
  const nothing = { bytes: 0, sha256: EMPTY_SHA256 };
  return {
    ...unit.ref,
    attempt: unit.attempts.length,
    outcome: 'unknown',
    exit: null,
    signal: null,
    reason: 'Holdpoint ended while this was under way; nobody saw the outcome',
    stdout: nothing,
    stderr: nothing,
    captured: {},
    durationMs: 0,
  };
}

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function freshUnit(ref: UnitRef): Unit {
  return {
    ref: { step: ref.step, host: ref.host },
    state: 'waiting',
    attempts: [],
    reason: null,
    again: false,
    dealtWith: false,
  };
}

function updateUnit(state: RunState, ref: UnitRef, change: (unit: Unit) => Unit): RunState {
  const unit = unitOf(state, ref);
  if (!unit)
    throw new Error(`the log names a unit that the plan does not have: ${ref.step}@${ref.host ?? ''}`);
  const units = new Map(state.units.get(ref.step)).set(hostKeyOf(ref.host), change(unit));
  return { ...state, units: new Map(state.units).set(ref.step, units) };
}

/** Changes an attempt whose outcome is not known yet; a finished one stays as it is. The last one says what the unit is. */
function changeOpen(
  unit: Unit,
  number: number,
  to: { readonly attempt: Partial<Attempt>; readonly unit: Unit['state'] },
): Unit {
  const open = unit.attempts.find((attempt) => attempt.number === number);
  if (!open || open.finished) return unit;
  const attempts = unit.attempts.map((attempt) =>
    attempt === open ? { ...attempt, ...to.attempt } : attempt,
  );
  return { ...unit, attempts, state: open === unit.attempts.at(-1) ? to.unit : unit.state };
}

function finishAttempt(state: RunState, data: AttemptFinished, at: string | null): RunState {
  return updateUnit(state, data, (unit) => {
    const changed = changeOpen(unit, data.attempt, {
      attempt: { finished: { ...data, at } },
      unit: data.outcome,
    });
    return changed === unit ? unit : { ...changed, reason: data.reason };
  });
}

function keepCaptures(state: RunState, data: AttemptFinished): RunState {
  const found = Object.entries(data.captured);
  if (found.length === 0) return state;
  const captures = new Map(state.captures);
  for (const [name, value] of found) captures.set(captureKey(data.step, data.host, name), value);
  return { ...state, captures };
}

function excludeHost(state: RunState, host: HostName, reason: string): RunState {
  const units = new Map(state.units);
  for (const [step, byHost] of state.units) {
    const unit = byHost.get(host);
    if (unit) units.set(step, new Map(byHost).set(host, leaveOut(unit, reason)));
  }
  const questions = new Map(
    [...state.questions].filter(
      ([, { question }]) => question.about !== 'unit' || question.unit.host !== host,
    ),
  );
  return { ...state, units, questions, excluded: new Map(state.excluded).set(host, reason) };
}

function leaveOut(unit: Unit, reason: string): Unit {
  if (unit.state === 'waiting') return { ...unit, state: 'excluded', reason };
  return { ...unit, dealtWith: true, again: false };
}

type Answered = EventOf<'questionAnswered'>;

function answerQuestion(state: RunState, event: Answered): RunState {
  const { id, answer, by, note } = event.data;
  const open = state.questions.get(id);
  if (!open) return state;
  const noted = { ...state, decisions: decided(state, event, describeAnswer(answer)) };
  switch (answer.to) {
    case 'unit':
      return close(applyRemedy(noted, open, event), id);
    case 'manual':
    case 'notify':
      return close(
        confirm(noted, { open, event }, answer.done ? null : (note ?? `${by} says it was not done`)),
        id,
      );
    case 'hold':
      return answer.release
        ? releaseHold(noted, open, event)
        : close(confirm(noted, { open, event }, `Refused by ${by}${note ? `: ${note}` : ''}`), id);
    case 'batch':
      return close(answer.goOn ? noted : { ...noted, stop: { by, note } }, id);
  }
}

function releaseHold(state: RunState, open: OpenQuestion, event: Answered): RunState {
  const releasedBy = [...new Set([...open.releasedBy, event.data.by])];
  const needed = open.question.about === 'hold' ? open.question.count : 1;
  if (releasedBy.length >= needed) return close(confirm(state, { open, event }, null), open.id);
  return { ...state, questions: new Map(state.questions).set(open.id, { ...open, releasedBy }) };
}

function close(state: RunState, id: string): RunState {
  const questions = new Map(state.questions);
  questions.delete(id);
  return { ...state, questions, answered: new Set(state.answered).add(id) };
}

function applyRemedy(state: RunState, open: OpenQuestion, event: Answered): RunState {
  const { answer, by, note } = event.data;
  if (answer.to !== 'unit') return state;
  const ref = open.question.unit;
  const unit = unitOf(state, ref);
  if (answer.remedy !== 'stop' && !(unit && BAD.has(unit.state))) return state;
  switch (answer.remedy) {
    case 'retry':
      return updateUnit(state, ref, (unit) => ({ ...unit, again: true }));
    case 'skip':
      return updateUnit(state, ref, (unit) => ({
        ...unit,
        state: 'skipped',
        reason: `Skipped by ${by}${note ? `: ${note}` : ''}`,
      }));
    case 'exclude':
      return ref.host === null
        ? updateUnit(state, ref, (unit) => ({ ...unit, dealtWith: true }))
        : excludeHost(state, ref.host, `Excluded by ${by}${note ? `: ${note}` : ''}`);
    case 'stop':
      return { ...state, stop: { by, note } };
  }
}

/** A step that a person does is one attempt: begun when asked, finished when answered. */
function confirm(
  state: RunState,
  { open, event }: { readonly open: OpenQuestion; readonly event: Answered },
  problem: string | null,
): RunState {
  const ref = open.question.unit;
  const nothing = { bytes: 0, sha256: EMPTY_SHA256 };
  return updateUnit(state, ref, (unit) => {
    const number = unit.attempts.length + 1;
    const finished = {
      ...ref,
      attempt: number,
      outcome: problem === null ? 'ok' : 'failed',
      exit: null,
      signal: null,
      reason: problem,
      stdout: nothing,
      stderr: nothing,
      captured: {},
      durationMs: Date.parse(event.at) - Date.parse(open.askedAt),
      at: event.at,
    } as const;
    const attempt: Attempt = {
      number,
      id: open.id,
      command: '',
      intendedAt: open.askedAt,
      seq: event.seq,
      pid: null,
      group: null,
      finished,
    };
    return {
      ...unit,
      state: finished.outcome,
      reason: problem,
      again: false,
      attempts: [...unit.attempts, attempt],
    };
  });
}

function describeAnswer(answer: Answer): string {
  switch (answer.to) {
    case 'unit':
      return { retry: 'Retry', skip: 'Skip', exclude: 'Exclude the host', stop: 'Stop' }[answer.remedy];
    case 'manual':
      return answer.done ? 'Done' : 'Not done';
    case 'notify':
      return answer.done ? 'Sent' : 'Not sent';
    case 'hold':
      return answer.release ? 'Released' : 'Refused';
    case 'batch':
      return answer.goOn ? 'Go on with the next batch' : 'Stop before the next batch';
  }
}

function decided(
  state: RunState,
  event: { seq: number; at: string; data: { by: string; note: string | null } },
  text: string,
): RunState['decisions'] {
  const { seq, at, data } = event;
  return [...state.decisions, { seq, at, by: data.by, text, note: data.note }];
}

function advanceWaves(state: RunState): RunState {
  let wave = state.wave;
  for (let w = currentWave(state); w; w = state.plan.waves[++wave] ?? null) {
    const step = stepOf(state.plan, w.step);
    if (!waveUnits(state, w).every((unit) => isSettled(step, unit))) break;
  }
  return wave === state.wave ? state : { ...state, wave, questions: stillOpen(state, wave) };
}

/** A question about a batch that is behind us is moot. */
function stillOpen(state: RunState, wave: number): RunState['questions'] {
  const now = state.plan.waves[wave];
  const isMoot = ({ question }: OpenQuestion) =>
    question.about === 'batch' && (question.unit.step !== now?.step || question.batch !== now.batch);
  return new Map([...state.questions].filter(([, open]) => !isMoot(open)));
}
