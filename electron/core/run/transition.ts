/** One event onto a state. Pure; the same function serves the engine, the screen, the command line and the report. */

import type { Plan } from '#core/plan/model.ts';
import { answerQuestion, decided, stopRun } from './apply-answer.ts';
import { withDefect, withMessage } from './apply-entry.ts';
import type { EventOf, RunEvent, RunHeader } from './events.ts';
import { excludedBecause } from './exclusion.ts';
import {
  currentWave,
  type Decided,
  hostKeyOf,
  isSettled,
  type OpenQuestion,
  type RunState,
  stepOf,
  waveUnits,
} from './state.ts';
import {
  changeOpen,
  enterUnit,
  excludeHost,
  finishAttempt,
  freshUnit,
  intendAttempt,
  isFound,
  loseInFlight,
  markUnobserved,
  reopenAnswered,
  returnHost,
  searchInFlight,
  settleUnit,
  skipUnit,
  stayUnknown,
  updateUnit,
} from './unit-changes.ts';

/** The state of a run of which only the header is known. */
export function initialState(header: RunHeader, plan: Plan, at: string): RunState {
  return {
    header,
    operators: [header.operator],
    plan,
    seq: 0,
    lastAt: at,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
    preflight: null,
    uncovered: [],
    units: new Map(
      plan.steps.map((step) => [step.id, new Map(step.units.map((u) => [hostKeyOf(u.host), freshUnit(u)]))]),
    ),
    wave: 0,
    questions: new Map(),
    answered: new Set(),
    excluded: new Map(),
    stop: null,
    paused: null,
    resumed: null,
    searching: new Map(),
    rechecks: new Map(),
    takenOver: new Map(),
    prepared: new Map(),
    included: new Set(),
    stepByStep: header.stepByStep ?? false,
    verdict: null,
    interrupted: false,
    outcome: null,
    outcomeReason: null,
    recordsLeft: [],
    decisions: [],
    closed: null,
    defects: [],
    messages: [],
    captures: new Map(Object.entries(plan.captures ?? {})),
  };
}

/** Folds a whole log. Throws when the log does not begin with `runCreated`: that is not a run's log. */
export function foldRun(plan: Plan, events: readonly RunEvent[]): RunState {
  const [first, ...rest] = events;
  if (first?.type !== 'runCreated') throw new Error('a run begins with runCreated');
  return rest.reduce(transition, { ...initialState(first.data, plan, first.at), seq: first.seq });
}

const NOTES: ReadonlySet<RunEvent['type']> = new Set([
  'noteAdded',
  'defectLogged',
  'defectClosed',
  'messageTold',
  'messageNotTold',
  'messageReceipt',
  'baselineSet',
  'lossAcknowledged',
  'runClosed',
]);

/** A run at its end takes notes and nothing else: what it came to never changes. */
export function transition(state: RunState, event: RunEvent): RunState {
  const isNote = NOTES.has(event.type);
  if (state.outcome !== null && !isNote) return { ...state, seq: event.seq, lastAt: event.at };
  const next = { ...apply(state, event), seq: event.seq, lastAt: event.at };
  const isReturn = event.type === 'hostIncluded' && state.excluded.has(event.data.host);
  return advanceWaves(next, isReturn ? 0 : state.wave);
}

type EventOfAttempt = EventOf<
  | 'attemptIntended'
  | 'attemptStarted'
  | 'attemptUnobserved'
  | 'attemptReattached'
  | 'attemptQuiet'
  | 'attemptFinished'
>;
type EventOfUnit = EventOf<
  'unitSettled' | 'unitStillUnknown' | 'unitRecorded' | 'unitSkipped' | 'hostExcluded' | 'hostIncluded'
>;
type EventOfPeople = EventOf<
  | 'questionAsked'
  | 'questionAnswered'
  | 'stopRequested'
  | 'runPaused'
  | 'runContinued'
  | 'noteAdded'
  | 'defectLogged'
  | 'defectClosed'
  | 'messageTold'
  | 'messageNotTold'
  | 'messageReceipt'
  | 'baselineSet'
  | 'lossAcknowledged'
  | 'runClosed'
>;
type EventOfRun = Exclude<RunEvent, EventOfAttempt | EventOfUnit | EventOfPeople>;

function apply(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'attemptIntended':
    case 'attemptStarted':
    case 'attemptUnobserved':
    case 'attemptReattached':
    case 'attemptQuiet':
    case 'attemptFinished':
      return applyToAttempt(state, event);
    case 'unitSettled':
    case 'unitStillUnknown':
    case 'unitRecorded':
    case 'unitSkipped':
    case 'hostExcluded':
    case 'hostIncluded':
      return applyToUnit(state, event);
    case 'questionAsked':
    case 'questionAnswered':
    case 'stopRequested':
    case 'runPaused':
    case 'runContinued':
    case 'noteAdded':
    case 'defectLogged':
    case 'defectClosed':
    case 'messageTold':
    case 'messageNotTold':
    case 'messageReceipt':
    case 'baselineSet':
    case 'lossAcknowledged':
    case 'runClosed':
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
      return {
        ...state,
        preflight: { at: event.at, ...event.data },
        uncovered: uncoveredAfter(state, event),
        prepared: prepare(state.prepared, event.data.hosts),
      };
    case 'runStarted':
      return { ...state, startedAt: event.at };
    case 'hostTakenOver': {
      const { host, ...taker } = event.data;
      return { ...state, takenOver: new Map(state.takenOver).set(host, taker) };
    }
    case 'runResumed':
      return {
        ...searchInFlight(reopenAnswered(state), event.at),
        operators: [...state.operators.filter((each) => each !== event.data.by), event.data.by],
        interrupted: false,
        preflight: null,
        takenOver: new Map(),
        stop: null,
        paused: { because: 'recovery', at: event.at, by: event.data.by, note: null },
        resumed: { seq: event.seq, inFlight: event.data.inFlight },
        decisions: decided(state, { ...event, data: { by: event.data.by, note: null } }, ofRun('resumed')),
      };
    case 'runInterrupted':
      return { ...loseInFlight(state, event.at), interrupted: true };
    case 'runFinished':
      return {
        ...state,
        finishedAt: event.at,
        outcome: event.data.outcome,
        outcomeReason: event.data.reason,
        recordsLeft: event.data.recordsLeft ?? [],
        questions: new Map(),
      };
  }
}

/** What was printed before a value was known stays as it was printed. */
function uncoveredAfter(
  { uncovered: before, startedAt }: RunState,
  { at, data: { uncovered = [] } }: EventOf<'preflightFinished'>,
): RunState['uncovered'] {
  const now = new Set(uncovered.map(({ name }) => name));
  const earlier = before.filter(({ secret }) => startedAt !== null && !now.has(secret.name));
  return [
    ...earlier.map(({ secret, coveredSince }) => ({ secret, coveredSince: coveredSince ?? at })),
    ...uncovered.map((secret) => ({ secret, coveredSince: null })),
  ];
}

/** Hosts on which a preflight has made room for records, with the users whose steps can be kept there. */
export function prepare(
  before: RunState['prepared'],
  reports: EventOf<'preflightFinished'>['data']['hosts'],
): RunState['prepared'] {
  const prepared = new Map(before);
  for (const { host, tracking } of reports) {
    if (!tracking) continue;
    const able = tracking.flatMap(({ user, why }) => (why === null ? [user] : []));
    prepared.set(host, new Set([...(prepared.get(host) ?? []), ...able]));
  }
  return prepared;
}

function applyToAttempt(state: RunState, event: EventOfAttempt): RunState {
  switch (event.type) {
    case 'attemptIntended':
      return intendAttempt(state, event);
    case 'attemptStarted':
    case 'attemptReattached': {
      const { attempt, pid, group } = event.data;
      const next = updateUnit(state, event.data, (unit) =>
        changeOpen(unit, attempt, { attempt: { pid, group, unobserved: null }, unit: 'running' }),
      );
      return isFound(next, event.data);
    }
    case 'attemptUnobserved': {
      const { attempt, reason } = event.data;
      const lost = { since: event.at, notedAt: event.at, reason };
      return updateUnit(state, event.data, (unit) => markUnobserved(unit, attempt, lost));
    }
    case 'attemptQuiet': {
      const { attempt, quietMs, lastLine } = event.data;
      const quiet = { at: event.at, quietMs, lastLine };
      return updateUnit(state, event.data, (unit) =>
        changeOpen(unit, attempt, { attempt: { quiet }, unit: unit.state }),
      );
    }
    case 'attemptFinished':
      return finishAttempt(state, event.data, event.at);
  }
}

function applyToUnit(state: RunState, event: EventOfUnit): RunState {
  switch (event.type) {
    case 'unitSettled': {
      const { as, evidence, reason } = event.data;
      return settleUnit(state, event.data, { as, evidence, by: null, reason, at: event.at });
    }
    case 'unitStillUnknown':
      return stayUnknown(state, event);
    case 'unitRecorded':
      return noted(state, enterUnit(state, event), {
        event,
        decided: { kind: 'recorded', outcome: event.data.outcome },
      });
    case 'unitSkipped':
      return skipUnit(state, event);
    case 'hostExcluded':
      return excludeHost(state, event.data.host, excludedBecause(event.data));
    case 'hostIncluded':
      return noted(state, returnHost(state, event.data.host), {
        event,
        decided: { kind: 'included', host: event.data.host },
      });
  }
}

/** What changed nothing is no decision of the run. */
function noted(
  before: RunState,
  after: RunState,
  {
    event,
    decided: what,
  }: { readonly event: EventOf<'unitRecorded' | 'hostIncluded'>; readonly decided: Decided },
): RunState {
  if (after === before) return before;
  const unit = event.type === 'unitRecorded' ? { step: event.data.step, host: event.data.host } : null;
  return { ...after, decisions: decided(before, event, { decided: what, unit }) };
}

type OfRun = Exclude<
  Decided['kind'],
  | 'answered'
  | 'recorded'
  | 'included'
  | 'defect-logged'
  | 'defect-closed'
  | 'message-told'
  | 'message-not-told'
  | 'message-received'
  | 'message-not-received'
>;

function ofRun(kind: OfRun) {
  return { decided: { kind }, unit: null };
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
      return { ...stopRun(state, event.data), decisions: decided(state, event, ofRun('stopped')) };
    case 'runPaused':
      return {
        ...state,
        paused: state.paused ?? { because: 'person', at: event.at, ...event.data },
        decisions: decided(state, event, ofRun('paused')),
      };
    case 'runContinued':
      return { ...state, paused: null, decisions: decided(state, event, ofRun('continued')) };
    case 'noteAdded':
      return {
        ...state,
        decisions: decided(
          state,
          { ...event, data: { by: event.data.by, note: event.data.text } },
          ofRun('noted'),
        ),
      };
    case 'defectLogged':
    case 'defectClosed':
      return withDefect(state, event);
    case 'messageTold':
    case 'messageNotTold':
    case 'messageReceipt':
      return withMessage(state, event);
    case 'lossAcknowledged':
      return { ...state, decisions: decided(state, event, ofRun('loss-acknowledged')) };
    case 'runClosed': {
      const { by, note, accepted } = event.data;
      if (state.outcome === null) return state;
      const before = state.closed?.accepted ?? [];
      return {
        ...state,
        closed: { by, note, at: event.at, accepted: [...before, ...accepted] },
        decisions: decided(state, event, ofRun('closed')),
      };
    }
    case 'baselineSet':
      return { ...state, decisions: decided(state, event, ofRun('baseline-set')) };
  }
}

/** A host that was included again has earlier waves to catch up with; otherwise a wave once finished stays behind. */
function advanceWaves(state: RunState, from: number): RunState {
  let wave = from;
  for (let w = state.plan.waves[wave] ?? null; w; w = state.plan.waves[++wave] ?? null) {
    const step = stepOf(state.plan, w.step);
    if (!waveUnits(state, w).every((unit) => isSettled(step, unit))) break;
  }
  return wave === state.wave ? state : { ...state, wave, questions: stillOpen(state, wave) };
}

/** A question about a batch or a step that is not the next one is moot, and so is the verdict while there is something to do. */
function stillOpen(state: RunState, wave: number): RunState['questions'] {
  const now = currentWave({ ...state, wave });
  const isMoot = ({ question }: OpenQuestion) =>
    ((question.about === 'batch' || question.about === 'step') &&
      (question.unit.step !== now?.step || question.batch !== now.batch)) ||
    (question.about === 'verdict' && now !== null);
  return new Map([...state.questions].filter(([, open]) => !isMoot(open)));
}
