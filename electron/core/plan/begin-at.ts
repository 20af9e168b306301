/** A plan that begins at a later step: what comes before it is left out. */
import { conditionRefs, parseCondition } from '#core/release/condition.ts';
import type { StepId } from '#core/release/model.ts';
import { didYouMean } from '#core/release/suggest.ts';
import { stepOf } from '#core/run/state.ts';
import { releaseStepOf } from './executor.ts';
import type { LatePiece, PlannedSteps, PlannedUnit, Wave } from './model.ts';
import { placePauses } from './pauses.ts';
import type { PlanProblem, ProblemList } from './problem.ts';
import { isPeopleTask } from './task-kinds.ts';
import { missingInProse } from './text.ts';

/** Stands in place of a condition that does not hold. */
const LEFT_OUT = 'it comes before the step at which the run begins';

/**
 * The same with what comes before the first wave of the step left out. A hold point never is: it asks people before anything is
 * done behind it. Reports a step that is not there, one before which nothing is left out, and values that nobody would capture.
 */
export function beginAt(planned: PlannedSteps, from: string, problems: ProblemList): PlannedSteps {
  const at = planned.waves.findIndex(({ step }) => isStep(planned, step, from));
  const before = planned.waves.slice(0, Math.max(0, at)).filter(({ step }) => isLeavable(planned, step));
  if (before.length === 0) {
    problems.add(at === -1 ? unknownStart(planned, from) : nothingBefore(planned, at));
    return planned;
  }
  const left = new Set(before.map(keyOf));
  const leave = (unit: PlannedUnit): PlannedUnit => ({
    ...unit,
    skipBecause: unit.skipBecause ?? LEFT_OUT,
    leftOut: true,
  });
  const steps = planned.steps.map((step) => ({
    ...step,
    units: step.units.map((unit) => (left.has(keyOf(unit)) ? leave(unit) : unit)),
  }));
  const cut = placePauses({ steps, waves: planned.waves });
  for (const problem of valuesLost(cut)) problems.add(problem);
  return cut;
}

function isStep(planned: PlannedSteps, id: StepId, name: string): boolean {
  return id === name || releaseStepOf(stepOf(planned, id)) === name;
}

function isLeavable(planned: PlannedSteps, id: StepId): boolean {
  return stepOf(planned, id).kind !== 'hold';
}

function keyOf({ step, batch }: Pick<Wave, 'step' | 'batch'>): string {
  return `${step} ${batch}`;
}

function unknownStart({ steps }: PlannedSteps, from: string): PlanProblem {
  const known = [...new Set(steps.map(releaseStepOf))];
  const message = `There is no step "${from}" in what would be run${didYouMean(from, known)}`;
  return { code: 'unknown-start', message, step: null, host: null };
}

function nothingBefore(planned: PlannedSteps, at: number): PlanProblem {
  const step = planned.waves[at]?.step ?? null;
  const message = `Nothing comes before ${step} that could be left out: the plan begins there anyway`;
  return { code: 'unknown-start', message, step, host: null };
}

/** Of what is done or undone: a value that is captured by what is left out would be missing in the middle of the run. */
function valuesLost(planned: PlannedSteps): readonly PlanProblem[] {
  const lost = new Set(
    planned.steps.flatMap(({ units }) =>
      units.filter(({ leftOut }) => leftOut).map(({ step, host }) => placeOf(step, host)),
    ),
  );
  return planned.steps
    .flatMap(({ units }) => units)
    .filter(({ skipBecause }) => skipBecause === null)
    .flatMap((unit) =>
      [...capturesIn(unit)]
        .filter((name) => lost.has(placeOf(...stepAndHost(name, unit))))
        .map((name) => ({
          code: 'missing-value' as const,
          message: `{{ ${name} }} is captured by a step that would be left out; begin there or earlier`,
          step: unit.step,
          host: unit.host,
        })),
    );
}

function placeOf(step: string, host: string | null): string {
  return `${step}@${host ?? ''}`;
}

/** `step.backup.size@db1`; without a host it is the unit's own. */
function stepAndHost(name: string, { host }: PlannedUnit): readonly [string, string | null] {
  const [value = '', at] = name.split('@');
  return [value.split('.')[1] ?? '', at ?? host];
}

/** What people read may keep a gap, which they see; what runs may not. */
function capturesIn({ task, doneIf, undo, when }: PlannedUnit): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of [isPeopleTask(task) ? null : task, doneIf, undo]) collect(part, found);
  const parsed = when === null ? null : parseCondition(when);
  if (parsed?.ok)
    for (const ref of conditionRefs(parsed.condition))
      if (ref.kind === 'capture') found.add(nameOf(ref.step, ref.name, ref.host));
  return found;
}

function collect(part: unknown, found: Set<string>): void {
  if (typeof part === 'string') {
    for (const name of missingInProse(part)) if (name.startsWith('step.')) found.add(name);
  } else if (isCapture(part)) found.add(nameOf(part.step, part.name, part.host));
  else if (part !== null && typeof part === 'object')
    for (const each of Object.values(part)) collect(each, found);
}

function isCapture(part: unknown): part is Extract<LatePiece, { late: 'capture' }> {
  return typeof part === 'object' && part !== null && 'late' in part && part.late === 'capture';
}

function nameOf(step: string, name: string, host: string | null): string {
  return `step.${step}.${name}${host === null ? '' : `@${host}`}`;
}
