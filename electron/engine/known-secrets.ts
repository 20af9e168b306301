/** The secrets of a run as they are known now: today's values, former ones that older output may hold, and which are lost. */
import type { Plan, Task } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { RunEvent, SecretCheck } from '#core/run/events.ts';
import type { SecretProblem, SecretUnusable } from '#core/run/problems.ts';
import type { Result, SecretChecks, SecretFailure, Secrets } from './ports.ts';

export interface KnownSecrets {
  /** By name; for this run's memory only. */
  readonly values: ReadonlyMap<string, string>;
  /** By name; the plan uses none of them, and what an earlier one wrote on its hosts may show them. Only hidden, and used for nothing else. */
  readonly hidden: ReadonlyMap<string, string>;
  /** What would be hidden, if its value were known. */
  readonly uncovered: readonly SecretUnusable[];
  /** Only hidden, and used for nothing else. */
  readonly former: readonly string[];
  /** Those of all these values that were masked already before this program carried the run out. */
  readonly before: readonly string[];
  /** Secrets whose value at the time nobody has any more: what was printed then cannot be masked. */
  readonly lost: readonly string[];
}

export type HiddenSecrets = Pick<KnownSecrets, 'hidden' | 'uncovered'>;

export const NO_SECRETS: KnownSecrets = {
  values: new Map(),
  hidden: new Map(),
  uncovered: [],
  former: [],
  before: [],
  lost: [],
};

/** Shorter values stand in any text by chance, so they cannot be told from it. */
const SHORTEST = 4;

interface SecretPorts {
  readonly secrets: Secrets;
  readonly secretChecks: SecretChecks;
}

/** The values of all secrets that the plan uses, and what is wrong with the others. */
export async function findSecrets(
  plan: Plan,
  secrets: Secrets,
): Promise<{ values: Map<string, string>; problems: SecretProblem[] }> {
  const values = new Map<string, string>();
  const problems: SecretProblem[] = [];
  for (const name of secretNames(plan)) {
    const found = await secrets.get(name);
    const unfit = found.ok ? unfitValue(name, found.value) : found.error.reason;
    if (unfit) problems.push(unfit);
    else if (found.ok) values.set(name, found.value);
  }
  return { values, problems };
}

function unfitValue(name: string, value: string): SecretUnusable | null {
  if (value.trim().length >= SHORTEST) return null;
  return { code: 'secret-short', kind: 'secret-short', name, least: SHORTEST };
}

export interface NamedSecrets {
  /** All that the release names. */
  readonly named: readonly string[];
  /** Those that are asked for where they are needed, and looked for in no other way. */
  readonly used: readonly string[];
}

/**
 * Values that a host may print although the plan uses none of them: of the release's other secrets, which an earlier plan wrote there, and former
 * ones. Nobody is asked for them; what is not known so, though it is said where it is, is not covered.
 */
export async function findHidden(
  { named, used }: NamedSecrets,
  secrets: Pick<Secrets, 'peek'>,
): Promise<HiddenSecrets> {
  const names = named.flatMap((name) => [name, formerName(name)]).filter((name) => !used.includes(name));
  const found = await Promise.all(names.map(async (name) => ({ name, peeked: await secrets.peek(name) })));
  const hidden = new Map<string, string>();
  const uncovered: SecretUnusable[] = [];
  for (const { name, peeked } of found) {
    if (peeked === null) continue;
    const unfit = peeked.ok ? unfitValue(name, peeked.value) : peeked.error.reason;
    if (unfit) uncovered.push(unfit);
    else if (peeked.ok) hidden.set(name, peeked.value);
  }
  return { hidden, uncovered };
}

/** Why a value that is only hidden cannot be; null where it can, and where nobody has it any more. */
function unfitToHide(name: string, found: Result<string, SecretFailure>): SecretUnusable | null {
  if (found.ok) return unfitValue(name, found.value);
  return found.error.code === 'secret-lost' ? null : found.error.reason;
}

/** What is kept of secrets in the log. */
export async function checksOf(
  values: ReadonlyMap<string, string>,
  secretChecks: SecretChecks,
): Promise<readonly SecretCheck[]> {
  return Promise.all(
    [...values].map(async ([name, value]) => ({ name, check: await secretChecks.make(value) })),
  );
}

export interface FoundAgain {
  readonly known: KnownSecrets;
  /** What is missing or unfit. */
  readonly problems: readonly SecretProblem[];
  /** Values that were changed since, or are only hidden and missing: what was running then may print the former ones. */
  readonly ofRunning: readonly SecretProblem[];
}

/** The secrets of a run that another program began. `named`: all that its release names. */
export async function findAgain(
  { plan, named }: { readonly plan: Plan; readonly named: readonly string[] },
  ports: SecretPorts,
  events: readonly RunEvent[],
): Promise<FoundAgain> {
  const { values, problems } = await findSecrets(plan, ports.secrets);
  const former: string[] = [];
  const before: string[] = [];
  const lost = new Set<string>();
  const ofRunning: SecretProblem[] = [];
  const used = new Set(secretNames(plan));
  const checks = recordedChecks(events);
  const checked = checks.map(({ name }) => name);
  const besides = await findHidden({ named, used: [...used, ...checked] }, ports.secrets);
  const hidden = new Map(besides.hidden);
  const uncovered = new Map(besides.uncovered.map((secret) => [secret.name, secret]));
  for (const { name, check } of checks) {
    const found = used.has(name) ? null : await ports.secrets.get(name);
    const value = found === null ? values.get(name) : found.ok ? found.value : undefined;
    const unfit = found && unfitToHide(name, found);
    if (unfit) uncovered.set(name, unfit);
    else if (found?.ok) hidden.set(name, found.value);
    if (value !== undefined && (await ports.secretChecks.fits(value, check))) {
      before.push(value);
      continue;
    }
    const old = await ports.secrets.get(formerName(name));
    if (old.ok && (await ports.secretChecks.fits(old.value, check))) former.push(old.value);
    else if (!old.ok && old.error.code === 'secret-lost') lost.add(name);
    else if (value !== undefined) ofRunning.push(changed(name, old.ok));
    else if (found?.ok === false) ofRunning.push(found.error.reason);
  }
  return {
    known: {
      values,
      hidden,
      uncovered: [...uncovered.values()],
      former: [...new Set(former)],
      before: [...new Set([...before, ...former])],
      lost: [...lost],
    },
    problems,
    ofRunning,
  };
}

/** Under this name the value is given that a secret had when the run began. */
export function formerName(name: string): string {
  return `${name}-old`;
}

function changed(name: string, isGiven: boolean): SecretProblem {
  return { code: 'secret-changed', kind: 'secret-changed', name, former: formerName(name), given: isGiven };
}

/** What a preflight of this run knew the value of. */
function recordedChecks(events: readonly RunEvent[]): readonly SecretCheck[] {
  return events.flatMap((event) => (event.type === 'preflightFinished' ? (event.data.secrets ?? []) : []));
}

/** Names of all secrets that some unit of the plan uses. */
export function secretNames(plan: Plan): readonly string[] {
  const names = new Set<string>();
  for (const task of plan.steps.flatMap((step) => step.units.map((unit) => unit.task))) {
    for (const name of secretsOf(task)) names.add(name);
  }
  return [...names];
}

function secretsOf(task: Task): readonly string[] {
  const shell = shellOf(task);
  const inSudo = shell?.sudo?.passwordSecret ?? null;
  const inEnv = Object.values(shell?.env ?? {})
    .flat()
    .flatMap((piece) => (typeof piece !== 'string' && piece.late === 'secret' ? [piece.name] : []));
  return inSudo === null ? inEnv : [inSudo, ...inEnv];
}
