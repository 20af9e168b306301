import type { Plan, PlannedUnit } from '#core/plan/model.ts';
import { type PlanRequest, planRelease } from '#core/plan/plan-release.ts';
import type { PlanProblem } from '#core/plan/problem.ts';
import type {
  Action,
  Environment,
  Host,
  HostName,
  Phase,
  Release,
  Revision,
  Step,
  StepId,
  StepOptions,
  Undo,
} from '#core/release/model.ts';

const OPTIONS: StepOptions = {
  on: null,
  sudo: null,
  env: {},
  cwd: null,
  timeoutMs: 1_800_000,
  takesMs: null,
  retry: null,
  expect: { exit: [0], stdout: null, stdoutNot: null, stderrNot: null },
  capture: {},
  when: null,
  onFailure: 'ask',
  rollout: null,
  mode: 'tracked',
  doneIf: null,
  repeatable: false,
  owner: null,
  notes: null,
  evidence: false,
};

/** Options with their defaults, as parsing a file gives them. */
export function options(given: Partial<StepOptions> = {}): StepOptions {
  return { ...OPTIONS, ...given };
}

export function step(id: string, action: Action, given: Partial<Step> = {}): Step {
  return {
    ...OPTIONS,
    id: id as StepId,
    title: `Title of ${id}`,
    action,
    undo: { kind: 'unsaid' },
    ...given,
  };
}

/** A step that runs a command. */
export function run(id: string, text: string, given: Partial<Step> = {}): Step {
  return step(id, { kind: 'run', text }, given);
}

/** An undo by a command, on the host of its step. */
export function undoBy(text: string, given: Partial<StepOptions> = {}): Undo {
  return { kind: 'undo', title: null, action: { kind: 'run', text }, options: options(given) };
}

export function phase(id: string, steps: readonly Step[], given: Partial<Phase> = {}): Phase {
  return { id, title: `Title of ${id}`, on: null, rollout: null, steps, ...given };
}

export function host(name: string, tags: readonly string[] = [], given: Partial<Host> = {}): Host {
  return {
    name: name as HostName,
    address: `${name}.example`,
    port: 22,
    user: null,
    credential: null,
    via: null,
    tags,
    vars: {},
    hostKeys: [],
    is: {},
    ...given,
  };
}

export const PRODUCTION: Environment = {
  name: 'production',
  kind: 'production',
  vars: { app_dir: '/opt/app', greeting: "it's on" },
  hosts: [
    host('bastion'),
    host('web1', ['web', 'canary'], { via: 'bastion' as HostName }),
    host('web2', ['web'], { via: 'bastion' as HostName, vars: { app_dir: '/srv/app' } }),
    host('web3', ['web'], { via: 'bastion' as HostName }),
    host('db1', ['db'], { vars: { role: 'primary' } }),
  ],
};

export function release(given: Partial<Release> = {}): Release {
  return {
    info: {
      id: 'shop',
      name: 'Shop',
      version: '2.0.0',
      baseline: null,
      summary: null,
      features: [],
      window: null,
      risks: [],
      affected: [],
      handover: null,
      escalation: null,
      people: [],
    },
    controls: [],
    components: [],
    documents: [],
    environments: [PRODUCTION],
    requirements: [],
    infrastructure: [],
    deployment: [],
    success: [],
    verification: [],
    backout: {
      triggers: [],
      authority: null,
      performer: null,
      decideWithinMs: null,
      contingencies: null,
      before: [],
      after: [],
    },
    communications: [],
    ...given,
  };
}

/** A request for the deployment of these phases, or of one ordinary phase of these steps. */
export function request(
  deployment: readonly (Phase | Step)[],
  given: Partial<PlanRequest> = {},
): PlanRequest {
  const phases = deployment.map((each) => ('steps' in each ? each : phase(`phase-${each.id}`, [each])));
  return {
    release: release({ deployment: phases }),
    revision: '0'.repeat(64) as Revision,
    plan: 'deployment',
    environment: 'production',
    limit: null,
    vars: {},
    files: {},
    ...given,
  };
}

/** The plan, which there must be. */
export function planned(wanted: PlanRequest): Plan {
  const { plan, problems } = planRelease(wanted);
  if (plan === null) throw new Error(`No plan: ${problems.map((problem) => problem.message).join('; ')}`);
  return plan;
}

/** Why there is no plan. */
export function problemsOf(wanted: PlanRequest): readonly PlanProblem[] {
  return planRelease(wanted).problems;
}

/** The unit of a step on a host. */
export function unitOf(plan: Plan, id: string, name: string | null = null): PlannedUnit {
  const unit = plan.steps.find((each) => each.id === id)?.units.find((each) => each.host === name);
  if (unit === undefined) throw new Error(`No unit ${id} on ${name}`);
  return unit;
}

/** Waves as `step: hosts`, a `?` before those that a person releases. */
export function wavesOf(plan: Plan): readonly string[] {
  return plan.waves.map((wave) =>
    `${wave.pauseBefore ? '? ' : ''}${wave.step} ${wave.batch}/${wave.batches}: ${wave.hosts.join(' ')}`.trim(),
  );
}
