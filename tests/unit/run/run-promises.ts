/** What must hold of a run at every moment, whatever happens to it; a promise that is broken is thrown as a sentence. */
import { isDeepStrictEqual } from 'node:util';
import { computeBackout } from '#core/backout/backout.ts';
import type { Plan } from '#core/plan/model.ts';
import { type Effect, effectKey } from '#core/run/decide.ts';
import type { RunEvent, UnitRef } from '#core/run/events.ts';
import {
  type Attempt,
  allUnits,
  BAD,
  currentWave,
  IN_FLIGHT,
  isUnobserved,
  lastAttempt,
  type RunState,
  stepOf,
  type Unit,
  unitKey,
  unitQuestionId,
  unobservedBecause,
  waveUnits,
} from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { inFlight, readRun, runStateName } from '#core/run/view.ts';

export function check(holds: boolean | undefined, promise: string): void {
  if (!holds) broken(promise);
}

/** Where a promise is asked for very often, its sentence is put together only when it is broken. */
function broken(promise: string): never {
  throw new Error(promise);
}

export function unitIn(state: RunState, { step, host }: UnitRef): Unit {
  const unit = state.units.get(step)?.get(host ?? '');
  if (!unit) throw new Error(`no unit ${step}@${host ?? ''}`);
  return unit;
}

/** What one event made of a run. */
export function checkStep(before: RunState, event: RunEvent, after: RunState): void {
  check(after.seq === event.seq, 'the number of the newest event is not kept');
  if (before.outcome !== null) checkClosed(before, after);
  if (after.units !== before.units) {
    for (const unit of allUnits(after)) {
      const old = unitIn(before, unit.ref);
      if (old !== unit) checkUnit(old, unit, { event, before });
    }
    checkBackout(after);
  }
  checkCaptures(before, event, after);
  checkWaves(after);
  checkQuestions(after);
  checkSearches(after);
}

/** Only an attempt that was open until then gives values. */
function checkCaptures(before: RunState, event: RunEvent, after: RunState): void {
  if (after.captures === before.captures) return;
  const attempt =
    event.type === 'attemptFinished' && unitIn(before, event.data).attempts[event.data.attempt - 1];
  check(attempt && attempt.finished === null, `values change by ${event.type}`);
}

/** What is behind is done with. */
function checkWaves(state: RunState): void {
  for (const wave of state.plan.waves.slice(0, state.wave)) {
    for (const unit of waveUnits(state, wave)) {
      const isLeft = unit.state === 'waiting' || IN_FLIGHT.has(unit.state);
      if (isLeft) broken(`${unitKey(unit.ref)} is ${unit.state} and left behind`);
    }
  }
}

function checkClosed(before: RunState, after: RunState): void {
  for (const key of Object.keys(after) as (keyof RunState)[]) {
    const mayChange = key === 'seq' || key === 'decisions' || key === 'closed';
    if (!mayChange && after[key] !== before[key]) broken(`a finished run is reopened: ${key}`);
  }
}

interface Change {
  readonly event: RunEvent;
  readonly before: RunState;
}

function checkUnit(old: Unit, unit: Unit, { event, before }: Change): void {
  const key = unitKey(unit.ref);
  for (const [i, attempt] of old.attempts.entries()) checkAttemptKept(attempt, unit.attempts[i], key);
  const fresh = unit.attempts.slice(old.attempts.length);
  check(fresh.length <= 1, `${key} is tried twice by one event`);
  for (const attempt of fresh) {
    check(attempt.number === unit.attempts.length, `${key} skips a number`);
    check(
      attempt.finished !== null || event.type === 'attemptIntended',
      `${key} is running by ${event.type}`,
    );
  }
  if (IN_FLIGHT.has(unit.state)) {
    check(lastAttempt(unit)?.finished === null, `${key} is running and nothing was recorded for it`);
  }
  if (unit.state === 'ok' && old.state !== 'ok') checkOk(unit, event);
  if (old.state === 'unknown') checkUnknown(old, unit, { event, before });
}

function checkAttemptKept(attempt: Attempt, now: Attempt | undefined, key: string): void {
  check(now !== undefined, `${key} loses an attempt`);
  const name = `attempt ${attempt.number} of ${key}`;
  if (attempt.finished) check(now?.finished === attempt.finished, `what ${name} came to changes`);
  if (attempt.settled) check(now?.settled === attempt.settled, `what ${name} was settled as changes`);
  const isUnknown = attempt.finished?.outcome === 'unknown';
  check(isUnknown || !now?.settled, `${name} is settled and was not unknown`);
}

/** Seen to succeed, settled as done, confirmed by a person, or recorded from paper: nothing else makes a unit ok. */
function checkOk(unit: Unit, event: RunEvent): void {
  const key = unitKey(unit.ref);
  const last = lastAttempt(unit);
  const { type, data } = event;
  const isOwn =
    (type === 'attemptFinished' && data.outcome === 'ok' && data.attempt === unit.attempts.length) ||
    (type === 'unitSettled' && data.as === 'done' && data.attempt === unit.attempts.length) ||
    (type === 'unitRecorded' && data.outcome === 'ok') ||
    (type === 'questionAnswered' &&
      (data.answer.to !== 'unit' || (data.answer.remedy === 'settle-done' && last?.settled?.as === 'done')));
  check(isOwn, `${key} is ok by ${type}`);
  check(
    last?.finished?.outcome === 'ok' || last?.settled?.as === 'done',
    `${key} is ok and its last attempt is not`,
  );
}

/** What nobody saw stays unknown until it is settled, left behind by a person, or tried again where that is allowed. */
function checkUnknown(old: Unit, unit: Unit, { event, before }: Change): void {
  const key = unitKey(unit.ref);
  const step = stepOf(before.plan, unit.ref.step);
  const { type, data } = event;
  if (unit.again && !old.again) {
    const isAsked =
      type === 'questionAnswered' && data.answer.to === 'unit' && data.answer.remedy === 'retry';
    check(isAsked, `${key} is unknown and is to be tried again by ${type}`);
    if (isAsked) check(step.repeatable || data.note !== null, `${key} may run twice and nobody says why`);
  }
  if (unit.state === 'unknown') return;
  const isSettled =
    (type === 'unitSettled' && data.attempt === old.attempts.length) ||
    (type === 'questionAnswered' &&
      data.answer.to === 'unit' &&
      (data.answer.remedy.startsWith('settle-') || data.answer.remedy === 'skip'));
  const isTriedAgain = type === 'attemptIntended' && (old.again || (step.repeatable && step.retry !== null));
  check(isSettled || isTriedAgain, `${key} is unknown no more by ${type}`);
}

function checkBackout(state: RunState): void {
  const { units, notUndone } = computeBackout(state);
  const covered = new Set([...units, ...notUndone].map(unitKey));
  for (const unit of allUnits(state)) {
    const key = unitKey(unit.ref);
    const mayHaveRun = unit.attempts.some(({ finished, settled }) =>
      settled ? settled.as !== 'not-run' : finished?.outcome !== 'unreachable',
    );
    const isHarmless = ['hold', 'notify'].includes(stepOf(state.plan, unit.ref.step).kind);
    if (mayHaveRun && !isHarmless) check(covered.has(key), `${key} is not backed out`);
    if (!mayHaveRun) check(!covered.has(key), `${key} is backed out and never ran`);
  }
}

function checkQuestions(state: RunState): void {
  for (const { id, question } of state.questions.values()) {
    check(!state.answered.has(id), `${id} is open and answered`);
    if (question.about === 'verdict') {
      check(currentWave(state) === null, 'the verdict is asked while there is something to do');
    }
    if (question.about !== 'unit') continue;
    const unit = unitIn(state, question.unit);
    check(id === unitQuestionId(unit), `${id} is asked about what is past`);
    check(BAD.has(unit.state) && !unit.again, `${id} is asked about a unit that is ${unit.state}`);
    check(!state.rechecks.has(unitKey(unit.ref)), `${id} is asked while somebody looks`);
  }
}

/** What is looked for is there to be found. */
function checkSearches(state: RunState): void {
  for (const [key, ref] of state.searching) {
    const unit = unitIn(state, ref);
    check(isUnobserved(unit), `${key} is looked for and is ${unit.state}`);
  }
  for (const [key, look] of state.rechecks) {
    const unit = unitIn(state, look.unit);
    check(
      unit.state === 'unknown' && look.attempt === unit.attempts.length,
      `${key} is looked at and is ${unit.state}`,
    );
  }
  for (const unit of allUnits(state)) {
    const last = lastAttempt(unit);
    if (last && unobservedBecause(last) !== null && !IN_FLIGHT.has(unit.state))
      broken(`${unitKey(unit.ref)} is unobserved and ${unit.state}`);
    const isLeftOut = unit.state === 'excluded' && unit.ref.host !== null;
    if (isLeftOut && !state.excluded.has(unit.ref.host))
      broken(`${unitKey(unit.ref)} is left out and its host is not`);
  }
}

const WHILE_RECOVERING: ReadonlySet<Effect['kind']> = new Set(['recover', 'recheck']);
const WHILE_STOPPING: ReadonlySet<Effect['kind']> = new Set(['recover', 'kill', 'finish']);

/** What is wanted next. */
export function checkWanted(state: RunState, wanted: readonly Effect[]): void {
  check(state.outcome === null || wanted.length === 0, 'a finished run wants something');
  check(new Set(wanted.map(effectKey)).size === wanted.length, 'an effect is wanted twice');
  const recovered = wanted.filter((effect) => effect.kind === 'recover').length;
  const isOpen = state.outcome === null && !state.interrupted;
  check(!isOpen || recovered === state.searching.size, 'what was running at a crash is not looked for');
  for (const effect of wanted) checkAllowed(state, effect);
  const begun = wanted.filter((effect) => effect.kind === 'attempt').length;
  const wave = currentWave(state);
  if (begun === 0 || !wave) return;
  const parallel = begun + inFlight(state).length;
  check(parallel <= stepOf(state.plan, wave.step).parallel, `${parallel} units at once`);
}

function checkAllowed(state: RunState, effect: Effect): void {
  if (state.stop) check(WHILE_STOPPING.has(effect.kind), `${effectKey(effect)} is wanted after a stop`);
  else if (state.paused?.because === 'recovery')
    check(WHILE_RECOVERING.has(effect.kind), `${effectKey(effect)} is wanted before anybody continues`);
  else if (state.paused) {
    const isAboutBad =
      effect.kind === 'exclude' || (effect.kind === 'ask' && effect.question.about === 'unit');
    check(WHILE_RECOVERING.has(effect.kind) || isAboutBad, `${effectKey(effect)} is wanted during a pause`);
  }
  if (effect.kind === 'attempt') checkAttempt(state, effect);
  if (effect.kind === 'ask') {
    const isAsked = state.questions.has(effect.id) || state.answered.has(effect.id);
    check(!isAsked, `${effect.id} is asked again`);
  }
  if (effect.kind === 'finish') {
    checkOutcome(state, effect);
    check(inFlight(state).length === 0, 'the run is to end while something is running');
    check(state.stop !== null || state.rechecks.size === 0, 'the run is to end while somebody looks');
  }
}

function checkOutcome(state: RunState, { outcome }: Extract<Effect, { kind: 'finish' }>): void {
  check((outcome === 'refused') === (state.startedAt === null && !state.stop), `it ends as ${outcome}`);
  if (outcome !== 'succeeded') return;
  check(state.stop === null, 'a stopped run succeeds');
  for (const unit of allUnits(state)) {
    const isDone = ['ok', 'skipped', 'excluded'].includes(unit.state);
    const isLetPass = stepOf(state.plan, unit.ref.step).onFailure === 'ignore';
    check(
      isDone || (isLetPass && BAD.has(unit.state)),
      `the run succeeds and ${unitKey(unit.ref)} is ${unit.state}`,
    );
  }
}

function checkAttempt(state: RunState, { unit: ref, attempt }: Extract<Effect, { kind: 'attempt' }>): void {
  const unit = unitIn(state, ref);
  const { repeatable } = stepOf(state.plan, ref.step);
  const key = unitKey(ref);
  check(state.startedAt !== null && state.preflight?.passed === true, `${key} is wanted before preflight`);
  check(!IN_FLIGHT.has(unit.state), `${key} is running and wanted again`);
  check(attempt === unit.attempts.length + 1, `${key} skips a number`);
  check(
    unit.state !== 'ok' && unit.state !== 'skipped' && unit.state !== 'excluded',
    `${key} is settled and wanted`,
  );
  check(unit.state !== 'unknown' || unit.again || repeatable, `${key} is unknown and tried again by itself`);
  check(unit.state !== 'stopped' || unit.again, `${key} was stopped and is tried again by itself`);
  check(ref.host === null || !state.excluded.has(ref.host), `${key} is wanted on an excluded host`);
  check(!state.rechecks.has(key), `${key} is wanted while somebody looks`);
  check(currentWave(state)?.step === ref.step, `${key} is wanted out of turn`);
}

/** All that a program which starts anew has is the log; nothing that was running is running for it. */
export function checkReading(plan: Plan, events: readonly RunEvent[], state: RunState): void {
  const again = foldRun(plan, events);
  check(isDeepStrictEqual(again, state), 'the log folds to another state than the one that was lived');
  const view = readRun(again, { carriedOut: false, head: null });
  const { state: seen, leftRunning } = view;
  check(isDeepStrictEqual(leftRunning, inFlight(again)), 'what was running is not what was left running');
  for (const unit of allUnits(seen)) {
    const lived = unitIn(again, unit.ref);
    const expected = IN_FLIGHT.has(lived.state) ? 'unknown' : lived.state;
    check(unit.state === expected, `${unitKey(unit.ref)} is read as ${unit.state}, it was ${lived.state}`);
  }
  const name = runStateName(view);
  check(name === 'interrupted' || name === 'waiting', `an open run is shown as ${name}`);
}
