/**
 * What is to be done next, read off the state alone. The engine does it, appends what happened, and asks again;
 * an effect stays wanted until an event says that it was begun, so nothing depends on having been called once.
 */

import type { PlannedStep, PlannedUnit, Wave } from '#core/plan/model.ts';
import { pauseOf } from '#core/plan/pauses.ts';
import { isPeopleTask, type PeopleTask } from '#core/plan/task-kinds.ts';
import { fillProse, type LateValues } from '#core/plan/text.ts';
import type { HostName } from '#core/release/model.ts';
import { isByPeople } from '#core/release/step-kinds.ts';
import { isBatchIdle } from './batch-work.ts';
import type { Outcome, Question, RunOutcome, UnitRef } from './events.ts';
import type { Reason } from './reasons.ts';
import { isConditionMet, valuesFor } from './run-values.ts';
import { skippedByMode } from './skipped-by-mode.ts';
import {
  allUnits,
  BAD,
  currentWave,
  hasRetryLeft,
  IN_FLIGHT,
  isBad,
  isSettled,
  plannedUnit,
  type Recheck,
  type RunState,
  stepOf,
  type Unit,
  unitKey,
  unitOf,
  unitQuestionId,
  waveUnits,
} from './state.ts';

export type Effect =
  | { readonly kind: 'preflight' }
  | { readonly kind: 'start' }
  | { readonly kind: 'attempt'; readonly unit: UnitRef; readonly attempt: number; readonly delayMs: number }
  | { readonly kind: 'skip'; readonly unit: UnitRef; readonly reason: Reason }
  | { readonly kind: 'exclude'; readonly host: HostName; readonly reason: Reason }
  | { readonly kind: 'ask'; readonly id: string; readonly question: Question }
  | { readonly kind: 'kill'; readonly unit: UnitRef; readonly attempt: number }
  /** Find out what became of an attempt that a program which has ended left running. */
  | { readonly kind: 'recover'; readonly unit: UnitRef; readonly attempt: number }
  /** Look once more what an attempt of unknown outcome came to. */
  | ({ readonly kind: 'recheck' } & Recheck)
  /** Let go of the run as it stands: it is another program's by now. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'finish'; readonly outcome: RunOutcome; readonly reason: Reason | null };

/** Names an effect: while one of this name is being carried out, it is not begun again. */
export function effectKey(effect: Effect): string {
  switch (effect.kind) {
    case 'attempt':
    case 'kill':
    case 'recover':
    case 'recheck':
      return `${effect.kind} ${unitKey(effect.unit)} ${effect.attempt}`;
    case 'skip':
      return `skip ${unitKey(effect.unit)}`;
    case 'exclude':
      return `exclude ${effect.host}`;
    case 'ask':
      return `ask ${effect.id}`;
    case 'preflight':
    case 'start':
    case 'leave':
    case 'finish':
      return effect.kind;
  }
}

export function decide(state: RunState): readonly Effect[] {
  if (state.outcome !== null || state.interrupted) return [];
  const recover = [...state.searching.values()].map((unit) => recoverUnit(state, unit));
  if (state.takenOver.size > 0) return [...recover, ...letGo(state)];
  if (state.stop) return [...recover, ...windDown(state)];
  const looking = [
    ...recover,
    ...[...state.rechecks.values()].map((recheck) => ({ kind: 'recheck' as const, ...recheck })),
  ];
  if (state.paused?.because === 'recovery') return looking;
  const next = decideNext(state);
  if (state.paused) return [...looking, ...next.filter(isAboutBadUnit)];
  return looking.length === 0 ? next : [...looking, ...next.filter((effect) => effect.kind !== 'finish')];
}

function recoverUnit(state: RunState, unit: UnitRef): Effect {
  return { kind: 'recover', unit, attempt: unitOf(state, unit)?.attempts.length ?? 0 };
}

function decideNext(state: RunState): readonly Effect[] {
  if (state.preflight === null) return [{ kind: 'preflight' }];
  if (!state.preflight.passed) return refuseStart(state);
  if (state.startedAt === null) return [{ kind: 'start' }];
  const wave = currentWave(state);
  if (!wave) return conclude(state);
  const step = stepOf(state.plan, wave.step);
  return haltReached(state, step) ? halt(state, wave, step) : continueWave(state, wave, step);
}

/** While a run is paused, people are still asked about what has gone bad; nothing else begins, and nothing ends it. */
function isAboutBadUnit(effect: Effect): boolean {
  return effect.kind === 'exclude' || (effect.kind === 'ask' && effect.question.about === 'unit');
}

/** Everything is done; a verification ends by a person's decision, where there are criteria to decide by. */
function conclude(state: RunState): readonly Effect[] {
  const criteria = state.header.plan === 'verification' ? (state.plan.criteria ?? []) : [];
  const last = state.plan.waves.at(-1);
  if (state.verdict) return [finish(state, { kind: 'verdict-by', ...state.verdict })];
  if (criteria.length === 0 || !last || state.header.mode === 'check') return [finish(state, null)];
  if (state.questions.has('verdict')) return [];
  const unit = { step: last.step, host: null };
  return [{ kind: 'ask', id: 'verdict', question: { about: 'verdict', unit, criteria } }];
}

/** A run that never began is over; one that was resumed stays as it is until the problems are gone. */
function refuseStart(state: RunState): readonly Effect[] {
  return state.startedAt === null
    ? [{ kind: 'finish', outcome: 'refused', reason: { kind: 'preflight' } }]
    : [];
}

/** The run's result once nothing more is to be done. What was stopped is bad, too, where the run itself continued. */
function resultOf(state: RunState): RunOutcome {
  if (state.verdict && state.verdict.verdict !== 'success') return 'failed';
  for (const unit of allUnits(state)) {
    const step = stepOf(state.plan, unit.ref.step);
    const isStopped = unit.state === 'stopped' && state.stop !== null;
    if (BAD.has(unit.state) && !isStopped && step.onFailure !== 'ignore') return 'failed';
  }
  return state.stop ? 'stopped' : 'succeeded';
}

function finish(state: RunState, reason: Reason | null): Effect {
  return { kind: 'finish', outcome: resultOf(state), reason };
}

function windDown(state: RunState): readonly Effect[] {
  const going = unitsInFlight(state);
  if (going.length > 0)
    return going.map((unit) => ({ kind: 'kill', unit: unit.ref, attempt: unit.attempts.length }));
  return [finish(state, state.stop && { kind: 'stopped-by', ...state.stop })];
}

/** Nothing is begun any more; what is running is followed to its end, or ended where a person stops the run. */
function letGo(state: RunState): readonly Effect[] {
  const going = unitsInFlight(state);
  if (going.length === 0) return [{ kind: 'leave' }];
  return state.stop
    ? going.map((unit) => ({ kind: 'kill', unit: unit.ref, attempt: unit.attempts.length }))
    : [];
}

function unitsInFlight(state: RunState): Unit[] {
  return [...allUnits(state)].filter((unit) => IN_FLIGHT.has(unit.state));
}

/** Units of the whole step that count against `stop_after`. What a person dealt with no longer does while the step asks. */
function badUnits(state: RunState, step: PlannedStep): Unit[] {
  return unitsOf(state, step).filter(
    (unit) => isBad(step, unit) && !(step.onFailure === 'ask' && unit.dealtWith),
  );
}

function unitsOf(state: RunState, step: PlannedStep): Unit[] {
  return [...(state.units.get(step.id)?.values() ?? [])];
}

function haltReached(state: RunState, step: PlannedStep): boolean {
  if (step.onFailure === 'ask') return false;
  const bad = badUnits(state, step);
  if (step.onFailure === 'stop' && bad.some((unit) => unit.ref.host === null)) return true;
  return step.stopAfter !== null && bad.length >= step.stopAfter;
}

/** The step's own rule ends the run: what is running is let finish, nothing new starts. */
function halt(state: RunState, wave: Wave, step: PlannedStep): readonly Effect[] {
  if (unitsInFlight(state).length > 0) return [];
  const hosts = wave.hosts.length === 0 ? null : badUnits(state, step).length;
  return [{ kind: 'finish', outcome: 'failed', reason: { kind: 'step-stops', title: step.title, hosts } }];
}

/** A host that was included again catches up once nothing of a later wave is running. */
function continueWave(state: RunState, wave: Wave, step: PlannedStep): readonly Effect[] {
  const pause = batchQuestion(state, wave, step) ?? stepQuestion(state, wave, step);
  if (pause) return state.questions.has(pause.id) ? [] : [pause];
  const units = waveUnits(state, wave);
  const going = units.filter((unit) => IN_FLIGHT.has(unit.state)).length;
  const isElsewhere = state.included.size > 0 && unitsInFlight(state).length > going;
  const full = step.onFailure === 'ask' && badUnits(state, step).length >= (step.stopAfter ?? 1);
  const isQuiet = units.every((unit) => isSettled(step, unit) || isBad(step, unit));
  const effects: Effect[] = unitsOf(state, step).flatMap((unit) =>
    dealWithBad(state, { step, unit, asks: full || isQuiet }),
  );
  let room = isElsewhere ? 0 : step.parallel - going;
  for (const unit of units) {
    if (isSettled(step, unit) || room <= 0 || (!unit.again && full)) continue;
    const wanted = nextFor(state, step, unit);
    if (wanted) effects.push(wanted);
    if (wanted?.kind === 'attempt') room -= 1;
  }
  return effects;
}

interface BadUnit {
  readonly step: PlannedStep;
  readonly unit: Unit;
  /** As many hosts are bad as the step tolerates, or nothing else is left to do. */
  readonly asks: boolean;
}

/** A failed host that the step's rule lets pass takes no further part, unless its failures are ignored. */
function dealWithBad(state: RunState, { step, unit, asks }: BadUnit): Effect[] {
  if (!isBad(step, unit) || unit.dealtWith || state.rechecks.has(unitKey(unit.ref))) return [];
  if (step.onFailure === 'ignore') return [];
  const isReturned = unit.ref.host !== null && state.included.has(unit.ref.host);
  if (step.onFailure === 'ask' || isReturned) return asks || isReturned ? askAboutUnit(state, unit) : [];
  if (unit.ref.host !== null) {
    return [
      {
        kind: 'exclude',
        host: unit.ref.host,
        reason: {
          kind: 'failed-on-host',
          title: step.title,
          outcome: outcomeOf(unit),
          because: unit.reason,
        },
      },
    ];
  }
  return [];
}

function askAboutUnit(state: RunState, unit: Unit): Effect[] {
  const id = unitQuestionId(unit);
  if (state.questions.has(id) || state.answered.has(id)) return [];
  const outcome = outcomeOf(unit);
  return [
    {
      kind: 'ask',
      id,
      question: {
        about: 'unit',
        unit: unit.ref,
        attempt: unit.attempts.length,
        outcome,
        reason: unit.reason,
      },
    },
  ];
}

/** What the unit has come to, as a question puts it. */
function outcomeOf({ state }: Unit): Outcome {
  return state === 'failed' || state === 'unreachable' || state === 'stopped' ? state : 'unknown';
}

function nextFor(state: RunState, step: PlannedStep, unit: Unit): Effect | null {
  if (IN_FLIGHT.has(unit.state)) return null;
  if (unit.again) return firstAttempt(state, unit, 0);
  if (unit.state === 'waiting') return skipByRule(state, step, unit) ?? firstAttempt(state, unit, 0);
  return hasRetryLeft(step, unit) ? firstAttempt(state, unit, step.retry?.delayMs ?? 0) : null;
}

function firstAttempt(state: RunState, unit: Unit, delayMs: number): Effect | null {
  const planned = plannedUnit(state.plan, unit.ref);
  const question = personQuestion(state, planned);
  if (!question) return { kind: 'attempt', unit: unit.ref, attempt: unit.attempts.length + 1, delayMs };
  const id = `${question.about}:${unit.ref.step}#${unit.attempts.length + 1}`;
  return state.questions.has(id) ? null : { kind: 'ask', id, question };
}

function skipByRule(state: RunState, step: PlannedStep, unit: Unit): Effect | null {
  const planned = plannedUnit(state.plan, unit.ref);
  const skip = (reason: Reason): Effect => ({ kind: 'skip', unit: unit.ref, reason });
  const { from, operator } = state.header;
  if (planned.leftOut && from)
    return skip({ kind: 'left-out', from: from.title, by: operator, note: from.because });
  if (planned.skipBecause !== null) return skip({ kind: 'condition', condition: planned.skipBecause });
  const byMode = skippedByMode(step.kind, state.header.mode);
  if (byMode !== null) return skip(byMode);
  if (isBatchIdle(state, planned)) return skip({ kind: 'batch-idle' });
  if (planned.when !== null && !isConditionMet(state, planned)) {
    return skip({ kind: 'condition', condition: planned.when });
  }
  return null;
}

function personQuestion(state: RunState, { task, step, host }: PlannedUnit): Question | null {
  return isPeopleTask(task) ? questionOf(task, { step, host }, valuesFor(state, host)) : null;
}

function questionOf(task: PeopleTask, unit: UnitRef, values: LateValues): Question {
  switch (task.kind) {
    case 'manual':
      return { about: 'manual', unit, text: fillProse(task.text, values), items: task.items };
    case 'hold': {
      const { approvers, count, notOperator } = task;
      return { about: 'hold', unit, approvers, count, notOperator };
    }
    case 'notify':
      return {
        about: 'notify',
        unit,
        channel: task.channel,
        to: task.to,
        subject: fillProse(task.subject, values),
        body: fillProse(task.body, values),
      };
  }
}

/** Asked once for a batch, before the first of its steps that does anything on it: what is skipped or excluded needs no release. */
function batchQuestion(state: RunState, wave: Wave, step: PlannedStep): (Effect & { kind: 'ask' }) | null {
  const pause = state.header.mode === 'check' ? null : pauseOf(state.plan, state.wave);
  if (pause === null) return null;
  const id = `batch:${pause.step}#${pause.batch}`;
  const isAnythingDone = waveUnits(state, wave).some((unit) => isToBeDone(state, step, unit));
  if (state.answered.has(id) || !isAnythingDone) return null;
  const { batch, batches } = wave;
  const hosts = hostsOfWave(wave, step);
  const unit = { step: pause.step, host: null };
  return { kind: 'ask', id, question: { about: 'batch', unit, batch, batches, hosts } };
}

/** Step by step, each step begins with a yes. What people do asks anyway, and so does a batch that waits for its release. */
function stepQuestion(state: RunState, wave: Wave, step: PlannedStep): (Effect & { kind: 'ask' }) | null {
  const { batch, batches } = wave;
  const id = `step:${step.id}#${batch}`;
  if (!state.stepByStep || state.answered.has(id) || isByPeople(step.kind)) return null;
  if (state.header.mode !== 'check' && pauseOf(state.plan, state.wave) !== null) return null;
  if (!waveUnits(state, wave).some((unit) => isToBeDone(state, step, unit))) return null;
  const unit = { step: step.id, host: null };
  const hosts = hostsOfWave(wave, step);
  return { kind: 'ask', id, question: { about: 'step', unit, batch, batches, hosts } };
}

/** Its own, or those that a step without hosts is about. */
function hostsOfWave({ hosts }: Wave, { units }: PlannedStep): readonly HostName[] {
  return hosts.length > 0 ? hosts : (units[0]?.about ?? []);
}

function isToBeDone(state: RunState, step: PlannedStep, unit: Unit): boolean {
  const next = isSettled(step, unit) ? null : nextFor(state, step, unit);
  return next !== null && next.kind !== 'skip';
}
