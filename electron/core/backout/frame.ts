import { hostsOf } from '#core/plan/jumps.ts';
import type { BackoutFrame, PlannedSteps } from '#core/plan/model.ts';
import { planPhases } from '#core/plan/phases.ts';
import { createProblemList } from '#core/plan/problem.ts';
import type { PlanScope } from '#core/plan/scope.ts';
import type { HostName, Phase, PlanName, Release } from '#core/release/model.ts';

/**
 * What surrounds every backout of a plan, frozen with it: `backout.before` and `backout.after`, with the hosts they need.
 * Null where the plan is never backed out.
 */
export function planFrame(
  release: Release,
  plan: Exclude<PlanName, 'backout'>,
  scope: PlanScope,
): BackoutFrame | null {
  if (plan === 'verification') return null;
  const within = plan === 'deployment' ? scope : withDeploymentCaptures(release, scope);
  const before = planPhases([framePhase('before', release)], within);
  const after = planPhases([framePhase('after', release)], within);
  return { before, after, hosts: hostsOf([...before.steps, ...after.steps], scope.environment.hosts) };
}

const TITLES = { before: 'Before the backout', after: 'After the backout' } as const;

export function framePhase(part: 'before' | 'after', release: Release): Phase {
  return { id: part, title: TITLES[part], on: null, rollout: null, steps: release.backout[part] };
}

/** The frame may speak of what the deployment captures; a plan that captures nothing of it leaves that open until then. */
function withDeploymentCaptures(release: Release, scope: PlanScope): PlanScope {
  const aside = { ...scope, captures: new Map(scope.captures), problems: createProblemList() };
  planPhases(release.deployment, aside);
  return { ...scope, captures: aside.captures };
}

/** The steps of a frame on these hosts, and those without hosts; null: all of it. */
export function limitSteps(steps: PlannedSteps, hosts: ReadonlySet<HostName> | null): PlannedSteps {
  if (hosts === null) return steps;
  const isIn = (host: HostName | null): boolean => host === null || hosts.has(host);
  const left = steps.steps
    .map((step) => ({ ...step, units: step.units.filter((unit) => isIn(unit.host)) }))
    .filter((step) => step.units.length > 0);
  const waves = steps.waves.flatMap((wave) => {
    const on = wave.hosts.filter(isIn);
    return wave.hosts.length > 0 && on.length === 0 ? [] : [{ ...wave, hosts: on }];
  });
  return { steps: left, waves };
}
