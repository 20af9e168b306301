import type { Host, HostName, Phase, Step, StepId } from '#core/release/model.ts';
import { parseSelector, selectHosts } from '#core/release/selector.ts';
import { selectorOf } from '#core/release/step-kinds.ts';
import type { PlanScope } from './scope.ts';

/** Hosts a phase or step covers before (`all`) and after (`chosen`) the limit. */
export interface Coverage {
  readonly all: readonly Host[];
  readonly chosen: readonly Host[];
}

/** Hosts of a rolling phase; null for any other. */
export function coverPhase(phase: Phase, scope: PlanScope): Coverage | null {
  if (phase.on === null) return null;
  return cover(
    { selector: phase.on, of: `Phase ${phase.id}`, step: null, within: inventoryOf(scope) },
    scope,
  );
}

/** Hosts of a step, inside those of its phase where that is rolling. Covering nothing is a problem unless the limit took all. */
export function coverStep(step: Step, phase: Coverage | null, scope: PlanScope): Coverage {
  const selector = selectorOf(step);
  if (phase !== null && (selector === null || phase.all.length === 0)) return phase;
  if (selector === null) return reportNoSelector(step, scope);
  const within = phase === null ? inventoryOf(scope) : { hosts: phase.all, name: 'its phase' };
  return cover({ selector, of: `Step ${step.id}`, step: step.id, within }, scope);
}

const NOTHING: Coverage = { all: [], chosen: [] };

interface HostsWanted {
  readonly selector: string;
  /** Who wants them, for messages. */
  readonly of: string;
  readonly step: StepId | null;
  readonly within: { readonly hosts: readonly Host[]; readonly name: string };
}

function inventoryOf({ environment }: PlanScope): HostsWanted['within'] {
  return { hosts: environment.hosts, name: environment.name };
}

function cover({ selector, of, step, within }: HostsWanted, scope: PlanScope): Coverage {
  const { limit, problems } = scope;
  const all = matchHosts(selector, within.hosts);
  if (typeof all === 'string') {
    problems.add({ code: 'bad-selector', message: `${of}: ${all}`, step, host: null });
    return NOTHING;
  }
  if (all.length === 0) {
    const message = `${of}: no host of ${within.name} matches "${selector}"`;
    problems.add({ code: 'no-hosts', message, step, host: null });
  }
  return { all, chosen: limit === null ? all : all.filter((host) => limit.has(host.name)) };
}

/** The one host that carries a step out about each of its own; null where that is the host itself. Limits are not about it. */
export function findDelegate(
  { delegateTo }: Pick<Step, 'delegateTo'>,
  step: StepId,
  { environment, problems }: PlanScope,
): HostName | null {
  if (delegateTo === undefined) return null;
  const found = matchHosts(delegateTo, environment.hosts);
  if (typeof found === 'string') {
    problems.add({ code: 'bad-selector', message: `delegate_to of ${step}: ${found}`, step, host: null });
    return null;
  }
  const [only, second] = found;
  if (only !== undefined && second === undefined) return only.name;
  const hosts = found.length === 0 ? 'no host' : `${found.length} hosts`;
  const message = `delegate_to of ${step}: "${delegateTo}" matches ${hosts} of ${environment.name}; write a selector that matches exactly one`;
  problems.add({ code: 'bad-delegate', message, step, host: null });
  return null;
}

function reportNoSelector(step: Step, scope: PlanScope): Coverage {
  const message = `Step ${step.id} runs on hosts but does not say on which: give it \`on\``;
  scope.problems.add({ code: 'no-hosts', message, step: step.id, host: null });
  return NOTHING;
}

/** The hosts a selector matches, in inventory order; or in words why it cannot be read. */
export function matchHosts(selector: string, hosts: readonly Host[]): readonly Host[] | string {
  const known = matched.get(hosts) ?? new Map<string, readonly Host[] | string>();
  matched.set(hosts, known);
  const found = known.get(selector) ?? findHosts(selector, hosts);
  known.set(selector, found);
  return found;
}

/** By inventory and selector: a thousand steps on the same hosts look for them once. */
const matched = new WeakMap<readonly Host[], Map<string, readonly Host[] | string>>();

function findHosts(selector: string, hosts: readonly Host[]): readonly Host[] | string {
  const parsed = parseSelector(selector);
  return parsed.ok ? selectHosts(parsed.selector, hosts) : `${parsed.message} (column ${parsed.column})`;
}
