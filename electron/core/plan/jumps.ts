import type { Host, HostName } from '#core/release/model.ts';
import { executorOf } from './executor.ts';
import type { Plan, PlannedStep } from './model.ts';
import type { PlanScope } from './scope.ts';

/** The hosts of these that the steps need, jump hosts included, each once and in their order. */
export function hostsOf(steps: readonly PlannedStep[], hosts: readonly Host[]): readonly Host[] {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const needed = new Set<HostName>();
  for (const step of steps) {
    for (const unit of step.units)
      for (const name of [unit.host, executorOf(unit)]) addWithJumps(name, byName, needed);
  }
  return [...byName.values()].filter((host) => needed.has(host.name));
}

/**
 * Hosts on which a step runs. The others of a plan are only ways to them, or what steps elsewhere are about: nothing is run or
 * left there. `leftOut`: hosts that take no part any more, and on which nothing is done about them either.
 */
export function targetsOf(
  { hosts, steps }: Pick<Plan, 'hosts' | 'steps'>,
  leftOut: ReadonlySet<HostName> = new Set(),
): readonly Host[] {
  const units = steps.flatMap((step) => step.units).filter((unit) => !unit.leftOut);
  const targets = new Set(units.filter(({ host }) => host === null || !leftOut.has(host)).map(executorOf));
  return hosts.filter((host) => targets.has(host.name));
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
