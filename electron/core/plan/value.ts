import type { Host, HostName, StepId } from '#core/release/model.ts';
import type { ValueRef } from '#core/release/template.ts';
import type { LatePiece } from './model.ts';
import type { PlanScope } from './scope.ts';

/** What planning makes of a value: known now, known only in the run, or nowhere to be found (in words). */
export type FoundValue =
  | { readonly kind: 'known'; readonly value: string }
  | { readonly kind: 'late'; readonly piece: LatePiece }
  | { readonly kind: 'missing'; readonly message: string };

/**
 * Looks a value up for one host, or for a step without hosts.
 * `vars.x` is what the run was given for it, else the host's own, else the environment's; `host.vars.x` is always the host's own.
 */
export function findValue(ref: ValueRef, host: Host | null, scope: PlanScope): FoundValue {
  switch (ref.kind) {
    case 'vars':
      return findVar(ref.name, host, scope);
    case 'host':
      return host === null
        ? missing(`host.${ref.name} needs a host, and the step has none`)
        : known(host[ref.name]);
    case 'host-var':
      return findHostVar(ref.name, host);
    case 'release':
      return known(scope.release.info[ref.name]);
    case 'capture':
      return findCapture(ref, host, scope);
    case 'batch':
      return findOfBatch(ref.name, scope.batch);
    case 'run':
      return { kind: 'late', piece: { late: 'run', name: ref.name, quote: false } };
    case 'secret':
      return { kind: 'late', piece: { late: 'secret', name: ref.name } };
  }
}

function findOfBatch(name: 'hosts' | 'number' | 'count', batch: PlanScope['batch']): FoundValue {
  if (batch === null)
    return missing(
      `batch.${name} is known to steps without hosts in a rolling phase, such as manual and hold`,
    );
  return known(name === 'hosts' ? batch.hosts.join(', ') : String(batch[name]));
}

function findVar(name: string, host: Host | null, scope: PlanScope): FoundValue {
  const value = own(scope.given, name) ?? (host && own(host.vars, name)) ?? own(scope.environment.vars, name);
  return value === null
    ? missing(`vars.${name} is not set${host === null ? '' : ` for ${host.name}`}`)
    : known(value);
}

function findHostVar(name: string, host: Host | null): FoundValue {
  if (host === null) return missing(`host.vars.${name} needs a host, and the step has none`);
  const value = own(host.vars, name);
  return value === null ? missing(`host.vars.${name} is not set for ${host.name}`) : known(value);
}

type CaptureRef = Extract<ValueRef, { kind: 'capture' }>;

/** A step without hosts may leave out the host where the value is captured on one alone. */
function findCapture(ref: CaptureRef, host: Host | null, scope: PlanScope): FoundValue {
  const written = `step.${ref.step}.${ref.name}`;
  const step = scope.captures.get(ref.step as StepId);
  if (step === undefined || !step.names.has(ref.name))
    return missing(`${written} is not captured by an earlier step of this plan`);
  const from = ref.host ?? host?.name ?? (step.hosts.size === 1 ? [...step.hosts][0] : undefined);
  if (from === undefined)
    return missing(
      `${written} is captured on several hosts: say which, as in ${written}@${[...step.hosts][0]}`,
    );
  if (!step.hosts.has(from as HostName))
    return missing(`${written} is not captured on ${from}; it is on ${[...step.hosts].join(', ')}`);
  const other = from === host?.name ? null : (from as HostName);
  return {
    kind: 'late',
    piece: { late: 'capture', step: ref.step as StepId, name: ref.name, host: other, quote: false },
  };
}

function own(vars: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(vars, name) ? (vars[name] ?? null) : null;
}

function known(value: string): FoundValue {
  return { kind: 'known', value };
}

function missing(message: string): FoundValue {
  return { kind: 'missing', message };
}
