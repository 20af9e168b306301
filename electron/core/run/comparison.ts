/** Two runs of one release beside each other: which units belong together, and what differs in how they went. */

import type { PlannedStep } from '#core/plan/model.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import { labelUnitState } from '../words/run/label-unit-state.ts';
import type { RunId } from './events.ts';
import type { Mode } from './mode.ts';
import { type Attempt, hostKeyOf, lastAttempt, type RunState, stepOf, type Unit } from './state.ts';
import { type RunView, runStateName } from './view.ts';

/** The stable shape of `compare --json` and `drift --json`, which say in words as well what differs. */
export interface RunComparison {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly units: readonly UnitComparison[];
  /** How many units are the same, and how many are not. */
  readonly same: number;
  readonly differs: number;
  /** In words what of the runs, or of the outputs that were compared, is not what was recorded. */
  readonly unsound: readonly string[];
}

export interface ComparedRun {
  readonly run: RunId;
  readonly version: string;
  readonly revision: string;
  readonly plan: string;
  readonly environment: string;
  readonly mode: Mode;
  readonly state: string;
  readonly startedAt: string;
}

export type UnitVerdict = 'same' | 'differs' | 'only-a' | 'only-b';

export interface UnitComparison {
  readonly step: StepId;
  /** In the first run; in the second where only that has the unit. */
  readonly host: HostName | null;
  /** The host in the second run that stands in its place; null where it is the same one. */
  readonly otherHost: HostName | null;
  readonly verdict: UnitVerdict;
  /** What differs besides the output. */
  readonly changed: readonly Difference[];
  /** Null where neither printed anything, or one was not seen to end. */
  readonly stdout: StreamComparison | null;
  readonly stderr: StreamComparison | null;
}

/** Null: it has none. A state stands by the word that people read. */
export interface Difference {
  readonly of: 'state' | 'exit' | 'signal';
  readonly from: string | number | null;
  readonly to: string | number | null;
}

export interface StreamComparison {
  /** Lines that only the second run has, and that only the first has. */
  readonly added: number;
  readonly removed: number;
  readonly sameAfterNormalising: boolean;
  /** Byte by byte. */
  readonly identical: boolean;
  /** Too large to be compared line by line: hash and size alone were compared. */
  readonly byHash: boolean;
  /** The first lines that differ, with some around them, as they were printed. */
  readonly lines: readonly DiffLine[];
}

export interface DiffLine {
  readonly kind: ' ' | '+' | '-';
  readonly text: string;
}

/** Units of both runs that belong together; null where a run has none. */
export interface UnitPair {
  readonly a: Unit | null;
  readonly b: Unit | null;
}

/**
 * Units of one step on hosts of one name belong together. Where the environments differ, as for a rehearsal, hosts that
 * have no namesake are taken in inventory order: the first of one for the first of the other.
 */
export function pairUnits(a: RunState, b: RunState): readonly UnitPair[] {
  const inOrder = a.header.environment !== b.header.environment;
  const steps = new Set([...a.plan.steps, ...b.plan.steps].map((step) => step.id));
  return [...steps].flatMap((step) => pairStep(unitsOf(a, step), unitsOf(b, step), inOrder));
}

type Units = ReadonlyMap<string, Unit>;

function unitsOf(state: RunState, step: StepId): Units {
  return state.units.get(step) ?? new Map();
}

function pairStep(a: Units, b: Units, inOrder: boolean): readonly UnitPair[] {
  const left = [...b].filter(([host]) => !a.has(host)).map(([, unit]) => unit);
  const pairs = [...a].map(([host, unit]) => ({
    a: unit,
    b: b.get(host) ?? (inOrder ? (left.shift() ?? null) : null),
  }));
  return [...pairs, ...left.map((unit) => ({ a: null, b: unit }))];
}

/** Checks and probes ask and change nothing: what they print can be a baseline. */
export function isBaselineStep({ kind }: Pick<PlannedStep, 'kind'>): boolean {
  return STEP_KINDS[kind].asks;
}

export function isInBaseline(
  pair: UnitPair,
  { a, b }: { readonly a: RunState; readonly b: RunState },
): boolean {
  const isAsked = (state: RunState, unit: Unit | null): boolean =>
    unit !== null && isBaselineStep(stepOf(state.plan, unit.ref.step));
  return isAsked(a, pair.a) || isAsked(b, pair.b);
}

type Outcomes = readonly [a: RunState['outcome'], b: RunState['outcome']];

/** What differs in how the units went, apart from their output; how their runs ended says what was not reached. */
export function compareUnits(a: Unit, b: Unit, [endOfA, endOfB]: Outcomes): readonly Difference[] {
  const [first, second] = [lastAttempt(a)?.finished ?? null, lastAttempt(b)?.finished ?? null];
  const changed = (
    of: Difference['of'],
    from: Difference['from'],
    to: Difference['to'],
  ): readonly Difference[] => (from === to ? [] : [{ of, from, to }]);
  return [
    ...changed('state', labelUnitState(a.state, endOfA), labelUnitState(b.state, endOfB)),
    ...(first && second ? changed('exit', first.exit, second.exit) : []),
    ...(first && second ? changed('signal', first.signal, second.signal) : []),
  ];
}

/** The attempts whose outputs can be compared with each other; null where one of them was not seen to end. */
export function endedAttempts(a: Unit, b: Unit): readonly [Attempt, Attempt] | null {
  const [first, second] = [lastAttempt(a), lastAttempt(b)];
  return first?.finished && second?.finished ? [first, second] : null;
}

export function comparedRun(view: RunView): ComparedRun {
  const { state } = view;
  const { header } = state;
  return {
    run: header.run,
    version: header.version,
    revision: header.revision,
    plan: header.plan,
    environment: header.environment,
    mode: header.mode,
    state: runStateName(view),
    startedAt: state.startedAt ?? state.createdAt,
  };
}

/** `web1`, or `stage1 → web1` where one stands for the other; null for a unit without hosts. */
export function placeOf({ host, otherHost }: Pick<UnitComparison, 'host' | 'otherHost'>): string | null {
  return otherHost === null ? host : `${host} → ${otherHost}`;
}

export function isSameHost(a: Unit, b: Unit): boolean {
  return hostKeyOf(a.ref.host) === hostKeyOf(b.ref.host);
}
