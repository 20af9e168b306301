/** Who answers in a drill without a person: one policy, so that the same seed decides the same. */
import { backoutClock } from '#core/backout/clock.ts';
import { estimateWaves, NO_HISTORY, timedWaves, type UndoHistory } from '#core/backout/time.ts';
import type { DrillFault } from '#core/drill/faults.ts';
import type { DrillTimes } from '#core/drill/times.ts';
import type { HostName } from '#core/release/model.ts';
import type { Answer, Remedy } from '#core/run/events.ts';
import { refuseAnswer, remediesFor } from '#core/run/may-answer.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import { type OpenQuestion, plannedUnit, type RunState, stepOf, unitOf } from '#core/run/state.ts';
import type { Clock } from '#engine/ports.ts';
import type { RunHandle } from '#engine/run-handle.ts';

export interface PolicySetup {
  readonly clock: Clock;
  readonly times: DrillTimes;
  readonly faults: readonly DrillFault[];
  readonly history: UndoHistory;
  /** Who carries out the drill. */
  readonly operator: string;
  /** Who may release hold points, by id. */
  readonly people: readonly string[];
}

export interface Policy {
  /** Sees to what is asked, and to the time that is left. */
  look(handle: RunHandle, state: RunState): void;
}

/** Tries again once; then looks, leaves the host out, or turns back, whichever the state allows. It never says of an unknown what it was. */
export function createPolicy(setup: PolicySetup): Policy {
  const { clock } = setup;
  const seen = new Set<string>();
  let watchedWave = -1;
  let forget: () => void = () => undefined;
  let isTurning = false;

  function turnBack(handle: RunHandle, note: string): void {
    if (isTurning || handle.state().outcome !== null) return;
    isTurning = true;
    void handle.stop(setup.operator, note);
  }

  /** At the latest moment at which a backout would end in time, the plan has to be done sooner than that, or it is given up. */
  function watchTime(handle: RunHandle, state: RunState): void {
    // Without a window no moment is too late, and to reckon a backout at each wave is most of the work of a large drill.
    if (!state.header.window) return;
    if (state.wave === watchedWave || state.startedAt === null || state.outcome !== null) return;
    watchedWave = state.wave;
    forget();
    if (!mayBackOut(state)) return;
    const { decideBy, noReturn, backout } = backoutClock({ state, history: setup.history, now: clock.now() });
    const isPast = backout.notUndone.some(({ kind }) => kind === 'no-return');
    if (decideBy === null || isPast || (noReturn === null && backout.units.length === 0)) return;
    const left = Date.parse(decideBy) - clock.now().getTime();
    forget = clock.after(Math.max(0, left), () => {
      if (!fitsForward(handle.state(), clock.now()))
        turnBack(handle, 'Not done by the latest moment to decide');
    });
  }

  function see(handle: RunHandle, open: OpenQuestion): void {
    if (seen.has(open.id)) return;
    seen.add(open.id);
    clock.after(takesToAnswer(open, handle.state(), setup), () => void reply(handle, open.id));
  }

  async function reply(handle: RunHandle, id: string): Promise<void> {
    for (let round = 0; round < MOST_SIGNERS; round += 1) {
      const open = handle.state().questions.get(id);
      if (open === undefined || handle.state().outcome !== null) return;
      const given = answerTo(open, handle.state(), setup);
      const refusal =
        given === null
          ? 'nobody may answer'
          : await handle.answer({ question: id, ...given, by: given.by ?? setup.operator });
      if (refusal !== null) {
        turnBack(handle, `Nobody could answer: ${refusal}`);
        return;
      }
    }
  }

  return {
    look(handle, state) {
      watchTime(handle, state);
      for (const open of state.questions.values()) see(handle, open);
    },
  };
}

const MOST_SIGNERS = 100;

/** By what the plan says: whether all that is left of it ends within the window. */
export function fitsForward(state: RunState, now: Date): boolean {
  const { window } = state.header;
  if (!window) return true;
  const { plan, wave } = state;
  const waves = timedWaves({ steps: plan.steps, waves: plan.waves.slice(wave) });
  return now.getTime() + estimateWaves(waves, NO_HISTORY).ms <= Date.parse(window.closes);
}

/** A failure is looked at first; people's own steps take what they say. */
function takesToAnswer({ question, id }: OpenQuestion, state: RunState, setup: PolicySetup): number {
  const { times, faults } = setup;
  if (question.about !== 'manual' && question.about !== 'notify' && question.about !== 'hold')
    return times.deciding(`${state.header.plan} ${id}`);
  const step = stepOf(state.plan, question.unit.step);
  const away = faults.find((fault) => fault.kind === 'approver-away' && fault.step === step.id);
  const isAway = question.about === 'hold' && away?.kind === 'approver-away';
  return times.of(step, null, 1) + (isAway ? away.forMs : 0);
}

type PolicyAnswer = { readonly answer: Answer; readonly note: string | null; readonly by?: string };

function answerTo(open: OpenQuestion, state: RunState, setup: PolicySetup): PolicyAnswer | null {
  const { question } = open;
  switch (question.about) {
    case 'unit':
      return remedyFor(question.unit, state);
    case 'manual':
      return { answer: { to: 'manual', done: true, items: question.items }, note: null };
    case 'notify':
      return { answer: { to: 'notify', done: true, items: [] }, note: null };
    case 'batch':
      return { answer: { to: 'batch', continue: true }, note: null };
    case 'step':
      return { answer: { to: 'step', go: 'step' }, note: null };
    case 'verdict':
      return { answer: { to: 'verdict', verdict: 'success', met: question.criteria }, note: null };
    case 'hold': {
      const answer = { to: 'hold', release: true } as const;
      const by = [...setup.people, ...question.approvers, 'first-signer', 'second-signer'].find(
        (person) => refuseAnswer(state, { question: open.id, answer, by: person, note: null }) === null,
      );
      return by === undefined ? null : { answer, note: null, by };
    }
  }
}

type Ref = Parameters<typeof remediesFor>[1];

function remedyFor(ref: Ref, state: RunState): PolicyAnswer {
  const say = (remedy: Remedy, note: string | null = null): PolicyAnswer => ({
    answer: { to: 'unit', remedy },
    note,
  });
  const unit = unitOf(state, ref);
  const offered = remediesFor(state, ref);
  const tries = unit?.attempts.length ?? 0;
  if (unit?.state === 'unknown') {
    const look = (['recheck', 'check'] as const)[unit.round];
    if (look !== undefined && offered.includes(look)) return say(look);
    if (unit.round === 0 && offered.includes('check')) return say('check');
  } else if (tries < 2 && plannedUnit(state.plan, ref).task.kind !== 'hold') return say('retry');
  if (state.header.undoes !== null)
    return ref.host === null ? say('skip', 'Left for people to undo by hand') : say('exclude');
  return ref.host !== null && canSpare(state, ref.host) ? say('exclude') : say('stop');
}

/** A third of the hosts may be left for later, and never the last one that a step of theirs has. */
function canSpare(state: RunState, host: HostName): boolean {
  const ofSteps = state.plan.steps.map(({ units }) => new Set(units.flatMap((unit) => unit.host ?? [])));
  const left = new Set([...state.excluded.keys(), host]);
  return ofSteps
    .filter((hosts) => hosts.has(host))
    .every((hosts) => [...hosts].filter((each) => left.has(each)).length <= hosts.size / 3);
}
