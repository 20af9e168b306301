import type { Action, Environment, Host, HostName, Phase, Step } from '#core/release/model.ts';
import { parseSelector, selectHosts } from '#core/release/selector.ts';
import type { PlannedStep } from './model.ts';
import type { PlanScope } from './scope.ts';

/** Hosts a phase or step covers before (`all`) and after (`chosen`) the limit. */
export interface Coverage {
  readonly all: readonly Host[];
  readonly chosen: readonly Host[];
}

/** Whether a step of this kind has one unit per host; otherwise it is one unit. */
export function runsOnHosts(action: Action): boolean {
  switch (action.kind) {
    case 'run':
    case 'script':
    case 'check':
    case 'upload':
    case 'download':
      return true;
    case 'probe':
      return action.from !== null;
    case 'wait':
      return action.until.kind === 'check';
    case 'manual':
    case 'hold':
    case 'notify':
      return false;
  }
}

/** Hosts of a rolling phase; null for any other. */
export function coverPhase(phase: Phase, scope: PlanScope): Coverage | null {
  return phase.on === null
    ? null
    : cover(
        { selector: phase.on, within: scope.environment.hosts, step: null, of: `Phase ${phase.id}` },
        scope,
      );
}

/** Hosts of a step, inside those of its phase where that is rolling. Covering nothing is a problem unless the limit took all. */
export function coverStep(step: Step, phase: Coverage | null, scope: PlanScope): Coverage {
  const selector = step.action.kind === 'probe' ? step.action.from : step.on;
  const of = `Step ${step.id}`;
  if (selector !== null)
    return cover({ selector, within: phase?.all ?? scope.environment.hosts, step, of }, scope);
  if (phase !== null) return phase;
  scope.problems.add({
    code: 'no-hosts',
    message: `${of} runs on hosts but does not say on which: give it \`on\``,
    step: step.id,
    host: null,
  });
  return NOTHING;
}

const NOTHING: Coverage = { all: [], chosen: [] };

interface Wanted {
  readonly selector: string;
  readonly within: readonly Host[];
  readonly step: Step | null;
  /** Who wants them, for messages. */
  readonly of: string;
}

function cover({ selector, within, step, of }: Wanted, scope: PlanScope): Coverage {
  const all = matchHosts(selector, within);
  const place = { step: step?.id ?? null, host: null };
  if (typeof all === 'string') {
    scope.problems.add({ code: 'bad-selector', message: `${of}: ${all}`, ...place });
    return NOTHING;
  }
  if (all.length === 0) {
    scope.problems.add({
      code: 'no-hosts',
      message: `${of}: no host of ${scope.environment.name} matches "${selector}"`,
      ...place,
    });
  }
  const { limit } = scope;
  return { all, chosen: limit === null ? all : all.filter((host) => limit.has(host.name)) };
}

/** The hosts a selector matches, in inventory order; or in words why it cannot be read. */
export function matchHosts(selector: string, hosts: readonly Host[]): readonly Host[] | string {
  const parsed = parseSelector(selector);
  return parsed.ok ? selectHosts(parsed.selector, hosts) : parsed.message;
}

/** Every host that the steps need, jump hosts included, in inventory order. */
export function hostsOf(steps: readonly PlannedStep[], environment: Environment): readonly Host[] {
  const byName = new Map(environment.hosts.map((host) => [host.name, host]));
  const needed = new Set<HostName>();
  for (const step of steps) {
    for (const unit of step.units) addWithJumps(unit.host, byName, needed);
  }
  return environment.hosts.filter((host) => needed.has(host.name));
}

function addWithJumps(
  name: HostName | null,
  byName: ReadonlyMap<HostName, Host>,
  needed: Set<HostName>,
): void {
  for (let next = name; next !== null && !needed.has(next); next = byName.get(next)?.via ?? null)
    needed.add(next);
}

/** Reports hosts whose way leads over a host that is not there, or back to themselves. */
export function checkJumps(hosts: readonly Host[], scope: PlanScope): void {
  const byName = new Map(scope.environment.hosts.map((host) => [host.name, host]));
  for (const host of hosts) {
    const message = jumpProblem(host, byName);
    if (message !== null) scope.problems.add({ code: 'bad-jump', message, step: null, host: host.name });
  }
}

function jumpProblem(host: Host, byName: ReadonlyMap<HostName, Host>): string | null {
  const passed = new Set<HostName>([host.name]);
  for (let at = host; at.via !== null; ) {
    const via = byName.get(at.via);
    if (via === undefined)
      return `${at.name} is reached via ${at.via}, which is not a host of this environment`;
    if (passed.has(via.name)) return `${host.name} is reached via itself`;
    passed.add(via.name);
    at = via;
  }
  return null;
}
