import { createFiles } from '#adapters/files/files.ts';
import { type Estimate, NO_HISTORY, timeOfSteps, type UndoHistory } from '#core/backout/time.ts';
import { wholeBackout } from '#core/backout/whole-backout.ts';
import {
  describeCondition,
  describePause,
  describeStep,
  describeUndo,
  undoWordOf,
} from '#core/plan/describe-step.ts';
import { type PlanJson, planJson } from '#core/plan/json.ts';
import type { Plan, PlannedStep, PlannedUnit, Wave } from '#core/plan/model.ts';
import { describeTask, formatDoneIf, formatShell } from '#core/plan/show.ts';
import { PLAN_NAMES, type PlanName } from '#core/release/model.ts';
import { pointsOfNoReturn } from '#core/report/runbook-model.ts';
import type { Mode } from '#core/run/events.ts';
import { skippedByMode } from '#core/run/skipped-by-mode.ts';
import { stepOf } from '#core/run/state.ts';
import { describeEstimate } from '#core/words/describe-estimate.ts';
import { describeGuaranteeOf } from '#core/words/describe-guarantee.ts';
import { plannedNotices } from '#core/words/describe-notice.ts';
import { describeReason } from '#core/words/describe-reason.ts';
import { labelMode } from '#core/words/label-run.ts';
import type { Files } from '#engine/ports.ts';
import { type LoadedRelease, type PlanChoice, planLoaded } from '#operations/loaded-release.ts';
import { undoHistory } from '#operations/undo-history.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { readVars } from '../options.ts';
import { loadReleaseFile } from '../release-file.ts';
import { askLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface PlanOptions {
  readonly data?: string;
  readonly env: string;
  readonly plan: string;
  readonly limit?: string;
  readonly var?: readonly string[];
  readonly json?: boolean;
}

export async function planCommand(path: string, options: PlanOptions): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const files = createFiles(file.folder);
  const choice = choiceOf(options);
  const planned = await planLoaded(loaded, choice, { files });
  if (!planned.plan)
    throw new CliFailure('plan-invalid', planned.problems.map((problem) => problem.message).join('\n'));
  return showPlan({ loaded, files, plan: planned.plan, mode: 'live' }, choice, options);
}

interface MadePlan {
  readonly loaded: LoadedRelease;
  readonly files: Files;
  readonly plan: Plan;
  readonly mode: Mode;
}

/** Prints it: all that would be done, in order. Of a rehearsal or a check nobody thinks of an undo. */
export async function showPlan(
  { loaded, files, plan, mode }: MadePlan,
  choice: PlanChoice,
  { data, json }: Pick<PlanOptions, 'data' | 'json'>,
): Promise<number> {
  const points = await pointsBefore(loaded, choice, files);
  const time = mode === 'live' ? await backoutTimeOf(plan, data) : null;
  if (json)
    printJson({ ...inMode(planJson(plan), mode), backout: backoutTimeJson(time), pointsOfNoReturn: points });
  else process.stdout.write(describePlan({ plan, mode, points, time }));
  return EXIT.ok;
}

/** With what its mode leaves out. */
function inMode({ units, ...plan }: PlanJson, mode: Mode) {
  return {
    ...plan,
    mode,
    units: units.map(({ pauseBefore, ...unit }) => ({
      ...unit,
      pauseBefore: pauseBefore && mode !== 'check',
      skippedByMode: skippedByMode(unit.kind, mode) !== null,
    })),
  };
}

/** What the deployment may have passed before it is backed out; of any other plan its own steps say it. */
async function pointsBefore(
  loaded: LoadedRelease,
  choice: PlanChoice,
  files: Files,
): Promise<readonly string[]> {
  if (choice.plan !== 'backout') return [];
  const before = await planLoaded(loaded, { ...choice, plan: 'deployment' }, { files });
  return before.plan === null ? [] : pointsOfNoReturn({ plans: [before.plan] });
}

/** How long backing out all of the plan takes, or the plan itself where it is a backout; null where nothing is backed out. */
async function backoutTimeOf(plan: Plan, data: string | undefined): Promise<Estimate | null> {
  const isBackout = plan.plan === 'backout';
  if (!isBackout && plan.frame === undefined) return null;
  return timeOfSteps(isBackout ? plan : wholeBackout(plan), await historyOf(plan, data));
}

/** What the library saw of earlier backouts, where there is one. */
function historyOf({ release }: Plan, data: string | undefined): Promise<UndoHistory> {
  return askLibrary(data, (library) => undoHistory(library, release.id), {
    otherwise: NO_HISTORY,
    missing: 'The time to back out does not count what earlier backouts took',
  });
}

function backoutTimeJson(time: Estimate | null) {
  return time && { ms: time.ms, unestimated: time.unestimated, without: time.without };
}

export function choiceOf(options: Omit<PlanOptions, 'json'>): PlanChoice {
  const plan = PLAN_NAMES.find((name) => name === options.plan);
  if (!plan)
    throw new CliFailure(
      'usage',
      `There is no plan "${options.plan}"; choose one of ${PLAN_NAMES.join(', ')}`,
    );
  return {
    plan: plan satisfies PlanName,
    environment: options.env,
    limit: options.limit ?? null,
    vars: readVars(options.var),
  };
}

interface ShownPlan {
  readonly plan: Plan;
  readonly mode: Mode;
  readonly points: readonly string[];
  readonly time: Estimate | null;
}

/** The plan for a terminal: each wave with its hosts, and of each unit all that will run. */
function describePlan({ plan, mode, points, time }: ShownPlan): string {
  const { name, version } = plan.release;
  const ofMode = mode === 'live' ? '' : `, ${labelMode(mode).toLowerCase()}`;
  const head = `${safe(name)} ${safe(version)}: ${plan.plan} on ${safe(plan.environment.name)}${ofMode}, revision ${plan.revision}`;
  if (plan.waves.length === 0) return `${head}\nIt has no step to run; a run of it is refused\n`;
  const lines = plan.waves.flatMap((wave) => describeWave({ plan, mode }, wave, stepOf(plan, wave.step)));
  const takes = time === null ? [] : [`backing out all of it takes ${safe(describeEstimate(time))}`];
  const passed =
    points.length === 0
      ? []
      : [
          'once one of these is passed, the backout does not undo it:',
          ...points.map((point) => `  point of no return: ${safe(point)}`),
        ];
  const notices = plannedNotices(plan.hosts).map(({ host, text }) => `note: ${host}: ${text}`);
  return `${[head, ...passed, ...takes, ...notices, '', ...lines].join('\n')}\n`;
}

/** A step's first wave need not be of the first batch: in a rolling phase it may have none of its hosts there. */
function isFirst(plan: Plan, wave: Wave): boolean {
  return plan.waves.find((each) => each.step === wave.step) === wave;
}

function describeWave(
  { plan, mode }: Pick<ShownPlan, 'plan' | 'mode'>,
  wave: Wave,
  step: PlannedStep,
): readonly string[] {
  const title = `${step.id}: ${safe(step.title)}${wave.batch > 1 ? ` (batch ${wave.batch})` : ''}`;
  const leftOut = skippedByMode(step.kind, mode);
  if (leftOut !== null) return [title, ...said('    ', `skipped: ${describeReason(leftOut)}`)];
  const first = isFirst(plan, wave);
  const hasUndo = plan.plan !== 'backout' && mode === 'live';
  const units = step.units.filter((unit) => unit.batch === wave.batch);
  const about = !first ? [] : [...describeStep(step), describeGuaranteeOf(step), noReturnOf(step)];
  return [
    title,
    ...[mode === 'check' ? null : describePause(wave), ...about].flatMap((text) => said('    ', text)),
    ...units.flatMap((unit) => describeUnit(step, unit, hasUndo)),
  ];
}

function noReturnOf(step: PlannedStep): string | null {
  return step.noUndo?.kind === 'no-return' ? describeUndo(step.noUndo) : null;
}

/** What undoes has no undo of its own to speak of, and what is skipped has nothing to undo. */
function describeUnit(step: PlannedStep, unit: PlannedUnit, hasUndo: boolean): readonly string[] {
  const word = undoWordOf(step, unit);
  const isSilent = !hasUndo || word.kind === 'no-return' || unit.skipBecause !== null;
  return [
    `  ${unit.host ?? '(no host)'}  ${indent(describeTask(unit.task))}`,
    ...said('    runs ', formatShell(unit.task)),
    ...said('    ', describeCondition(unit)),
    ...said('    done if: ', formatDoneIf(unit)),
    ...said('    ', isSilent ? null : describeUndo(word)),
  ];
}

function said(label: string, text: string | null): readonly string[] {
  return text === null ? [] : [`${label}${indent(text)}`];
}

function indent(text: string): string {
  return safe(text).trimEnd().replaceAll('\n', '\n      ');
}
