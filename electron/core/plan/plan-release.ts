import { planFrame } from '#core/backout/frame.ts';
import { wholeBackout } from '#core/backout/whole-backout.ts';
import type { Environment, HostName, PlanName, Release, Revision, Vars } from '#core/release/model.ts';
import { beginAt } from './begin-at.ts';
import { checkDownloads } from './download-places.ts';
import { checkGiven } from './given-values.ts';
import { matchHosts } from './hosts.ts';
import { checkJumps, hostsOf } from './jumps.ts';
import type { Plan } from './model.ts';
import { createParseCache } from './parse-cache.ts';
import { planPhases } from './phases.ts';
import { createProblemList, type PlanProblem, type ProblemList } from './problem.ts';
import type { PlanScope } from './scope.ts';

/** What a plan is made from, besides which one. */
export interface PlanInput {
  readonly release: Release;
  readonly environment: string;
  /** Selector of the hosts the plan is limited to; null: all. Steps without hosts stay in. */
  readonly limit: string | null;
  /** The step at which the run begins; null or missing: the first. */
  readonly from?: string | null;
  /** Values given for this run by name (`--var`); for `{{ vars.x }}` they win over the environment's and the hosts'. */
  readonly vars: Vars;
  /** Text of the files that `script: {file}` names, by that name; see `scriptFiles`. */
  readonly files: Readonly<Record<string, string>>;
}

export interface PlanRequest extends PlanInput {
  readonly revision: Revision;
  readonly plan: PlanName;
}

export type PlanResult =
  | { readonly plan: Plan; readonly problems: readonly [] }
  | { readonly plan: null; readonly problems: readonly PlanProblem[] };

/**
 * One plan of a release for one environment, with nothing left to decide; or every problem there is.
 * The backout plan is the one that takes back a whole deployment; that of a run is computed from the run.
 */
export function planRelease(request: PlanRequest): PlanResult {
  const problems = createProblemList();
  const scope = openScope(request, problems);
  if (scope === null) return { plan: null, problems: problems.all() };
  checkGiven(request, problems);
  const planned = planWithFrame(request, scope);
  checkDownloads(planned.steps, scope);
  checkJumps([...planned.hosts, ...(planned.frame?.hosts ?? [])], scope);
  const found = problems.all();
  if (found.length > 0) return { plan: null, problems: found };
  return { plan: request.plan === 'backout' ? wholeBackout(planned) : planned, problems: [] };
}

/** The plan with what surrounds its backout; for the backout of a whole deployment, that deployment. */
function planWithFrame(request: PlanRequest, scope: PlanScope): Plan {
  const { release } = request;
  const plan = request.plan === 'backout' ? 'deployment' : request.plan;
  const whole = planPhases(release[plan], scope);
  const { from = null } = request;
  const planned = from === null ? whole : beginAt(whole, from, scope.problems);
  const frame = planFrame(release, plan, scope);
  const hosts = hostsOf(planned.steps, scope.environment.hosts);
  return {
    ...headOf({ ...request, plan }, scope.environment),
    ...(from === null ? {} : { from }),
    hosts,
    ...planned,
    ...(frame === null ? {} : { frame }),
  };
}

function headOf(
  { release, revision, plan, limit }: PlanRequest,
  environment: Environment,
): Omit<Plan, 'hosts' | 'steps' | 'waves'> {
  const { id, name, version } = release.info;
  return {
    format: 1,
    release: { id, name, version },
    revision,
    plan,
    environment: { name: environment.name, kind: environment.kind },
    undoes: null,
    limit,
    ...(plan === 'verification' ? { criteria: release.success } : {}),
  };
}

/** What planning looks things up in; null, with the problem, where there is no such environment. */
export function openScope(
  { release, environment: name, limit, vars, files }: PlanInput,
  problems: ProblemList,
): PlanScope | null {
  const environment = release.environments.find((each) => each.name === name);
  if (environment === undefined) {
    problems.add({
      code: 'unknown-environment',
      message: unknownEnvironment(name, release),
      step: null,
      host: null,
    });
    return null;
  }
  return {
    release,
    environment,
    given: vars,
    files,
    shell: [environment, release.info],
    limit: limit === null ? null : limitHosts(limit, environment, problems),
    batch: null,
    captures: new Map(),
    parsed: createParseCache(),
    problems,
  };
}

function unknownEnvironment(name: string, release: Release): string {
  const names = release.environments.map((each) => each.name).join(', ');
  return names === ''
    ? 'The release has no environments'
    : `There is no environment ${name}; there are: ${names}`;
}

/** Null, as if there were no limit, when it is wrong: the problems of the whole plan are told with it. */
function limitHosts(
  limit: string,
  environment: Environment,
  problems: ProblemList,
): ReadonlySet<HostName> | null {
  const hosts = matchHosts(limit, environment.hosts);
  const place = { step: null, host: null };
  if (typeof hosts === 'string')
    problems.add({ code: 'bad-selector', message: `Limit "${limit}": ${hosts}`, ...place });
  else if (hosts.length > 0) return new Set(hosts.map((host) => host.name));
  else
    problems.add({
      code: 'limit-matches-nothing',
      message: `The limit "${limit}" matches no host of ${environment.name}`,
      ...place,
    });
  return null;
}
