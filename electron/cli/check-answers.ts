/** Answers compared with the plan before anything runs: an answer that no question will ever take is a mistake of its writer. */

import { releaseStepOf } from '#core/plan/executor.ts';
import type { Plan, PlannedStep, PlannedUnit } from '#core/plan/model.ts';
import { PLAN_NAMES, type PlanName, type Release } from '#core/release/model.ts';
import { isUnlisted, type KnownPerson } from '#core/release/people.ts';
import { isByPeople, type KindOf } from '#core/release/step-kinds.ts';
import { didYouMean } from '#core/release/suggest.ts';
import type { Remedy } from '#core/run/events.ts';
import { isApprover, remediesOfStep } from '#core/run/may-answer.ts';
import { describeRefusal, describeUnlisted } from '#core/words/run/describe-refusal.ts';
import type { Said } from './said.ts';

/** What is asked about: the plan, and the release it is of, whose other steps may have been left out of it. */
export interface Asked {
  readonly plan: Plan;
  /** Null where its text is not at hand. */
  readonly release: Release | null;
  /** Ids of steps that the plan could have held besides its own. */
  readonly alsoSteps?: readonly string[];
  /** Each step is asked about before it begins. */
  readonly stepByStep?: boolean;
}

/** What is wrong with the answers, a line each. */
export function answerProblems(answers: ReadonlyMap<string, Said>, asked: Asked): readonly string[] {
  return [...answers].flatMap(([key, said]) => {
    const problem = problemOf(key, said, asked);
    return problem === null ? [] : [`${key}: ${problem}`];
  });
}

function problemOf(key: string, said: Said, asked: Asked): string | null {
  if (key === 'default') return null;
  const { plan, stepByStep = false } = asked;
  if (key === 'verdict' && !plan.steps.some((step) => step.id === 'verdict'))
    return verdictProblem(said, plan);
  const step = plan.steps.find((each) => each.id === key || releaseStepOf(each) === key);
  if (step === undefined) return unknownStep(key, asked);
  return (
    verbProblem(said, step, { plan, stepByStep }) ??
    peopleProblem(said, step, asked.release?.info.people ?? [])
  );
}

function unknownStep(key: string, { plan, release, alsoSteps = [] }: Asked): string | null {
  const other = release === null ? null : planOf(key, release);
  const isUndone = plan.plan === 'backout' && other === 'deployment';
  if (other === plan.plan || isUndone || alsoSteps.includes(key)) return null;
  if (other !== null)
    return `this step belongs to the ${other} plan, and the run is of the ${plan.plan} plan`;
  const known = [...plan.steps.map((step) => step.id), 'default'];
  return `there is no step "${key}" in the ${plan.plan} plan${didYouMean(key, known)}`;
}

function planOf(step: string, release: Release): PlanName | null {
  const { before, after } = release.backout;
  const steps = (name: PlanName) =>
    name === 'backout' ? [...before, ...after] : release[name].flatMap((phase) => phase.steps);
  return PLAN_NAMES.find((name) => steps(name).some((each) => each.id === step)) ?? null;
}

function verdictProblem(said: Said, { plan, criteria = [] }: Plan): string | null {
  if (plan !== 'verification' || criteria.length === 0)
    return `nothing is decided at the end of this ${plan} plan; only a verification with success criteria asks for a verdict`;
  return verbOf(said) === 'leave' || said === 'success' || said === 'done' || said === 'back_out'
    ? null
    : 'a verdict is success, back_out or {leave: reason}';
}

type RunAsked = Pick<Asked, 'plan'> & { readonly stepByStep: boolean };

function verbProblem(said: Said, step: PlannedStep, asked: RunAsked): string | null {
  const verb = verbOf(said);
  const verbs = verbsOf(step, asked);
  if (!verbs.includes(verb))
    return `"${verb}" answers nothing that a ${step.kind} step asks; write ${verbs.map(howWritten).join(', ')}`;
  return typeof said === 'object' && 'items' in said ? itemsProblem(said.items, step) : null;
}

function verbsOf(step: PlannedStep, { plan, stepByStep }: RunAsked): readonly string[] {
  const { id, kind } = step;
  if (isByPeople(kind)) return verbsOfPeople(kind, step.units[0]);
  const verbs = [
    ...new Set(remediesOfStep(step).map((remedy) => VERBS[remedy])),
    'continue',
    ...(stepByStep ? ['begin', 'begin_rest'] : []),
  ];
  const pauses = plan.waves.some((wave) => wave.step === id && wave.pauseBefore);
  return pauses ? [...verbs, 'done', 'released_by'] : verbs;
}

const VERBS: Readonly<Record<Remedy, string>> = {
  retry: 'retry',
  skip: 'skip',
  exclude: 'exclude',
  stop: 'stop',
  recheck: 'recheck',
  check: 'check',
  'settle-done': 'settle',
  'settle-failed': 'settle',
  'settle-not-run': 'settle',
};

function verbsOfPeople(kind: KindOf<'people'>, unit: PlannedUnit | undefined): readonly string[] {
  switch (kind) {
    case 'hold':
      return ['released_by'];
    case 'manual':
      return unit?.task.kind === 'manual' && unit.task.items.length > 0 ? ['items'] : ['done', 'items'];
    case 'notify':
      return ['done'];
  }
}

const WRITTEN: Readonly<Record<string, string>> = {
  items: '{items: all}',
  released_by: '{released_by: [person]}',
  skip: '{skip: reason}',
  settle: '{settle: done|failed|not_run, note: text}',
};

function howWritten(verb: string): string {
  return WRITTEN[verb] ?? verb;
}

function verbOf(said: Said): string {
  return typeof said === 'string' ? said : (Object.keys(said).find((key) => key !== 'note') ?? '');
}

/** Who is to release it but may not, whoever runs this. */
function peopleProblem(
  said: Said,
  { units: [unit] }: PlannedStep,
  people: readonly KnownPerson[],
): string | null {
  if (typeof said !== 'object' || !('released_by' in said)) return null;
  const names = people.flatMap(({ id, name, login }) => [id, name, ...(login === null ? [] : [login])]);
  for (const by of said.released_by) {
    if (isUnlisted(people, by)) return `${describeUnlisted(people, by)}${didYouMean(by, names)}`;
    if (unit?.task.kind === 'hold' && !isApprover(people, unit.task.approvers, by))
      return describeRefusal({ kind: 'no-approver', by, approvers: unit.task.approvers });
  }
  return null;
}

function itemsProblem(items: 'all' | readonly string[], { units: [unit] }: PlannedStep): string | null {
  if (items === 'all' || unit?.task.kind !== 'manual') return null;
  const known = unit.task.items;
  const odd = items.find((item) => !known.includes(item));
  return odd === undefined ? null : `there is no item "${odd}"${didYouMean(odd, known)}`;
}
