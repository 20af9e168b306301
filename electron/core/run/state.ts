/** What is known of a run at one point of its log: the fold of its events over its plan. Never changed in place. */

import type { MessageRecord } from '#core/communication/message.ts';
import type { Plan, PlannedStep, PlannedUnit, Wave } from '#core/plan/model.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunClosing } from './closing.ts';
import type { Defect, Severity } from './defect.ts';
import type {
  Answer,
  AttemptFinished,
  HostReport,
  Outcome,
  Question,
  RunHeader,
  RunOutcome,
  SettledAs,
  SettlingEvidence,
  UnitRef,
  Verdict,
} from './events.ts';
import type { TakenOver } from './leases.ts';
import type { PreflightProblem, SecretUnusable } from './problems.ts';
import type { AskedOfRun, Reason } from './reasons.ts';

export type UnitStateName = 'waiting' | 'intent' | 'running' | Outcome | 'skipped' | 'excluded';

/** One try at a unit. `finished` is null while its outcome has not been seen. */
export interface Attempt {
  readonly number: number;
  readonly id: string;
  readonly command: string;
  readonly intendedAt: string;
  /** Position of the intent in the log: the order in which things were begun. */
  readonly seq: number;
  readonly pid: number | null;
  readonly group: number | null;
  /** The host keeps a record of it. */
  readonly tracked: boolean;
  /** Since when nobody observed it, also where its outcome came to be known afterwards; null: it was observed throughout, or is again. */
  readonly unobserved: Unobserved | null;
  /** Its newest silence; null when it has not been silent for long. */
  readonly quiet: { readonly at: string; readonly quietMs: number; readonly lastLine: string } | null;
  /** What its unknown outcome was found to be. */
  readonly settled: Settlement | null;
  /** Done on paper and recorded afterwards. */
  readonly onPaper: boolean;
  readonly finished:
    | (AttemptFinished & { /** Null where nobody saw it. */ readonly at: string | null })
    | null;
}

/** The link is gone, or the program ended. */
export interface Unobserved {
  /** Its last moment on record before. */
  readonly since: string;
  /** When that was recorded; null: nobody has put it down yet. */
  readonly notedAt: string | null;
  readonly reason: Reason;
}

export interface Settlement {
  readonly as: SettledAs;
  readonly evidence: SettlingEvidence;
  readonly by: string | null;
  readonly reason: Reason;
  readonly at: string;
}

export interface Unit {
  readonly ref: UnitRef;
  readonly state: UnitStateName;
  readonly attempts: readonly Attempt[];
  /** Why it is skipped, excluded or not ok; null when there is nothing to say. */
  readonly reason: Reason | null;
  /** A person asked for one more attempt. */
  readonly again: boolean;
  /** A person dealt with the bad outcome (skipped the unit, excluded the host). */
  readonly dealtWith: boolean;
  /** How often the last attempt has come up again for decision; part of its question's id. */
  readonly round: number;
}

export interface OpenQuestion {
  readonly id: string;
  readonly question: Question;
  readonly askedAt: string;
  /** People who released it so far; a hold point may need several. */
  readonly releasedBy: readonly string[];
}

/** What somebody decided or did; `core/words/run/label-decision.ts` names it. */
export type Decided =
  | { readonly kind: 'answered'; readonly question: string; readonly answer: Answer }
  /** Done from the printed runbook. */
  | { readonly kind: 'recorded'; readonly outcome: 'ok' | 'failed' }
  | { readonly kind: 'included'; readonly host: HostName }
  | { readonly kind: 'defect-logged'; readonly defect: number; readonly severity: Severity }
  | { readonly kind: 'defect-closed'; readonly defect: number }
  | {
      readonly kind: 'message-told' | 'message-not-told' | 'message-received' | 'message-not-received';
      readonly message: string;
    }
  | {
      readonly kind:
        | 'resumed'
        | 'stopped'
        | 'paused'
        | 'continued'
        | 'noted'
        | 'loss-acknowledged'
        | 'baseline-set'
        | 'closed';
    };

export interface Decision extends AskedOfRun {
  readonly seq: number;
  readonly at: string;
  readonly decided: Decided;
  /** What it was about; null: the run as a whole, or a host. */
  readonly unit: UnitRef | null;
}

export interface Preflight {
  readonly at: string;
  readonly passed: boolean;
  readonly hosts: readonly HostReport[];
  readonly problems: readonly PreflightProblem[];
  readonly waitedMs?: number;
}

/** A secret that hosts may have printed and that is not masked there. */
export interface UncoveredSecret {
  readonly secret: SecretUnusable;
  /** Since when it is masked, because its value was known once the run had been resumed; null: it is not. */
  readonly coveredSince: string | null;
}

export interface RunState {
  readonly header: RunHeader;
  /** Everybody who has carried it out: who began it, and who took it up again; the last is the one who does now. */
  readonly operators: readonly string[];
  readonly plan: Plan;
  readonly seq: number;
  /** When the newest event was recorded. */
  readonly lastAt: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly preflight: Preflight | null;
  /** Each that was not masked at some time of the run, as it is now. */
  readonly uncovered: readonly UncoveredSecret[];
  /** By step id, then by host name ('' for a step without hosts). */
  readonly units: ReadonlyMap<StepId, ReadonlyMap<string, Unit>>;
  /** Index of the wave being worked on; `plan.waves.length` when all are finished. */
  readonly wave: number;
  readonly questions: ReadonlyMap<string, OpenQuestion>;
  readonly answered: ReadonlySet<string>;
  /** Hosts that take no further step, with the reason. */
  readonly excluded: ReadonlyMap<HostName, Reason>;
  readonly stop: AskedOfRun | null;
  /** Nothing new begins. `recovery`: the run was resumed and no person has continued it yet. */
  readonly paused: (AskedOfRun & { readonly because: 'person' | 'recovery'; readonly at: string }) | null;
  /** When the run was resumed last, with what was running then; null: it never was. */
  readonly resumed: { readonly seq: number; readonly inFlight: readonly UnitRef[] } | null;
  /** Attempts that a program which has ended left running and that are still to be searched for, by unit key. */
  readonly searching: ReadonlyMap<string, UnitRef>;
  /** Attempts of unknown outcome that a person wants looked at once more, by unit key. */
  readonly rechecks: ReadonlyMap<string, Recheck>;
  /** Hosts that another program has taken from the one that carries this run out; it sends nothing more. */
  readonly takenOver: ReadonlyMap<HostName, TakenOver>;
  /** Hosts that were leased to this run, with the users in whose homes it may have left records (null: the one who logs in). */
  readonly prepared: ReadonlyMap<HostName, ReadonlySet<string | null>>;
  /** Hosts that a person took in again. */
  readonly included: ReadonlySet<HostName>;
  /** Each step begins with a person's yes, until somebody lets the rest go by itself. */
  readonly stepByStep: boolean;
  readonly verdict: (AskedOfRun & { readonly verdict: Verdict }) | null;
  readonly interrupted: boolean;
  readonly outcome: RunOutcome | null;
  readonly outcomeReason: Reason | null;
  /** Hosts on which records of the run were left at its end. */
  readonly recordsLeft: readonly { readonly host: HostName; readonly reason: Reason }[];
  readonly decisions: readonly Decision[];
  /** Null while nobody is done with it. */
  readonly closed: RunClosing | null;
  /** What people found wrong, in the order of the log. */
  readonly defects: readonly Defect[];
  /** Who was told what, and whether it arrived, in the order of the log. */
  readonly messages: readonly MessageRecord[];
  /** `step.name@host` captures, by `step\nhost\nname`. */
  readonly captures: ReadonlyMap<string, string>;
}

export interface Recheck {
  readonly unit: UnitRef;
  readonly attempt: number;
  readonly evidence: 'record' | 'check';
}

export type RunStateName = 'running' | 'waiting' | 'succeeded' | 'failed' | 'stopped' | 'interrupted';

const STATE_GROUPS: Readonly<Record<UnitStateName, 'ahead' | 'in flight' | 'fine' | 'bad'>> = {
  waiting: 'ahead',
  intent: 'in flight',
  running: 'in flight',
  ok: 'fine',
  failed: 'bad',
  unreachable: 'bad',
  unknown: 'bad',
  stopped: 'bad',
  skipped: 'fine',
  excluded: 'fine',
};

/** What has not begun comes first. */
export const UNIT_STATES = Object.keys(STATE_GROUPS) as readonly UnitStateName[];

export const BAD: ReadonlySet<UnitStateName> = statesThatAre('bad');
export const IN_FLIGHT: ReadonlySet<UnitStateName> = statesThatAre('in flight');

function statesThatAre(group: 'in flight' | 'bad'): ReadonlySet<UnitStateName> {
  return new Set(UNIT_STATES.filter((name) => STATE_GROUPS[name] === group));
}

export function hostKeyOf(host: HostName | null): string {
  return host ?? '';
}

/** Where a captured value is kept in `captures`. */
export function captureKey(step: string, host: HostName | null, name: string): string {
  return `${step}\n${hostKeyOf(host)}\n${name}`;
}

export function unitOf(state: RunState, ref: UnitRef): Unit | undefined {
  return state.units.get(ref.step)?.get(hostKeyOf(ref.host));
}

/** Every unit in plan order. */
export function* allUnits(state: RunState): Generator<Unit> {
  for (const ofStep of state.units.values()) yield* ofStep.values();
}

export function currentWave(state: RunState): Wave | null {
  return state.plan.waves[state.wave] ?? null;
}

export function stepOf(plan: Pick<Plan, 'steps'>, id: StepId): PlannedStep {
  const step = stepIndex(plan).get(id);
  if (!step) throw new Error(`the plan has no step ${id}`);
  return step;
}

export function plannedUnit(plan: Plan, ref: UnitRef): PlannedUnit {
  const unit = unitIndex(stepOf(plan, ref.step)).get(hostKeyOf(ref.host));
  if (!unit) throw new Error(`the plan has no unit ${unitKey(ref)}`);
  return unit;
}

/** `step@host`, or `step` for a step without hosts: unique in a run and fit for people. */
export function unitKey(ref: UnitRef): string {
  return ref.host === null ? ref.step : `${ref.step}@${ref.host}`;
}

export function waveUnits(state: RunState, wave: Wave): Unit[] {
  const hosts = wave.hosts.length > 0 ? wave.hosts : [null];
  return hosts.flatMap((host) => unitOf(state, { step: wave.step, host }) ?? []);
}

export function lastAttempt(unit: Unit): Attempt | null {
  return unit.attempts.at(-1) ?? null;
}

/** Why nobody observes an attempt at present; null while it is observed, or finished. */
export function unobservedBecause({ finished, unobserved }: Attempt): Reason | null {
  return finished === null ? (unobserved?.reason ?? null) : null;
}

/** Is an attempt running that nobody observes. */
export function isUnobserved(unit: Unit): boolean {
  const last = lastAttempt(unit);
  return IN_FLIGHT.has(unit.state) && last !== null && unobservedBecause(last) !== null;
}

/** The id of the question about this unit's last attempt; another one each time it comes up for decision. */
export function unitQuestionId(unit: Unit): string {
  const round = unit.round === 0 ? '' : `.${unit.round}`;
  return `unit:${unitKey(unit.ref)}#${unit.attempts.length}${round}`;
}

/**
 * May the failed attempt be tried again without asking: retries left, and certainly or harmlessly repeatable. What
 * people did from paper is theirs to decide on.
 */
export function hasRetryLeft(step: PlannedStep, unit: Unit): boolean {
  if (!step.retry || unit.dealtWith || unit.attempts.length > step.retry.times) return false;
  const last = lastAttempt(unit);
  if (last?.onPaper || last?.finished?.lasting) return false;
  if (unit.state === 'unknown') return step.repeatable;
  return unit.state === 'failed' || unit.state === 'unreachable';
}

/** Bad for good: no retry left, none asked for. */
export function isBad(step: PlannedStep, unit: Unit): boolean {
  return BAD.has(unit.state) && !unit.again && !hasRetryLeft(step, unit);
}

/** The plan need not wait for this unit any more. */
export function isSettled(step: PlannedStep, unit: Unit): boolean {
  if (unit.state === 'ok' || unit.state === 'skipped' || unit.state === 'excluded') return true;
  if (!isBad(step, unit)) return false;
  if (unit.dealtWith) return true;
  return step.onFailure === 'ignore' || (step.onFailure === 'continue' && unit.ref.host === null);
}

const stepIndexes = new WeakMap<Pick<Plan, 'steps'>, ReadonlyMap<StepId, PlannedStep>>();
const unitIndexes = new WeakMap<PlannedStep, ReadonlyMap<string, PlannedUnit>>();

function stepIndex(plan: Pick<Plan, 'steps'>): ReadonlyMap<StepId, PlannedStep> {
  return indexed(stepIndexes, plan, () => plan.steps.map((step) => [step.id, step] as const));
}

function unitIndex(step: PlannedStep): ReadonlyMap<string, PlannedUnit> {
  return indexed(unitIndexes, step, () => step.units.map((unit) => [hostKeyOf(unit.host), unit] as const));
}

/** Plans never change, so an index made once serves as long as its plan lives. */
function indexed<O extends object, K, V>(
  indexes: WeakMap<O, ReadonlyMap<K, V>>,
  owner: O,
  entries: () => readonly (readonly [K, V])[],
): ReadonlyMap<K, V> {
  let index = indexes.get(owner);
  if (!index) {
    index = new Map(entries());
    indexes.set(owner, index);
  }
  return index;
}
