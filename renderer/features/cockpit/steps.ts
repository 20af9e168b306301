/** What the list of steps and the grid show, read off the state. */
import type { Plan, PlannedStep } from '#core/plan/model.ts';
import type { StepId } from '#core/release/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import {
  allUnits,
  currentWave,
  hostKeyOf,
  type RunState,
  stepOf,
  type Unit,
  type UnitStateName,
  unitOf,
} from '#core/run/state.ts';
import { tallyRun, tallyStep } from '#core/run/tally.ts';
import { labelUnitState } from '#core/words/run/label-unit-state.ts';
import { unitOfQuestion } from '#run/wording.ts';

export interface StepLine {
  readonly step: PlannedStep;
  /** 1-based place in the plan. */
  readonly number: number;
  /** One word for all its units: the one that most needs looking at. */
  readonly state: UnitStateName;
  /** What a person reads for it. */
  readonly word: string;
  /** Units that are ok, skipped or excluded. */
  readonly settled: number;
  readonly total: number;
  readonly bad: number;
  /** Units running that nobody sees at present. */
  readonly unseen: number;
  readonly isCurrent: boolean;
  /** A person is asked about it. */
  readonly isAsked: boolean;
}

export interface PhaseLines {
  readonly title: string;
  readonly lines: readonly StepLine[];
}

/** First what is not as it should be, then what continues; `ok` only when nothing else is left. */
const BY_WEIGHT: readonly UnitStateName[] = [
  'unknown',
  'failed',
  'unreachable',
  'stopped',
  'running',
  'intent',
  'waiting',
  'ok',
  'skipped',
  'excluded',
];
const SETTLED: readonly UnitStateName[] = ['ok', 'skipped', 'excluded'];

export function phaseLines(state: RunState): readonly PhaseLines[] {
  const current = state.outcome === null ? currentWave(state)?.step : null;
  const asked = new Set([...state.questions.values()].map((open) => open.question.unit.step));
  const phases: { title: string; id: string; lines: StepLine[] }[] = [];
  state.plan.steps.forEach((step, index) => {
    const line = keptLine(state, step, {
      number: index + 1,
      isCurrent: step.id === current,
      isAsked: asked.has(step.id),
    });
    const last = phases.at(-1);
    if (last?.id === step.phase.id) last.lines.push(line);
    else phases.push({ id: step.phase.id, title: step.phase.title, lines: [line] });
  });
  return phases;
}

type StepPlace = Pick<StepLine, 'number' | 'isCurrent' | 'isAsked'>;

const lines = new WeakMap<ReadonlyMap<string, Unit>, StepLine>();

/** The very same line as before while nothing of the step has changed, so that it is not drawn again. */
function keptLine(state: RunState, step: PlannedStep, place: StepPlace): StepLine {
  const units = state.units.get(step.id);
  const known = units && lines.get(units);
  const isSame = known?.step === step && known.word === labelUnitState(known.state, state.outcome);
  if (isSame && known.isCurrent === place.isCurrent && known.isAsked === place.isAsked) return known;
  const line = stepLine(state, step, place);
  if (units) lines.set(units, line);
  return line;
}

function stepLine(state: RunState, step: PlannedStep, place: StepPlace): StepLine {
  const { total, counts, bad, unseen } = tallyStep(state, step.id);
  const name = BY_WEIGHT.find((candidate) => counts.has(candidate)) ?? 'waiting';
  return {
    step,
    ...place,
    state: name,
    word: labelUnitState(name, state.outcome),
    settled: SETTLED.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0),
    total,
    bad: bad.length,
    unseen: unseen.length,
  };
}

/** The unit that a person most likely wants to see: asked about, gone bad, running, else the newest one begun. */
export function unitToWatch(state: RunState): UnitRef | null {
  for (const { question } of state.questions.values()) {
    const unit = unitOfQuestion(question);
    if (unitOf(state, unit)) return unit;
  }
  const { bad, inFlight } = tallyRun(state);
  const first = bad.find((unit) => isToBeSeen(state, unit)) ?? inFlight[0];
  if (first) return first.ref;
  let newest: Unit | null = null;
  for (const unit of allUnits(state))
    if ((unit.attempts.at(-1)?.seq ?? 0) > (newest?.attempts.at(-1)?.seq ?? 0)) newest = unit;
  return newest?.ref ?? state.plan.steps[0]?.units[0] ?? null;
}

/** While the run continues past what is bad, what runs is of more interest. */
function isToBeSeen({ plan, outcome }: RunState, { ref, dealtWith, again }: Unit): boolean {
  const { onFailure } = stepOf(plan, ref.step);
  if (onFailure === 'ignore') return false;
  return outcome !== null || (!dealtWith && !again && onFailure !== 'continue');
}

/** The first unit of the step that is bad or running, or simply its first. */
export function unitOfStep(state: RunState, step: StepId): UnitRef | null {
  const { bad, inFlight } = tallyStep(state, step);
  const [first] = state.units.get(step)?.values() ?? [];
  return (bad[0] ?? inFlight[0] ?? first)?.ref ?? null;
}

/** Keys of the grid's rows: '' for what runs on no host, then the hosts in inventory order. */
export function rowKeys(plan: Plan): readonly string[] {
  const used = new Set<string>();
  for (const step of plan.steps) for (const unit of step.units) used.add(hostKeyOf(unit.host));
  const hosts = plan.hosts.map((host): string => host.name).filter((name) => used.has(name));
  return used.has('') ? ['', ...hosts] : hosts;
}
