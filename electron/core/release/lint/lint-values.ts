/** Values that texts and conditions speak of: which there are, and where secrets may stand. */

import type { Release } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import { didYouMean, suggest } from '../suggest.ts';
import { nameOfRef, type ValueRef } from '../template.ts';
import type { PlacedStep } from './placed-step.ts';

/** What any environment, host or step sets; whether each host has it is a question of its plan. */
export interface KnownValues {
  readonly vars: ReadonlySet<string>;
  /** Of each of them its name, by that name in lowercase letters. */
  readonly varNames: ReadonlyMap<string, string>;
  readonly hostVars: ReadonlySet<string>;
  /** Names that some step passes to its shell by `env`. */
  readonly exported: ReadonlySet<string>;
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
    varNames: new Map([...vars, ...hostVars].map((name) => [name.toLowerCase(), name])),
    hostVars,
    exported: new Set(steps.flatMap(({ step }) => envOf(step))),
    captures: new Map(steps.map(({ step }) => [step.id as string, Object.keys(step.capture)])),
    hosts: new Set(hosts.map((host) => host.name)),
    hasEnvironments: release.environments.length > 0,
  };
}

function envOf({ env, undo }: PlacedStep['step']): readonly string[] {
  return [...Object.keys(env), ...(undo.kind === 'undo' ? Object.keys(undo.options.env) : [])];
}

/** A value where it stands; `offset` counts characters into the text. */
export interface PlacedValue {
  readonly ref: ValueRef;
  readonly path: Path;
  readonly offset: number;
  readonly maySecret: boolean;
}

/** Checks that a value can be had where it stands. */
export function lintValue(value: PlacedValue, known: KnownValues, problems: Problems): void {
  const { ref } = value;
  const name = nameOfRef(ref);
  if (ref.kind === 'secret' && !value.maySecret)
    problems.error(
      value,
      'misplaced-secret',
      `{{ ${name} }} may be used only in env and sudo: pass it to the command by env`,
    );
  const unknown = unknownValue(ref, known);
  if (unknown !== null) problems.error(value, 'unknown-value', unknown);
  else if (ref.kind === 'vars' && known.hasEnvironments && !known.vars.has(ref.name))
    problems.warn(
      value,
      'unset-value',
      `${name} is set in no environment: give it to the run, or the run does not start`,
    );
}

function unknownValue(ref: ValueRef, known: KnownValues): string | null {
  if (ref.kind === 'capture') return unknownCapture(ref, known);
  if (ref.kind === 'vars') return misspeltVar(ref.name, known);
  if (ref.kind !== 'host-var' || known.hostVars.has(ref.name) || !known.hasEnvironments) return null;
  return `host.vars.${ref.name} is set on no host${didYouMean(ref.name, known.hostVars)}`;
}

/** A name near one that is set is misspelt; any other may be given when the run starts. */
function misspeltVar(name: string, { vars }: KnownValues): string | null {
  const meant = vars.has(name) ? null : suggest(name, vars);
  return meant === null ? null : `vars.${name} is set in no environment; did you mean "vars.${meant}"?`;
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
