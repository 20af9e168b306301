/**
 * A whole run driven by a list of numbers: what the engine does next, what hosts answer, what people say, when links go
 * and when the program dies. After every event the promises of the state machine are checked. Used up, the list says
 * the mildest thing for ever, so that every sequence comes to an end, to an open question or to a pause.
 */
import type { Plan } from '#core/plan/model.ts';
import { decide } from '#core/run/decide.ts';
import type { Remedy, RunEvent, RunEventBody } from '#core/run/events.ts';
import { allUnits, type RunState } from '#core/run/state.ts';
import { initialState, transition } from '#core/run/transition.ts';
import { inFlight } from '#core/run/view.ts';
import type { StepSpec } from './run-fixture.ts';
import { AT, finished, header, holdTask, MANUAL, NOTIFY, planOf, RUN, shellTask } from './run-fixture.ts';
import { lastAnswers, movesIn } from './run-moves.ts';
import { check, checkReading, checkStep, checkWanted } from './run-promises.ts';

const POLICIES = ['ask', 'stop', 'continue', 'ignore'] as const;
/** More events than any run of these plans can need. */
const MOST_EVENTS = 800;

/** How people bring a run to its end that stands still. */
const LAST_REMEDIES: readonly Remedy[] = ['skip', 'retry', 'exclude', 'stop'];

/** What a sequence came to. `unfit`: resumed, and its hosts are not fit to continue. */
export type End = 'finished' | 'asked' | 'paused' | 'unfit' | 'interrupted';

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

/** A deployment, or a verification that ends in a decision. */
export function planBy(choices: Choices): Plan {
  const specs = Array.from({ length: 1 + choices.pick(3) }, (_, i) => specBy(choices, `step-${i}`));
  const plan = planOf(
    specs,
    choices.pick(4) === 1 ? { plan: 'verification', criteria: ['Orders flow'] } : {},
  );
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
    ...(choices.pick(2) === 1 ? { doneIf: `test ${id}` } : {}),
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

export interface Driven {
  /** What the sequence came to first, before it was carried on to its end. */
  readonly end: End;
  readonly events: readonly RunEvent[];
}

export function drive(plan: Plan, choices: Choices): Driven {
  const remedy = LAST_REMEDIES[choices.pick(LAST_REMEDIES.length)] ?? 'skip';
  const head = header({ plan: plan.plan, ...(choices.pick(4) === 1 && { stepByStep: true }) });
  const events: RunEvent[] = [{ type: 'runCreated', data: head, run: RUN, seq: 1, at: AT }];
  let state: RunState = { ...initialState(head, plan, AT), seq: 1 };
  let end: End | null = null;

  const append = (body: RunEventBody): void => {
    const event = { ...body, run: RUN, seq: events.length + 1, at: AT } as RunEvent;
    const before = state;
    events.push(event);
    state = transition(state, event);
    checkStep(before, event, state);
  };

  while (state.outcome === null) {
    check(events.length < MOST_EVENTS, 'the run never comes to an end');
    const wanted = decide(state);
    checkWanted(state, wanted);
    const moves = state.interrupted ? [] : movesIn(state, wanted, choices);
    if (moves.length === 0) {
      const stands = standsAt(state);
      end ??= stands;
      for (const body of carryOn(state, stands, remedy)) append(body);
      continue;
    }
    const move = moves[choices.pick(moves.length)] ?? 'crash';
    if (move === 'crash') checkReading(plan, events, state);
    for (const body of move === 'crash' ? [resumed(state)] : move()) append(body);
  }
  for (const body of tooLate(state)) append(body);
  check(decide(state).length === 0, 'a finished run wants something');
  return { end: end ?? 'finished', events };
}

function resumed(state: RunState): RunEventBody {
  return { type: 'runResumed', data: { by: 'engineer', inFlight: inFlight(state) } };
}

/** Nothing is wanted and nothing is running: then somebody knows why. */
function standsAt(state: RunState): End {
  if (state.interrupted) return 'interrupted';
  if (state.paused) return 'paused';
  if (state.preflight?.passed === false) return 'unfit';
  check(state.questions.size > 0, 'nothing is wanted, nothing is running and nobody is asked');
  return 'asked';
}

/** What a person does about a run that stands still; it must come to its end by that. */
function carryOn(state: RunState, stands: End, remedy: Remedy): readonly RunEventBody[] {
  const continued: RunEventBody = { type: 'runContinued', data: { by: 'engineer', note: null } };
  if (stands === 'paused') return [continued];
  if (stands !== 'asked') return [resumed(state), continued];
  return [...state.questions.values()].flatMap(({ id, question }) =>
    lastAnswers(question, remedy).map(({ answer, by }) => ({
      type: 'questionAnswered' as const,
      data: { id, answer, by, note: 'to come to an end' },
    })),
  );
}

/** What comes in late changes nothing of a run at its end. */
function tooLate(state: RunState): readonly RunEventBody[] {
  const said = { by: 'engineer', note: null };
  return [
    { type: 'stopRequested', data: said },
    { type: 'hostIncluded', data: { host: 'a' as never, ...said } },
    ...[...allUnits(state)].map((unit) =>
      finished(unit.ref, unit.attempts.length, { captured: { role: 'late' } }),
    ),
    { type: 'baselineSet', data: said },
    { type: 'runClosed', data: { ...said, accepted: [] } },
    { type: 'noteAdded', data: { by: 'engineer', text: 'the end' } },
  ];
}
