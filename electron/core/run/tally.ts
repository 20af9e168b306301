/** Sums over the units of a run, kept for every step: a step of which nothing has changed is not counted again. */
import type { StepId } from '../release/model.ts';
import {
  BAD,
  IN_FLIGHT,
  isUnobserved,
  type RunState,
  UNIT_STATES,
  type Unit,
  type UnitStateName,
} from './state.ts';

export interface Tally {
  readonly total: number;
  /** Only states that some unit is in. */
  readonly counts: ReadonlyMap<UnitStateName, number>;
  /** Units running, in the order of the hosts. */
  readonly inFlight: readonly Unit[];
  /** Failed, unreachable, unknown or stopped units, in the order of the hosts. */
  readonly bad: readonly Unit[];
  /** Units running that nobody sees at present. */
  readonly unseen: readonly Unit[];
}

const NOTHING: Tally = { total: 0, counts: new Map(), inFlight: [], bad: [], unseen: [] };

const ofSteps = new WeakMap<ReadonlyMap<string, Unit>, Tally>();
const ofRuns = new WeakMap<RunState['units'], Tally>();

export function tallyStep(state: RunState, step: StepId): Tally {
  const units = state.units.get(step);
  return units === undefined ? NOTHING : kept(ofSteps, units, () => tallyUnits(units));
}

/** Of all steps, in the order of the plan. */
export function tallyRun(state: RunState): Tally {
  return kept(ofRuns, state.units, () => sum(state.plan.steps.map((step) => tallyStep(state, step.id))));
}

/** The states that units of a run are in, each with how many. */
export function countStates(state: RunState): readonly (readonly [UnitStateName, number])[] {
  const { counts } = tallyRun(state);
  return UNIT_STATES.flatMap((name) => {
    const count = counts.get(name);
    return count === undefined ? [] : [[name, count] as const];
  });
}

/** States never change, so what was counted once holds as long as they live. */
function kept<Of extends object>(tallies: WeakMap<Of, Tally>, of: Of, count: () => Tally): Tally {
  const known = tallies.get(of) ?? count();
  tallies.set(of, known);
  return known;
}

function tallyUnits(units: ReadonlyMap<string, Unit>): Tally {
  const counts = new Map<UnitStateName, number>();
  const inFlight: Unit[] = [];
  const bad: Unit[] = [];
  for (const unit of units.values()) {
    counts.set(unit.state, (counts.get(unit.state) ?? 0) + 1);
    if (IN_FLIGHT.has(unit.state)) inFlight.push(unit);
    if (BAD.has(unit.state)) bad.push(unit);
  }
  const unseen = inFlight.filter(isUnobserved);
  return { total: units.size, counts, inFlight, bad, unseen };
}

function sum(tallies: readonly Tally[]): Tally {
  const counts = new Map<UnitStateName, number>();
  const inFlight: Unit[] = [];
  const bad: Unit[] = [];
  const unseen: Unit[] = [];
  let total = 0;
  for (const tally of tallies) {
    total += tally.total;
    for (const [name, count] of tally.counts) counts.set(name, (counts.get(name) ?? 0) + count);
    inFlight.push(...tally.inFlight);
    bad.push(...tally.bad);
    unseen.push(...tally.unseen);
  }
  return { total, counts, inFlight, bad, unseen };
}
