/** What preflight found, by cause: hosts of which the same is to be said share one. */
import { groupLeased } from './leased-hosts.ts';
import type { Holder } from './leases.ts';
import type { PreflightProblem } from './problems.ts';
import type { NotConnected } from './reasons.ts';
import type { Preflight } from './state.ts';

export interface PreflightCause {
  readonly code: string;
  readonly found: FoundCause;
  /** Hosts of which this is said; none: it is no host's. */
  readonly hosts: readonly string[];
  /** Which of them the words for it name. */
  readonly named: 'all' | 'first' | 'none';
  /** Hosts that are out of reach behind the first. */
  readonly behind: readonly string[];
}

/** A problem of its first host; or what one run has of all of them, which `own` wanted. */
export type FoundCause =
  | { readonly kind: 'problem'; readonly problem: PreflightProblem }
  | {
      readonly kind: Leased['kind'];
      readonly hosts: readonly string[];
      readonly holder: Holder;
      readonly own: string;
    };

interface ProblemOnHost {
  readonly host: string | null;
  readonly problem: PreflightProblem;
}

/** `own`: the run that was to begin. */
export function preflightCauses(
  { problems, hosts }: Pick<Preflight, 'problems' | 'hosts'>,
  own: string,
): readonly PreflightCause[] {
  const found: ProblemOnHost[] = [
    ...problems.map((problem) => ({ problem, host: null })),
    ...hosts.flatMap(({ host, problems }) => problems.map((problem) => ({ problem, host }))),
  ];
  const leased = found.flatMap(({ problem }) => (isLeased(problem) ? problem : []));
  const others = found.filter(({ problem }) => !isLeased(problem));
  const names: ReadonlySet<string> = new Set(hosts.map(({ host }) => host));
  return [...othersByCause(others, names), ...leasedByHolder(leased, own)];
}

type Leased = Extract<PreflightProblem, { readonly kind: 'leased' | 'busy' }>;

/** A lease that cannot be replaced is a cause of its own. */
function isLeased(problem: PreflightProblem): problem is Leased {
  return problem.kind === 'leased' || problem.kind === 'busy';
}

function leasedByHolder(leased: readonly Leased[], own: string): readonly PreflightCause[] {
  return grouped(leased, ({ code }) => code).flatMap((same) =>
    groupLeased<string>(same).map(({ hosts, holder }) => ({
      code: same[0].code,
      found: { kind: same[0].kind, hosts, holder, own },
      hosts,
      named: 'all',
      behind: [],
    })),
  );
}

function othersByCause(
  found: readonly ProblemOnHost[],
  names: ReadonlySet<string>,
): readonly PreflightCause[] {
  const byCause = grouped(found, ({ problem }) => factsOf(causeOf(problem))).map((same) =>
    toCause(same, names),
  );
  return grouped(byCause, ({ first, behind }) =>
    behind.length > 0 ? factsOf(first.problem) : factsWithoutHost(first.problem),
  ).map(([{ first, behind }, ...others]) => ({
    code: first.problem.code,
    found: { kind: 'problem', problem: first.problem },
    hosts: [first, ...others.map((other) => other.first)].flatMap(({ host }) => host ?? []),
    named: 'host' in first.problem && first.problem.kind !== 'sudo-user' ? 'first' : 'none',
    behind,
  }));
}

/** What keeps a jump host out of reach keeps the hosts behind it so. */
function causeOf(problem: PreflightProblem): PreflightProblem {
  let cause = problem;
  while (cause.kind === 'not-connected' && cause.jump) cause = cause.jump;
  return cause;
}

function factsOf(problem: PreflightProblem): string {
  return JSON.stringify(problem);
}

/** What is said of a host, without the host: the same of many hosts is said once. */
function factsWithoutHost(problem: PreflightProblem): string {
  return JSON.stringify(problem, (name, value) => (name === 'host' || name === 'place' ? undefined : value));
}

/** In the order of their first members. */
export function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

interface Cause {
  readonly first: ProblemOnHost;
  /** Hosts that are out of reach because of it. */
  readonly behind: readonly string[];
}

/** Those who have it and are another host than the one whose connection it is stand behind that one. */
function toCause(same: readonly [ProblemOnHost, ...ProblemOnHost[]], names: ReadonlySet<string>): Cause {
  const [some] = same;
  const first =
    same.find(({ host, problem }) => host !== null && host === connectionOf(causeOf(problem))) ?? some;
  const about = connectionOf(first.problem);
  const behind = same.flatMap(({ host }) =>
    about === null || !names.has(about) || host === null || host === about ? [] : [host],
  );
  return { first, behind: [...new Set(behind)] };
}

function connectionOf(problem: PreflightProblem): NotConnected['host'] | null {
  return problem.kind === 'not-connected' ? problem.host : null;
}
