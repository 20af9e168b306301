import { parallelOf } from '#core/plan/batches.ts';
import { decideWhen } from '#core/plan/condition.ts';
import type { Wave } from '#core/plan/model.ts';
import { placePhase } from '#core/plan/phases.ts';
import { openScope } from '#core/plan/plan-release.ts';
import { createProblemList } from '#core/plan/problem.ts';
import type { PlanScope } from '#core/plan/scope.ts';
import type { StepOnHosts } from '#core/plan/step.ts';
import type { Action, Environment, Phase, Release, StepId } from '#core/release/model.ts';
import { isProduction } from '#core/release/production.ts';
import { framePhase } from './frame.ts';
import { type TimedWave, type UndoHistory, withRelease } from './time.ts';
import { sumFromHere, type TimeFromHere, type UndoTiming } from './times-by-step.ts';

/** The environment whose hosts the mirror counts: production, else the first; null where there is none. */
export function mirrorEnvironment({ environments }: Release): Environment | null {
  return environments.find(({ kind }) => isProduction(kind)) ?? environments[0] ?? null;
}

export interface Mirrored {
  readonly release: Release;
  readonly plan: 'deployment' | 'infrastructure';
  /** By its name. */
  readonly environment: string;
}

/**
 * `timesByStep` of a plan that need not be valid yet: only hosts, batches and durations are looked at, so it is quick enough
 * for every key that is typed.
 */
export function mirrorTimes(
  { release, plan, environment }: Mirrored,
  history: UndoHistory,
): ReadonlyMap<StepId, TimeFromHere> {
  const input = { release, environment, limit: null, vars: {}, files: {} };
  const scope = openScope(input, createProblemList());
  if (scope === null) return new Map();
  const parts = ['before', 'after'] as const;
  const steps = release[plan].flatMap((phase) => placed(phase, scope).map((step) => undoTiming(step, scope)));
  const frame = parts.flatMap((part) => frameWaves(framePhase(part, release), scope));
  return sumFromHere({ steps, frame }, history);
}

/** What a step captures is known to the conditions of those after it. */
function placed(phase: Phase, scope: PlanScope): readonly StepOnHosts[] {
  const { steps } = placePhase(phase, scope);
  for (const { step, hosts } of steps) {
    const names = new Set(Object.keys(step.capture));
    if (names.size > 0)
      scope.captures.set(step.id, { names, hosts: new Set((hosts ?? []).map(({ name }) => name)) });
  }
  return steps;
}

function undoTiming(on: StepOnHosts, scope: PlanScope): UndoTiming {
  const { step } = on;
  const id = on.of?.id ?? step.id;
  const { undo } = step;
  const noReturn = undo.kind === 'no-return' && on.waves.some((wave) => unitsOf(on, wave, scope) > 0);
  if (undo.kind !== 'undo') return { step: id, noReturn, waves: [] };
  const takesMs = undo.options.takesMs ?? step.takesMs ?? waitMs(undo.action);
  const title = undo.title ?? `Undo: ${step.title}`;
  const waves = on.waves.map((wave) => timed(on, wave, { takesMs, title, scope }));
  return { step: id, noReturn, waves };
}

function frameWaves(phase: Phase, scope: PlanScope): readonly TimedWave[] {
  return placed(phase, scope).flatMap((on) => {
    const { title, takesMs, action } = on.step;
    const time = { title, takesMs: takesMs ?? waitMs(action) };
    return on.waves.flatMap((wave) => withRelease(timed(on, wave, { ...time, scope }), wave));
  });
}

interface Timed extends Pick<TimedWave, 'title' | 'takesMs'> {
  readonly scope: PlanScope;
}

function timed(on: StepOnHosts, wave: Wave, { title, takesMs, scope }: Timed): TimedWave {
  return {
    step: on.step.id,
    title,
    units: unitsOf(on, wave, scope),
    parallel: parallelOf(on.rollout),
    takesMs,
  };
}

/** Units that a condition does not skip. */
function unitsOf({ step, phase, hosts }: StepOnHosts, wave: Wave, scope: PlanScope): number {
  const names = new Set(wave.hosts);
  const places = hosts === null ? [null] : hosts.filter((host) => names.has(host.name));
  return places.filter((host) => decideWhen({ step, phase, host }, scope).skipBecause === null).length;
}

function waitMs(action: Action): number | null {
  if (action.kind !== 'wait') return null;
  if (action.until.kind === 'check') return action.until.timeoutMs;
  return action.until.kind === 'for' ? action.until.ms : null;
}
