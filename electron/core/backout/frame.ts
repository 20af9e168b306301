import { delegateOf } from '#core/plan/executor.ts';
import { hostsOf } from '#core/plan/jumps.ts';
import type { BackoutFrame, Plan, PlannedStep, PlannedSteps, Wave } from '#core/plan/model.ts';
import { placePauses } from '#core/plan/pauses.ts';
import { planPhases } from '#core/plan/phases.ts';
import { createProblemList } from '#core/plan/problem.ts';
import type { PlanScope } from '#core/plan/scope.ts';
import { describeRollout } from '#core/plan/sentence.ts';
import type { Host, HostName, Phase, PlanName, Release } from '#core/release/model.ts';

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
  const left = steps.waves.flatMap((wave) => {
    const on = wave.hosts.filter((host) => hosts.has(host));
    return wave.hosts.length > 0 && on.length === 0 ? [] : [{ ...wave, hosts: on }];
  });
  return placePauses({
    steps: steps.steps.flatMap((step) =>
      limitStep(
        step,
        left.filter((wave) => wave.step === step.id),
      ),
    ),
    waves: left.map((wave) => numberWave(wave, left)),
  });
}

function limitStep(step: PlannedStep, waves: readonly Wave[]): readonly PlannedStep[] {
  if (waves.length === 0) return [];
  const { parallel, stopAfter } = step;
  const units = waves.flatMap(({ batch, hosts }, i) =>
    step.units
      .filter((unit) => unit.batch === batch && (unit.host === null || hosts.includes(unit.host)))
      .map((unit) => ({ ...unit, batch: i + 1 })),
  );
  const batches = waves.map(({ hosts }) => hosts.length);
  const sentence =
    step.sentence === null ? null : describeRollout({ batches, parallel, stopAfter, at: delegateOf(units) });
  return [{ ...step, units, sentence }];
}

/** Batches are counted anew, and nobody has to release the first that is left. */
function numberWave(wave: Wave, waves: readonly Wave[]): Wave {
  const own = waves.filter(({ step }) => step === wave.step);
  const at = own.indexOf(wave);
  return { ...wave, batch: at + 1, batches: own.length, pauseBefore: wave.pauseBefore && at > 0 };
}

/** Every host that a backout may touch: those of the plan, and those of what surrounds its backout. */
export function hostsOfBackout({ hosts, frame }: Pick<Plan, 'hosts' | 'frame'>): readonly Host[] {
  return [...new Map([...hosts, ...(frame?.hosts ?? [])].map((host) => [host.name, host])).values()];
}
