/** Everything that can happen next in a run: the engine's part, the hosts', the links' and the people's. */

import type { Effect } from '#core/run/decide.ts';
import {
  type Answer,
  type Outcome,
  type Question,
  REMEDIES,
  type Remedy,
  type RunEventBody,
  type SettledAs,
  STEP_GOES,
  type UnitRef,
} from '#core/run/events.ts';
import { refuseAnswer, refuseRecording, remediesFor } from '#core/run/may-answer.ts';
import {
  allUnits,
  IN_FLIGHT,
  isUnobserved,
  type OpenQuestion,
  type RunState,
  unitKey,
} from '#core/run/state.ts';
import { inFlight } from '#core/run/view.ts';
import { because } from '#support/because.ts';
import { AT, finished, MANUAL } from './run-fixture.ts';
import type { Choices } from './run-model.ts';
import { unitIn } from './run-promises.ts';

/** A crash is a move of its own: what follows it continues from the log. */
export type Move = 'crash' | (() => readonly RunEventBody[]);

const OUTCOMES: readonly Outcome[] = ['ok', 'failed', 'unknown', 'unreachable', 'stopped', 'unknown'];
const PEOPLE_NAMES = ['engineer', 'manager', 'owner'] as const;
const HOSTS = ['a', 'b', 'c'] as const;

export function movesIn(state: RunState, wanted: readonly Effect[], choices: Choices): Move[] {
  const moves: Move[] = wanted
    .filter((effect) => effect.kind !== 'kill')
    .map((effect) => () => [perform(state, effect, choices)]);
  for (const ref of inFlight(state)) {
    if (!state.searching.has(unitKey(ref))) moves.push(() => [goOn(state, ref, choices)]);
  }
  if (choices.isUsedUp()) return moves;
  for (const open of state.questions.values()) moves.push(() => answerBy(state, open, choices));
  if (state.paused) moves.push(() => [{ type: 'runContinued', data: said(choices) }]);
  if (choices.pick(8) === 1) moves.push('crash');
  const unlikely = UNLIKELY[choices.pick(3 * UNLIKELY.length)];
  if (unlikely) moves.push(() => unlikely(state, choices));
  return moves;
}

function said(choices: Choices): { by: string; note: string | null } {
  return {
    by: PEOPLE_NAMES[choices.pick(3)] ?? 'engineer',
    note: choices.pick(3) === 1 ? null : 'because',
  };
}

function perform(state: RunState, effect: Effect, choices: Choices): RunEventBody {
  switch (effect.kind) {
    case 'preflight': {
      const passed = choices.pick(12) !== 1;
      return { type: 'preflightFinished', data: { passed, hosts: [], problems: [] } };
    }
    case 'start':
      return { type: 'runStarted', data: {} };
    case 'leave':
      return { type: 'runResumed', data: { by: 'engineer', inFlight: [] } };
    case 'attempt': {
      const { unit, attempt } = effect;
      const tracked = choices.pick(4) !== 1;
      const data = { ...unit, attempt, id: 'x', command: '', scriptSha256: null, tracked };
      return { type: 'attemptIntended', data };
    }
    case 'skip':
      return { type: 'unitSkipped', data: { ...effect.unit, reason: effect.reason } };
    case 'exclude':
      return { type: 'hostExcluded', data: { host: effect.host, by: null, reason: effect.reason } };
    case 'ask':
      return { type: 'questionAsked', data: { id: effect.id, question: effect.question } };
    case 'finish':
      return { type: 'runFinished', data: { outcome: effect.outcome, reason: effect.reason } };
    case 'kill':
      return finishOf(state, effect.unit, 'stopped');
    case 'recover':
      return recover(state, effect.unit, choices);
    case 'recheck':
      return lookAt(effect, choices);
  }
}

/** Ended meanwhile, never started, still running, not to be found yet, or gone without a trace. */
function recover(state: RunState, ref: UnitRef, choices: Choices): RunEventBody {
  const attempt = unitIn(state, ref).attempts.length;
  switch (choices.pick(6)) {
    case 1:
      return { type: 'attemptReattached', data: { ...ref, attempt, pid: 7, group: 7 } };
    case 2:
      return {
        type: 'attemptUnobserved',
        data: { ...ref, attempt, reason: because('the host does not answer') },
      };
    case 3:
      return finished(ref, attempt, { outcome: 'unreachable', again: choices.pick(3) > 0 });
    case 4:
      return finishOf(state, ref, 'unknown');
    case 5:
      return finished(ref, attempt, { outcome: 'failed', adopted: true });
    default:
      return finished(ref, attempt, { outcome: 'ok', adopted: true });
  }
}

function lookAt(
  { unit, attempt, evidence }: Extract<Effect, { kind: 'recheck' }>,
  choices: Choices,
): RunEventBody {
  const as = (['done', 'failed', 'not-run', null] as const)[choices.pick(4)] ?? null;
  const found = { ...unit, attempt, evidence, reason: because('looked again') };
  return as === null
    ? { type: 'unitStillUnknown', data: found }
    : { type: 'unitSettled', data: { ...found, as } };
}

/** What is running starts, says nothing for long, loses its link, is found again, or ends. */
function goOn(state: RunState, ref: UnitRef, choices: Choices): RunEventBody {
  const unit = unitIn(state, ref);
  const attempt = unit.attempts.length;
  const where = { ...ref, attempt };
  const isLost = isUnobserved(unit);
  switch (choices.pick(8)) {
    case 1:
      return isLost
        ? { type: 'attemptReattached', data: { ...where, pid: 7, group: 7 } }
        : { type: 'attemptStarted', data: { ...where, pid: 7, group: 7 } };
    case 2:
      return { type: 'attemptUnobserved', data: { ...where, reason: because('the link is gone') } };
    case 3:
      return { type: 'attemptQuiet', data: { ...where, quietMs: 60_000, lastLine: 'copying' } };
    default: {
      const captured = choices.pick(3) === 1 ? { role: 'primary' } : {};
      return finished(ref, attempt, { outcome: OUTCOMES[choices.pick(OUTCOMES.length)] ?? 'ok', captured });
    }
  }
}

function finishOf(state: RunState, ref: UnitRef, outcome: Outcome): RunEventBody {
  return finished(ref, unitIn(state, ref).attempts.length, { outcome });
}

type Happening = (state: RunState, choices: Choices) => readonly RunEventBody[];

const UNLIKELY: readonly Happening[] = [
  (_state, choices) => [{ type: 'stopRequested', data: said(choices) }],
  (_state, choices) => [{ type: 'runPaused', data: said(choices) }],
  (_state, choices) => [
    { type: 'hostExcluded', data: { host: hostBy(choices), by: 'engineer', note: 'by hand' } },
  ],
  (state, choices) => [
    { type: 'hostIncluded', data: { host: returnedBy(state, choices), ...said(choices) } },
  ],
  (state, choices) => [
    { type: 'hostIncluded', data: { host: returnedBy(state, choices), ...said(choices) } },
  ],
  (state, choices) => enter(state, choices),
  (state, choices) => enter(state, choices),
  (state, choices) => lateOutcomes(state, choices),
  (state, choices) => lateWord(state, choices),
  (state, choices) => lateSettlement(state, choices),
  (state, choices) =>
    choices.pick(3) === 1 ? [{ type: 'runInterrupted', data: { inFlight: inFlight(state) } }] : [],
  (state, choices) => [
    {
      type: 'defectLogged',
      data: {
        by: 'engineer',
        severity: 'major',
        text: 'odd',
        step: unitBy(state, choices)?.step ?? null,
        host: null,
      },
    },
  ],
  (_state, choices) => [
    { type: 'defectClosed', data: { by: 'engineer', defect: choices.pick(3) + 1, note: 'fine' } },
  ],
  (_state, choices) => [{ type: 'noteAdded', data: { by: 'engineer', text: `${choices.pick(9)}` } }],
];

/** Mostly one that is excluded, where there is one. */
function returnedBy(state: RunState, choices: Choices): never {
  const hosts = [...state.excluded.keys(), ...HOSTS];
  return (hosts[choices.pick(hosts.length)] ?? 'a') as never;
}

function hostBy(choices: Choices): never {
  return (HOSTS[choices.pick(3)] ?? 'a') as never;
}

function unitBy(state: RunState, choices: Choices): UnitRef | null {
  const units = [...allUnits(state)];
  return units[choices.pick(units.length)]?.ref ?? null;
}

/** From paper; also what the rules would refuse, as long as it is no hold point. */
function enter(state: RunState, choices: Choices): readonly RunEventBody[] {
  const ref = unitBy(state, choices);
  if (!ref) return [];
  const outcome = choices.pick(3) === 1 ? 'failed' : 'ok';
  const data = { ...ref, outcome, doneAt: AT, by: 'engineer', note: null } as const;
  const refusal = refuseRecording(state, ref);
  return refusal?.kind === 'hold-on-paper' ? [] : [{ type: 'unitRecorded', data }];
}

/** The same outcomes once more, and better ones: nothing may come of them. */
function lateOutcomes(state: RunState, choices: Choices): readonly RunEventBody[] {
  const over = [...allUnits(state)].filter((unit) => unit.attempts.length > 0 && !IN_FLIGHT.has(unit.state));
  const captured = { role: 'late' };
  return over.map((unit) =>
    finished(unit.ref, 1 + choices.pick(unit.attempts.length), { outcome: 'ok', captured }),
  );
}

/** A word about an attempt that may long be over. */
function lateWord(state: RunState, choices: Choices): readonly RunEventBody[] {
  const ref = unitBy(state, choices);
  const tried = ref ? unitIn(state, ref).attempts.length : 0;
  if (!ref || tried === 0) return [];
  const where = { ...ref, attempt: 1 + choices.pick(tried) };
  switch (choices.pick(4)) {
    case 1:
      return [{ type: 'attemptStarted', data: { ...where, pid: 8, group: 8 } }];
    case 2:
      return [{ type: 'attemptReattached', data: { ...where, pid: 8, group: 8 } }];
    case 3:
      return [{ type: 'attemptQuiet', data: { ...where, quietMs: 1, lastLine: '' } }];
    default:
      return [{ type: 'attemptUnobserved', data: { ...where, reason: because('the link is gone') } }];
  }
}

/** The host's record turns up unasked, or speaks of another attempt. */
function lateSettlement(state: RunState, choices: Choices): readonly RunEventBody[] {
  const ref = unitBy(state, choices);
  const tried = ref ? unitIn(state, ref).attempts.length : 0;
  if (!ref || tried === 0) return [];
  const found = {
    ...ref,
    attempt: 1 + choices.pick(tried),
    evidence: 'record' as const,
    reason: because('the record says so'),
  };
  const as = (['done', 'failed', 'not-run'] satisfies SettledAs[])[choices.pick(4)];
  return as === undefined
    ? [{ type: 'unitStillUnknown', data: found }]
    : [{ type: 'unitSettled', data: { ...found, as } }];
}

function answerBy(
  state: RunState,
  { id, question }: OpenQuestion,
  choices: Choices,
): readonly RunEventBody[] {
  const { by, note } = said(choices);
  const answer = answerTo(state, question, choices);
  if (refuseAnswer(state, { question: id, answer, by, note }) !== null) return [];
  return [{ type: 'questionAnswered', data: { id, answer, by, note } }];
}

function answerTo(state: RunState, question: Question, choices: Choices): Answer {
  const yes = choices.pick(3) > 0;
  switch (question.about) {
    case 'unit': {
      const offered = choices.pick(4) === 1 ? REMEDIES : remediesFor(state, question.unit);
      return { to: 'unit', remedy: offered[choices.pick(offered.length)] ?? 'retry' };
    }
    case 'manual':
      return { to: 'manual', done: yes, items: MANUAL.kind === 'manual' ? MANUAL.items : [] };
    case 'notify':
      return { to: 'notify', done: yes, items: [] };
    case 'hold':
      return { to: 'hold', release: yes };
    case 'batch':
      return { to: 'batch', continue: yes };
    case 'step':
      return { to: 'step', go: STEP_GOES[choices.pick(3)] ?? 'step' };
    case 'verdict':
      return {
        to: 'verdict',
        met: question.criteria,
        verdict: (['success', 'back-out', 'leave'] as const)[choices.pick(3)] ?? 'success',
      };
  }
}

/** Mild answers that let a run continue, each by a person who may give it. */
export function lastAnswers(
  question: Question,
  remedy: Remedy,
): readonly { readonly answer: Answer; readonly by: string }[] {
  const by = 'manager';
  switch (question.about) {
    case 'unit':
      return [{ answer: { to: 'unit', remedy }, by }];
    case 'manual':
    case 'notify':
      return [{ answer: { to: question.about, done: true, items: [] }, by }];
    case 'hold':
      return [by, 'owner'].map((name) => ({ answer: { to: 'hold', release: true }, by: name }));
    case 'batch':
      return [{ answer: { to: 'batch', continue: true }, by }];
    case 'step':
      return [{ answer: { to: 'step', go: 'step' }, by }];
    case 'verdict':
      return [{ answer: { to: 'verdict', verdict: 'success', met: question.criteria }, by }];
  }
}
