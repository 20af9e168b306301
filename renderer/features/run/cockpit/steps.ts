/** What the list of steps and the grid show, read off the state. */
import type { PlannedStep } from '#core/plan/model.ts';
import type { StepId } from '#core/release/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import {
  allUnits,
  currentWave,
  hostKeyOf,
  IN_FLIGHT,
  type RunState,
  type Unit,
  type UnitStateName,
  unitOf,
} from '#core/run/state.ts';
import { isOutOfSight } from './unit-words.ts';

export interface StepLine {
  readonly step: PlannedStep;
  /** 1-based place in the plan. */
  readonly number: number;
  /** One word for all its units: the one that most needs looking at. */
  readonly state: UnitStateName;
  /** Units that are ok, skipped or excluded. */
  readonly settled: number;
  readonly total: number;
  readonly bad: number;
  /** Units under way that nobody sees at present. */
  readonly unseen: number;
  readonly isCurrent: boolean;
  /** A person is asked about it. */
  readonly isAsked: boolean;
}

export interface PhaseLines {
  readonly title: string;
  readonly lines: readonly StepLine[];
}

/** First what is not as it should be, then what goes on; `ok` only when nothing else is left. */
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
const SETTLED: ReadonlySet<UnitStateName> = new Set(['ok', 'skipped', 'excluded']);
const BAD_STATES: ReadonlySet<UnitStateName> = new Set(['unknown', 'failed', 'unreachable', 'stopped']);

export function phaseLines(state: RunState): readonly PhaseLines[] {
  const current = state.outcome === null ? currentWave(state)?.step : null;
  const asked = new Set([...state.questions.values()].map((open) => open.question.unit.step));
  const phases: { title: string; id: string; lines: StepLine[] }[] = [];
  state.plan.steps.forEach((step, index) => {
    const line = stepLine(state, step, {
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

function stepLine(
  state: RunState,
  step: PlannedStep,
  place: Pick<StepLine, 'number' | 'isCurrent' | 'isAsked'>,
): StepLine {
  const units = unitsOf(state, step.id);
  const states = new Set(units.map((unit) => unit.state));
  const waits = units.every((unit) => unit.state === 'waiting');
  const name = waits ? 'waiting' : (BY_WEIGHT.find((candidate) => states.has(candidate)) ?? 'waiting');
  return {
    step,
    ...place,
    state: name,
    settled: units.filter((unit) => SETTLED.has(unit.state)).length,
    total: units.length,
    bad: units.filter((unit) => BAD_STATES.has(unit.state)).length,
    unseen: units.filter(isOutOfSight).length,
  };
}

function unitsOf(state: RunState, step: StepId): readonly Unit[] {
  return [...(state.units.get(step)?.values() ?? [])];
}

/** The unit that a person most likely wants to see: one that is asked about, one that runs, else the newest one begun. */
export function unitToWatch(state: RunState): UnitRef | null {
  for (const { question } of state.questions.values()) if (unitOf(state, question.unit)) return question.unit;
  let newest: Unit | null = null;
  for (const unit of allUnits(state)) {
    if (IN_FLIGHT.has(unit.state)) return unit.ref;
    if ((unit.attempts.at(-1)?.seq ?? 0) > (newest?.attempts.at(-1)?.seq ?? 0)) newest = unit;
  }
  return newest?.ref ?? state.plan.steps[0]?.units[0] ?? null;
}

/** The first unit of the step that is bad or under way, or simply its first. */
export function unitOfStep(state: RunState, step: StepId): UnitRef | null {
  const units = unitsOf(state, step);
  const worth =
    units.find((unit) => BAD_STATES.has(unit.state)) ??
    units.find((unit) => IN_FLIGHT.has(unit.state)) ??
    units[0];
  return worth?.ref ?? null;
}

/** Keys of the grid's rows: '' for what runs on no host, then the hosts in inventory order. */
export function rowKeys(state: RunState): readonly string[] {
  const used = new Set<string>();
  for (const step of state.plan.steps) for (const unit of step.units) used.add(hostKeyOf(unit.host));
  const hosts = state.plan.hosts.map((host): string => host.name).filter((name) => used.has(name));
  return used.has('') ? ['', ...hosts] : hosts;
}
