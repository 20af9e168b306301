/** What a runbook on paper is made from, and what its three forms (HTML, Markdown, CSV) say alike. */
import { type Estimate, timeOfSteps, type UndoHistory } from '#core/backout/time.ts';
import { timesByStep } from '#core/backout/times-by-step.ts';
import { describeCaptures, describeRetry, EVIDENCE, noReturnOf } from '#core/plan/describe-step.ts';
import { releaseStepOf } from '#core/plan/executor.ts';
import { planMessages } from '#core/plan/messages.ts';
import type { Plan, PlannedStep, PlannedUnit, Task, Wave } from '#core/plan/model.ts';
import { describeTask, formatShell } from '#core/plan/show.ts';
import { formatText } from '#core/plan/text.ts';
import type { Communication, HostName, PlanName, Release, Revision, StepId } from '#core/release/model.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import type { QrModules } from './drawings.ts';
import { contentsOf, hasPart, type ReleaseDocument } from './release-document.ts';

export interface Runbook {
  /** What of it is printed. */
  readonly document: ReleaseDocument;
  readonly release: Release;
  readonly environment: string;
  readonly revision: Revision;
  /** All plans that have steps, in their order; the backout plan is the one that takes back a whole deployment. */
  readonly plans: readonly Plan[];
  /** Plans that cannot be resolved for this environment, and why: the paper says so instead of leaving them out. */
  readonly unresolved: readonly { readonly plan: PlanName; readonly problems: readonly string[] }[];
  /** Of `revisionText`, for the head of every page; null leaves it out. */
  readonly qr: QrModules | null;
  /** How long undoing took in earlier backouts of the release. */
  readonly history: UndoHistory;
  readonly printedAt: string;
}

export function runbookTitle({ document, release, environment }: Runbook): string {
  return `${contentsOf(document).title} · ${release.info.name} ${release.info.version} · ${environment}`;
}

/** What the QR code of a page holds: enough to see on a screen whether it is the revision that is there. */
export function revisionText(revision: Revision): string {
  return `holdpoint revision ${revision}`;
}

export const NO_STEPS = 'This plan has no steps.';
export const NO_MESSAGES = 'No message is written down.';

/** What its document prints of its plans. */
export interface PrintedPlans extends Pick<Runbook, 'plans' | 'unresolved'> {
  /** Those that belong into the document, and of which the release says nothing; of the runbook none is missed. */
  readonly empty: readonly PlanName[];
}

export function printedPlans({ document, plans, unresolved }: Runbook): PrintedPlans {
  const { plans: names } = contentsOf(document);
  const printed = {
    plans: plans.filter(({ plan }) => names.includes(plan)).map(joinBatches),
    unresolved: unresolved.filter(({ plan }) => names.includes(plan)),
  };
  const said = new Set([...printed.plans, ...printed.unresolved].map(({ plan }) => plan));
  return { ...printed, empty: said.size > 0 ? [] : names.filter((name) => !said.has(name)) };
}

/** On paper a step that is done once for each batch is one step, with room for each. */
function joinBatches(plan: Plan): Plan {
  if (plan.steps.every(({ of }) => of === undefined)) return plan;
  const own = new Map(plan.steps.map((step) => [step.id, releaseStepOf(step)]));
  const steps = new Map<StepId, PlannedStep>();
  for (const step of plan.steps) {
    const id = releaseStepOf(step);
    const units = step.units.map((unit) => ({ ...unit, step: id }));
    const { of, ...first } = steps.get(id) ?? { ...step, units: [] };
    steps.set(id, { ...first, id, title: of?.title ?? first.title, units: [...first.units, ...units] });
  }
  const waves = plan.waves.map((wave) => ({ ...wave, step: own.get(wave.step) ?? wave.step }));
  return { ...plan, steps: [...steps.values()], waves };
}

/** The messages of the document, as they read in its environment. */
export function messagesOf({ document, release, environment }: Runbook): readonly Communication[] {
  return hasPart(document, 'messages') ? planMessages(release, { environment }) : [];
}

/** Whether something in the document is known only during the run. */
export function hasLateValues(book: Runbook): boolean {
  return [
    ...messagesOf(book).flatMap(({ subject, body }) => [subject, body]),
    ...printedPlans(book).plans.flatMap(({ steps }) =>
      steps.flatMap(({ units }) => units.map(({ task }) => describeTask(task))),
    ),
  ].some((text) => text?.includes('{{ '));
}

/** What stands in the box of a command: of a script its text alone, since its interpreter stands with how it runs. */
export function commandOf(task: Task): string {
  return task.kind === 'script' ? formatText(task.text) : describeTask(task);
}

/** As whom, where, with which environment and by what it runs; null where nothing is special. */
export function runsOf(task: Task): string | null {
  const shell = formatShell(task);
  if (task.kind !== 'script') return shell;
  return `${shell === null ? '' : `${shell}, `}as a script of ${task.interpreter}`;
}

/** Number of a step on paper: `D12` is the twelfth step of the deployment. */
export type Numbers = ReadonlyMap<StepId, string>;

export function numberSteps(plan: Plan): Numbers {
  const letter = plan.plan.charAt(0).toUpperCase();
  const ids = [...new Set(plan.steps.map(releaseStepOf))];
  return new Map(ids.map((id, i) => [id, `${letter}${i + 1}`]));
}

/** Steps of one phase, as they follow one another. */
interface PhaseOnPaper {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly PlannedStep[];
}

export function phasesOf(plan: Plan): readonly PhaseOnPaper[] {
  const phases: { id: string; title: string; steps: PlannedStep[] }[] = [];
  for (const step of plan.steps) {
    const last = phases.at(-1);
    if (last?.id === step.phase.id) last.steps.push(step);
    else phases.push({ ...step.phase, steps: [step] });
  }
  return phases;
}

/** Steps that are done together, in order, on one batch before the next batch begins. */
export interface RollingGroup {
  readonly first: StepId;
  readonly last: StepId;
  readonly batches: readonly (readonly HostName[])[];
}

/** How a rolling group is followed on paper: its order, and a line per batch. */
export function describeRolling(
  { first, last, batches }: RollingGroup,
  numbers: Numbers,
): { readonly order: string; readonly batches: readonly string[] } {
  return {
    order: `Do ${numbers.get(first) ?? ''} to ${numbers.get(last) ?? ''} in this order on one batch, then all of them on the next batch:`,
    batches: batches.map((hosts, i) => `Batch ${i + 1}: ${hosts.join(', ')}`),
  };
}

/** Found by the waves: those of a rolling group alternate between its steps. By the first step of each group. */
export function rollingGroups(plan: Plan): ReadonlyMap<StepId, RollingGroup> {
  const lastWave = new Map(plan.waves.map((wave, i) => [wave.step, i]));
  const groups = new Map<StepId, RollingGroup>();
  for (let from = 0; from < plan.waves.length; ) {
    let end = from;
    for (let i = from; i <= end; i += 1)
      end = Math.max(end, lastWave.get(plan.waves[i]?.step as StepId) ?? end);
    const waves = plan.waves.slice(from, end + 1);
    const steps = [...new Set(waves.map((wave) => wave.step))];
    const [first, last] = [steps[0], steps.at(-1)];
    if (first !== undefined && last !== undefined && first !== last) {
      groups.set(first, { first, last, batches: batchesOf(waves) });
    }
    from = end + 1;
  }
  return groups;
}

function batchesOf(waves: readonly Wave[]): readonly (readonly HostName[])[] {
  const batches = new Map<number, Set<HostName>>();
  for (const wave of waves) {
    batches.set(wave.batch, new Set([...(batches.get(wave.batch) ?? []), ...wave.hosts]));
  }
  return [...batches].sort(([a], [b]) => a - b).map(([, hosts]) => [...hosts]);
}

/** The host of a unit, or those of the batch that it is about. */
export function namesOf({ host, about }: PlannedUnit): readonly HostName[] {
  return host === null ? (about ?? []) : [host];
}

/** Units that read the same, once, with their hosts. */
export interface SameText {
  readonly text: string;
  readonly hosts: readonly HostName[];
}

export function groupByText(
  units: readonly PlannedUnit[],
  write: (unit: PlannedUnit) => string | null,
): readonly SameText[] {
  const groups = new Map<string, HostName[]>();
  for (const unit of units) {
    const text = write(unit);
    if (text === null || unit.skipBecause !== null) continue;
    groups.set(text, [...(groups.get(text) ?? []), ...namesOf(unit)]);
  }
  return [...groups].map(([text, hosts]) => ({ text, hosts }));
}

/** For each step of a plan, how long backing out takes once the step is done, in words; none of a plan that is never backed out. */
export function backoutTimes(plan: Plan, history: UndoHistory): ReadonlyMap<StepId, string> {
  if (plan.frame === undefined) return new Map();
  return new Map(
    [...timesByStep(plan, history)].map(([step, { estimate, noReturn }]) => [
      step,
      `backing out from here: ${describeEstimate(withFewNames(estimate))}${noReturn ? '; a point of no return is passed' : ''}`,
    ]),
  );
}

/** So many steps without an estimate are named beside a step; of more, their number says it. */
const FEW_NAMES = 2;

function withFewNames(estimate: Omit<Estimate, 'waves'>): Omit<Estimate, 'waves'> {
  return estimate.without.length <= FEW_NAMES ? estimate : { ...estimate, without: [] };
}

/** Points of no return of the deployment: the backout plan does not take them back once they are passed. */
export function pointsOfNoReturn({ plans }: Pick<Runbook, 'plans'>): readonly string[] {
  const deployment = plans.find((plan) => plan.plan === 'deployment');
  if (deployment === undefined) return [];
  const numbers = numberSteps(deployment);
  return deployment.steps.flatMap((step) => {
    const why = noReturnOf(step, step.units);
    return why === null ? [] : [`${numbers.get(releaseStepOf(step)) ?? ''} ${step.title}: ${why}`];
  });
}

/** How long the whole backout on paper takes. */
export function backoutTime(plan: Plan, history: UndoHistory): string {
  return describeEstimate(timeOfSteps(plan, history));
}

/** What a step is, in one line; `owner` as the paper names who does it, `timing` when it begins and how long it takes. */
export function aboutStep(
  step: PlannedStep,
  { owner, timing, backoutTime }: Readonly<Record<'owner' | 'timing' | 'backoutTime', string | null>>,
): string {
  const parts = [
    step.id,
    step.kind,
    owner,
    step.sentence,
    timing,
    describeRetry(step),
    describeCaptures(step),
    step.evidence ? EVIDENCE : null,
    backoutTime,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
