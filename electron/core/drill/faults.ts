/** What goes wrong in a drill: chosen by a person, or drawn from the seed. */
import type { Plan, PlannedStep, PlannedUnit } from '#core/plan/model.ts';
import { TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { Chance } from './chance.ts';

export const FAULT_KINDS = [
  'step-fails',
  'link-drops',
  'host-dies',
  'disk-full',
  'approver-away',
  'power-lost',
  'time-runs-out',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** `part`: how far into the step it strikes, from 0 to 1. */
export type DrillFault =
  /** `times`: how many tries fail; null: all of them. */
  | (AtUnit & { readonly kind: 'step-fails'; readonly times: number | null })
  | (AtUnit & { readonly kind: 'link-drops'; readonly part: number; readonly forMs: number })
  | (AtUnit & { readonly kind: 'host-dies'; readonly part: number })
  | (AtUnit & { readonly kind: 'disk-full' })
  | { readonly kind: 'approver-away'; readonly step: StepId; readonly forMs: number }
  | (AtUnit & { readonly kind: 'power-lost'; readonly part: number; readonly forMs: number })
  /** Everything takes so many times as long. */
  | { readonly kind: 'time-runs-out'; readonly factor: number };

interface AtUnit {
  readonly step: StepId;
  readonly host: HostName;
}

/** A fault as it is asked for; what is missing is drawn. */
export interface FaultWish {
  readonly kind: FaultKind;
  readonly step: string | null;
  readonly host: string | null;
}

/** Reads `KIND`, `KIND@STEP` or `KIND@STEP@HOST`; null where it names no fault. */
export function parseFault(text: string): FaultWish | null {
  const [name = '', step = null, host = null, ...more] = text.split('@');
  const kind = FAULT_KINDS.find((each) => each === name);
  return kind === undefined || more.length > 0 ? null : { kind, step: step || null, host: host || null };
}

/** Why a fault cannot strike in this plan; null where it can. */
export function refuseFault(plan: Plan, wish: FaultWish): string | null {
  if (wish.kind === 'time-runs-out')
    return wish.step === null ? null : `${wish.kind} is about the whole plan and names no step`;
  if (placesOf(plan, wish).length > 0) return null;
  const where = [wish.step, wish.host].filter((word) => word !== null).join(' on ');
  const what = wish.kind === 'approver-away' ? 'hold point' : 'step on a host';
  return `${wish.kind} needs a ${what}, and the plan has none${where === '' ? '' : ` that is ${where}`}`;
}

/** Those that are asked for, each at its place or at one that is drawn. */
export function placeFaults(plan: Plan, wishes: readonly FaultWish[], chance: Chance): readonly DrillFault[] {
  return wishes.flatMap((wish, at) => faultAt(plan, wish, chance.of(`fault ${at}`)) ?? []);
}

/** A quiet night in one of four; else one fault, and a second one in one of three. */
export function drawFaults(plan: Plan, chance: Chance): readonly DrillFault[] {
  const count = chance.next() < 0.25 ? 0 : chance.next() < 1 / 3 ? 2 : 1;
  const fit = FAULT_KINDS.filter((kind) => refuseFault(plan, { kind, step: null, host: null }) === null);
  const kinds: FaultKind[] = [];
  while (kinds.length < count && kinds.length < fit.length) {
    const kind = chance.pick(fit.filter((each) => !kinds.includes(each)));
    if (kind !== undefined) kinds.push(kind);
  }
  return placeFaults(
    plan,
    kinds.map((kind) => ({ kind, step: null, host: null })),
    chance,
  );
}

function faultAt(plan: Plan, wish: FaultWish, chance: Chance): DrillFault | null {
  const { kind } = wish;
  if (kind === 'time-runs-out') return { kind, factor: between(chance, 1.5, 2.5) };
  const unit = chance.pick(placesOf(plan, wish));
  if (unit === undefined) return null;
  if (kind === 'approver-away') return { kind, step: unit.step, forMs: drawMs(chance, 20, 90) };
  return unit.host === null ? null : faultOnHost(kind, { step: unit.step, host: unit.host }, chance);
}

type OnHost = Exclude<FaultKind, 'time-runs-out' | 'approver-away'>;

function faultOnHost(kind: OnHost, at: AtUnit, chance: Chance): DrillFault {
  const part = between(chance, 0.1, 0.9);
  switch (kind) {
    case 'step-fails':
      return { kind, ...at, times: chance.next() < 0.5 ? 1 : null };
    case 'link-drops':
      return { kind, ...at, part, forMs: drawMs(chance, 1 / 12, 5 / 6) };
    case 'power-lost':
      return { kind, ...at, part, forMs: drawMs(chance, 4, 20) };
    case 'host-dies':
      return { kind, ...at, part };
    case 'disk-full':
      return { kind, ...at };
  }
}

/** Between so many minutes, in whole seconds. */
function drawMs(chance: Chance, least: number, most: number): number {
  return Math.round(between(chance, least, most) * 60) * 1000;
}

function between(chance: Chance, least: number, most: number): number {
  return least + chance.next() * (most - least);
}

/** Where a fault of the kind can strike. A step fails on its second host, where it has one. */
function placesOf(plan: Plan, { kind, step, host }: FaultWish): readonly PlannedUnit[] {
  return plan.steps
    .filter(({ id }) => step === null || id === step)
    .flatMap((each) => unitsFor(kind, each, host));
}

function unitsFor(kind: FaultKind, step: PlannedStep, host: string | null): readonly PlannedUnit[] {
  const units = step.units.filter(
    (unit) => unit.skipBecause === null && (host === null || unit.host === host) && fits(kind, unit),
  );
  const second = units[1];
  return kind === 'step-fails' && host === null && second !== undefined ? [second] : units;
}

function fits(kind: FaultKind, { task, host }: PlannedUnit): boolean {
  if (kind === 'approver-away') return task.kind === 'hold';
  if (host === null || task.kind === 'probe') return false;
  return kind !== 'disk-full' || TASK_KINDS[task.kind].changes;
}
