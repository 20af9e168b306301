/** Values that texts and conditions speak of: which there are, and where secrets may stand. */
import type { PlacedStep } from './lint.ts';
import type { Release } from './model.ts';
import type { Path, Problems } from './problems.ts';
import { didYouMean, suggest } from './suggest.ts';
import { nameOfRef, type ValueRef } from './template.ts';

/** What any environment, host or step sets; whether each host has it is a question of its plan. */
export interface KnownValues {
  readonly vars: ReadonlySet<string>;
  readonly hostVars: ReadonlySet<string>;
  readonly captures: ReadonlyMap<string, readonly string[]>;
  readonly hosts: ReadonlySet<string>;
  readonly hasEnvironments: boolean;
}

export function knownValues(release: Release, steps: readonly PlacedStep[]): KnownValues {
  const hosts = release.environments.flatMap((environment) => environment.hosts);
  const hostVars = new Set(hosts.flatMap((host) => Object.keys(host.vars)));
  const vars = release.environments.flatMap((environment) => Object.keys(environment.vars));
  return {
    vars: new Set([...vars, ...hostVars]),
    hostVars,
    captures: new Map(steps.map(({ step }) => [step.id as string, Object.keys(step.capture)])),
    hosts: new Set(hosts.map((host) => host.name)),
    hasEnvironments: release.environments.length > 0,
  };
}

/** Where a value stands; `offset` counts characters into the text. */
export interface ValuePlace {
  readonly path: Path;
  readonly offset: number;
  readonly maySecret: boolean;
}

/** Checks that a value can be had where it stands. */
export function lintValue(ref: ValueRef, place: ValuePlace, known: KnownValues, problems: Problems): void {
  const { path, offset } = place;
  const name = nameOfRef(ref);
  if (ref.kind === 'secret' && !place.maySecret)
    problems.error(
      path,
      'misplaced-secret',
      `{{ ${name} }} may stand only in env and sudo: pass it to the command by env`,
      { offset },
    );
  if (ref.kind === 'vars' && known.hasEnvironments && !known.vars.has(ref.name))
    lintUnsetVar(ref.name, place, known, problems);
  const problem = unknownValue(ref, known);
  if (problem !== null) problems.error(path, 'unknown-value', problem, { offset });
}

/** A name near one that is set is misspelt; any other may be given when the run starts. */
function lintUnsetVar(
  name: string,
  { path, offset }: ValuePlace,
  { vars }: KnownValues,
  problems: Problems,
): void {
  const meant = suggest(name, vars);
  const message = `vars.${name} is set in no environment`;
  if (meant !== null)
    problems.error(path, 'unknown-value', `${message}; did you mean "vars.${meant}"?`, { offset });
  else
    problems.warn(path, 'unset-value', `${message}: a run must be given it, or does not start`, { offset });
}

function unknownValue(ref: ValueRef, known: KnownValues): string | null {
  if (ref.kind === 'capture') return unknownCapture(ref, known);
  if (ref.kind !== 'host-var' || known.hostVars.has(ref.name) || !known.hasEnvironments) return null;
  return `host.vars.${ref.name} is set on no host${didYouMean(ref.name, known.hostVars)}`;
}

function unknownCapture(
  { step, name, host }: Extract<ValueRef, { kind: 'capture' }>,
  { captures, hosts, hasEnvironments }: KnownValues,
): string | null {
  const names = captures.get(step);
  if (!names) return `there is no step "${step}"${didYouMean(step, captures.keys())}`;
  if (!names.includes(name)) return `the step "${step}" captures no "${name}"${didYouMean(name, names)}`;
  if (host === null || hosts.has(host) || !hasEnvironments) return null;
  return `there is no host "${host}" in any environment${didYouMean(host, hosts)}`;
}
