/**
 * A whole run driven by a list of numbers: what the engine does next, what hosts answer, what people say, when the
 * program dies. After every event the promises of the state machine are checked. Used up, the list says the mildest
 * thing for ever, so that every sequence comes to an end or to an open question.
 */
import type { Plan, PlannedStep } from '#core/plan/model.ts';
import { refuseAnswer } from '#core/run/answers.ts';
import { computeBackout } from '#core/run/backout.ts';
import { decide, type Effect, effectKey } from '#core/run/decide.ts';
import type { Answer, Outcome, RunEvent, RunEventBody, UnitRef } from '#core/run/events.ts';
import {
  type Attempt,
  allUnits,
  currentWave,
  IN_FLIGHT,
  type OpenQuestion,
  type RunState,
  stepOf,
  type Unit,
  unitKey,
} from '#core/run/state.ts';
import { foldRun, initialState, transition } from '#core/run/transition.ts';
import { asRead, inFlight, runStateName } from '#core/run/view.ts';
import {
  AT,
  finished,
  header,
  holdTask,
  MANUAL,
  NOTIFY,
  PEOPLE,
  planOf,
  RUN,
  type StepSpec,
  shellTask,
} from './run-fixture.ts';

const OUTCOMES: readonly Outcome[] = ['ok', 'failed', 'unknown', 'unreachable', 'stopped'];
const POLICIES = ['ask', 'stop', 'continue', 'ignore'] as const;
/** More events than any run of these plans can need. */
const MOST_EVENTS = 600;

/** What became of a sequence. */
export type End = 'finished' | 'asked' | 'interrupted';

export function createChoices(numbers: readonly number[]) {
  let next = 0;
  return {
    isUsedUp: () => next >= numbers.length,
    /** A number below `count`; 0 once the list is used up. */
    pick(count: number): number {
      const number = numbers[next] ?? 0;
      next += 1;
      return count > 0 ? number % count : 0;
    },
  };
}
export type Choices = ReturnType<typeof createChoices>;

export function planBy(choices: Choices): Plan {
  const specs = Array.from({ length: 1 + choices.pick(3) }, (_, i) => specBy(choices, `step-${i}`));
  const plan = planOf(specs);
  return choices.pick(4) === 1 ? rolling(plan) : plan;
}

function specBy(choices: Choices, id: string): StepSpec {
  const onFailure = POLICIES[choices.pick(POLICIES.length)] ?? 'ask';
  const kind = choices.pick(8);
  if (kind === 1) return { id, hosts: null, task: MANUAL, onFailure };
  if (kind === 2) return { id, hosts: null, task: holdTask({ count: 2, notOperator: true }), onFailure };
  if (kind === 3) return { id, hosts: null, task: NOTIFY, onFailure };
  const hosts = kind === 4 ? null : ['a', 'b', 'c'].slice(0, 1 + choices.pick(3));
  const wait = choices.pick(3);
  return {
    id,
    hosts,
    onFailure,
    task: shellTask(`do ${id}`),
    parallel: 1 + choices.pick(3),
    repeatable: choices.pick(2) === 1,
    retry: wait === 0 ? null : { times: wait, delayMs: 0 },
    ...(choices.pick(3) === 1 ? { stopAfter: 1 + choices.pick(3) } : {}),
    ...(hosts !== null && choices.pick(2) === 1 ? { batches: [1, 2], pause: choices.pick(2) === 1 } : {}),
    ...(choices.pick(8) === 1 ? { when: 'step.step-0.role == "primary"' } : {}),
  };
}

/** Every step on the first host before any step on the next. */
function rolling(plan: Plan): Plan {
  const perHost = ['a', 'b', 'c'].flatMap((host, i) =>
    plan.steps
      .filter((step) => step.units.some((unit) => unit.host === host))
      .map((step) => ({
        step: step.id,
        batch: i + 1,
        batches: 3,
        hosts: [host as never],
        pauseBefore: false,
      })),
  );
  return { ...plan, waves: [...plan.waves.filter((wave) => wave.hosts.length === 0), ...perHost] };
}

export function drive(
  plan: Plan,
  choices: Choices,
): { readonly end: End; readonly events: readonly RunEvent[] } {
  const first: RunEvent = { type: 'runCreated', data: header(), run: RUN, seq: 1, at: AT };
  const events: RunEvent[] = [first];
  let state: RunState = { ...initialState(header(), plan, AT), seq: 1 };

  const append = (body: RunEventBody): void => {
    const event = { ...body, run: RUN, seq: events.length + 1, at: AT } as RunEvent;
    const before = state;
    events.push(event);
    state = transition(state, event);
    checkStep(before, event, state);
  };

  for (;;) {
    check(events.length < MOST_EVENTS, 'the run never comes to an end');
    const wanted = decide(state);
    checkWanted(state, wanted);
    if (state.outcome !== null) {
      disturb(append);
      return { end: 'finished', events };
    }
    if (state.interrupted) return { end: 'interrupted', events };
    const moves = movesIn(state, wanted, choices);
    if (moves.length === 0) {
      check(state.questions.size > 0, 'nothing is wanted, nothing is under way and nobody is asked');
      return { end: 'asked', events };
    }
    const move = moves[choices.pick(moves.length)];
    if (move === 'crash') state = crash(plan, events, state);
    if (move === 'crash') for (const ref of inFlight(state)) append(finishOf(state, ref, 'unknown'));
    else for (const body of move?.() ?? []) append(body);
  }

  /** What comes in late changes nothing of a run at its end. */
  function disturb(add: (body: RunEventBody) => void): void {
    add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    for (const unit of allUnits(state)) add(finishOf(state, unit.ref, 'ok'));
    check(decide(state).length === 0, 'a finished run wants something');
  }
}

type Move = 'crash' | (() => readonly RunEventBody[]);

function movesIn(state: RunState, wanted: readonly Effect[], choices: Choices): Move[] {
  const moves: Move[] = wanted
    .filter((effect) => effect.do !== 'kill')
    .map((effect) => () => [perform(state, effect)]);
  const going = inFlight(state);
  for (const ref of going) moves.push(() => endAttempt(state, ref, choices));
  if (choices.isUsedUp()) return moves;
  for (const open of state.questions.values()) moves.push(() => answerBy(state, open, choices));
  if (choices.pick(6) === 1) moves.push('crash');
  if (state.startedAt !== null && choices.pick(12) === 1) {
    moves.push(() => [{ type: 'stopRequested', data: { by: 'engineer', note: null } }]);
  }
  if (state.startedAt !== null && choices.pick(10) === 1) {
    const host = ['a', 'b', 'c'][choices.pick(3)] as never;
    moves.push(() => [{ type: 'hostExcluded', data: { host, reason: 'by hand', by: 'engineer' } }]);
  }
  if (choices.pick(20) === 1) moves.push(() => lateOutcomes(state));
  if (choices.pick(40) === 1) moves.push(() => [{ type: 'runInterrupted', data: { inFlight: going } }]);
  return moves;
}

function perform(state: RunState, effect: Effect): RunEventBody {
  switch (effect.do) {
    case 'preflight':
      return { type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } };
    case 'start':
      return { type: 'runStarted', data: {} };
    case 'attempt':
      return {
        type: 'attemptIntended',
        data: { ...effect.unit, attempt: effect.attempt, id: 'x', command: '', scriptSha256: null },
      };
    case 'skip':
      return { type: 'unitSkipped', data: { ...effect.unit, reason: effect.reason, by: null } };
    case 'exclude':
      return { type: 'hostExcluded', data: { host: effect.host, reason: effect.reason, by: null } };
    case 'ask':
      return { type: 'questionAsked', data: { id: effect.id, question: effect.question } };
    case 'finish':
      return { type: 'runFinished', data: { outcome: effect.outcome, reason: effect.reason } };
    case 'kill':
      return finishOf(state, effect.unit, 'stopped');
    case 'recover':
      return finishOf(state, effect.unit, 'unknown');
    case 'look': {
      const { unit, attempt, evidence } = effect;
      return { type: 'unitStillUnknown', data: { ...unit, attempt, evidence, reason: 'no record' } };
    }
  }
}

function endAttempt(state: RunState, ref: UnitRef, choices: Choices): readonly RunEventBody[] {
  const unit = unitIn(state, ref);
  const number = unit.attempts.length;
  if (unit.state === 'intent' && choices.pick(2) === 1) {
    return [{ type: 'attemptStarted', data: { ...ref, attempt: number, pid: 7, group: 7 } }];
  }
  return [finishOf(state, ref, OUTCOMES[choices.pick(OUTCOMES.length)] ?? 'ok')];
}

/** The same outcomes once more, and better ones: nothing may come of them. */
function lateOutcomes(state: RunState): readonly RunEventBody[] {
  const over = [...allUnits(state)].filter((unit) => unit.attempts.length > 0 && !IN_FLIGHT.has(unit.state));
  return over.map((unit) => finishOf(state, unit.ref, 'ok'));
}

function finishOf(state: RunState, ref: UnitRef, outcome: Outcome): RunEventBody {
  return finished(ref, unitIn(state, ref).attempts.length, { outcome });
}

function answerBy(
  state: RunState,
  { id, question }: OpenQuestion,
  choices: Choices,
): readonly RunEventBody[] {
  const by = ['engineer', 'manager', 'owner'][choices.pick(3)] ?? 'engineer';
  const note = choices.pick(2) === 0 ? 'because' : null;
  const answer = answerTo(question.about, choices);
  if (refuseAnswer(state, { question: id, answer, by, note }, PEOPLE) !== null) return [];
  return [{ type: 'questionAnswered', data: { id, answer, by, note } }];
}

function answerTo(about: OpenQuestion['question']['about'], choices: Choices): Answer {
  const yes = choices.pick(3) > 0;
  switch (about) {
    case 'unit':
      return {
        to: 'unit',
        remedy: (['retry', 'skip', 'exclude', 'stop'] as const)[choices.pick(4)] ?? 'retry',
      };
    case 'manual':
      return { to: 'manual', done: yes, items: MANUAL.kind === 'manual' ? MANUAL.items : [] };
    case 'notify':
      return { to: 'notify', done: yes, items: [] };
    case 'hold':
      return { to: 'hold', release: yes };
    case 'batch':
      return { to: 'batch', goOn: yes };
    case 'verdict':
      return { to: 'verdict', verdict: 'success' };
  }
}

/** The program dies and is started again: all it has is the log. */
function crash(plan: Plan, events: readonly RunEvent[], state: RunState): RunState {
  const again = foldRun(plan, events);
  check(
    fingerprint(again) === fingerprint(state),
    'the log folds to another state than the one that was lived',
  );
  const seen = asRead(again, false);
  for (const unit of allUnits(seen)) {
    check(!IN_FLIGHT.has(unit.state), `${unitKey(unit.ref)} is shown as under way with no program there`);
    const lived = unitIn(again, unit.ref);
    const expected = IN_FLIGHT.has(lived.state) ? 'unknown' : lived.state;
    check(unit.state === expected, `${unitKey(unit.ref)} is read as ${unit.state}, it was ${lived.state}`);
  }
  const name = runStateName(seen, false);
  check(name === 'interrupted' || name === 'waiting', `an open run is shown as ${name}`);
  return again;
}

function fingerprint(state: RunState): string {
  const units = [...allUnits(state)].map(({ ref, attempts, ...unit }) => [
    unitKey(ref),
    unit,
    attempts.map((attempt) => [attempt.number, attempt.finished?.outcome]),
  ]);
  return JSON.stringify([
    state.seq,
    state.wave,
    [...state.questions],
    [...state.answered],
    state.stop,
    units,
  ]);
}

function checkWanted(state: RunState, wanted: readonly Effect[]): void {
  check(state.outcome === null || wanted.length === 0, 'a finished run wants something');
  check(new Set(wanted.map(effectKey)).size === wanted.length, 'an effect is wanted twice');
  let begun = 0;
  for (const effect of wanted) {
    if (effect.do !== 'attempt') continue;
    begun += 1;
    checkAttempt(state, effect);
  }
  const wave = currentWave(state);
  if (begun === 0 || !wave) return;
  const parallel = begun + inFlight(state).length;
  check(parallel <= stepOf(state.plan, wave.step).parallel, `${parallel} units at once`);
}

function checkAttempt(state: RunState, { unit: ref, attempt }: Extract<Effect, { do: 'attempt' }>): void {
  const unit = unitIn(state, ref);
  const step: PlannedStep = stepOf(state.plan, ref.step);
  const key = unitKey(ref);
  check(!IN_FLIGHT.has(unit.state), `${key} is under way and wanted again`);
  check(attempt === unit.attempts.length + 1, `${key} skips a number`);
  check(
    unit.state !== 'ok' && unit.state !== 'skipped' && unit.state !== 'excluded',
    `${key} is settled and wanted`,
  );
  check(
    unit.state !== 'unknown' || unit.again || step.repeatable,
    `${key} is unknown and tried again by itself`,
  );
  check(unit.state !== 'stopped' || unit.again, `${key} was stopped and is tried again by itself`);
  check(!(ref.host && state.excluded.has(ref.host)) || unit.again, `${key} is wanted on an excluded host`);
  check(state.stop === null, `${key} is wanted after a stop`);
  check(currentWave(state)?.step === ref.step, `${key} is wanted out of turn`);
}

function checkStep(before: RunState, event: RunEvent, after: RunState): void {
  check(after.seq === event.seq, 'the number of the newest event is not kept');
  if (before.outcome !== null) {
    const same =
      after.units === before.units && after.outcome === before.outcome && after.stop === before.stop;
    check(same, 'a finished run is reopened');
  }
  for (const unit of allUnits(after)) {
    const old = unitIn(before, unit.ref);
    if (old === unit) continue;
    check(before.outcome === null, `${unitKey(unit.ref)} changes after the end`);
    checkUnit(old, unit, event);
  }
  checkBackout(after);
}

function checkUnit(old: Unit, unit: Unit, event: RunEvent): void {
  const key = unitKey(unit.ref);
  for (const [i, attempt] of old.attempts.entries()) {
    const now: Attempt | undefined = unit.attempts[i];
    check(now !== undefined, `${key} loses an attempt`);
    if (attempt.finished)
      check(now?.finished === attempt.finished, `what attempt ${i + 1} of ${key} came to changes`);
  }
  if (unit.state === 'ok' && old.state !== 'ok') {
    const own =
      event.type === 'attemptFinished' &&
      event.data.outcome === 'ok' &&
      event.data.attempt === unit.attempts.length;
    const confirmed = event.type === 'questionAnswered' && event.data.answer.to !== 'unit';
    check(own || confirmed, `${key} is ok by ${event.type}`);
    check(unit.attempts.at(-1)?.finished?.outcome === 'ok', `${key} is ok and its last attempt is not`);
  }
  if (unit.attempts.length > old.attempts.length && event.type === 'attemptIntended') {
    check(!IN_FLIGHT.has(old.state), `${key} is begun while it is under way`);
  }
}

function checkBackout(state: RunState): void {
  const { units, notUndone } = computeBackout(state);
  const covered = new Set([...units, ...notUndone].map(unitKey));
  for (const unit of allUnits(state)) {
    const mayHaveRun = unit.attempts.some((attempt) => attempt.finished?.outcome !== 'unreachable');
    const isHarmless = ['hold', 'notify'].includes(stepOf(state.plan, unit.ref.step).kind);
    if (mayHaveRun && !isHarmless)
      check(covered.has(unitKey(unit.ref)), `${unitKey(unit.ref)} is not backed out`);
    if (!mayHaveRun)
      check(!covered.has(unitKey(unit.ref)), `${unitKey(unit.ref)} is backed out and never ran`);
  }
}

function unitIn(state: RunState, { step, host }: UnitRef): Unit {
  const unit = state.units.get(step)?.get(host ?? '');
  if (!unit) throw new Error(`no unit ${step}@${host ?? ''}`);
  return unit;
}

function check(holds: boolean, promise: string): void {
  if (!holds) throw new Error(promise);
}
