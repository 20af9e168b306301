/** What `plan` and `run --dry-run` say of a plan, for a terminal and for a program. */
import type { Estimate } from '#core/backout/time.ts';
import {
  describeCondition,
  describePause,
  describeStep,
  describeUndo,
  describeUndoOf,
  noReturnOf,
} from '#core/plan/describe-step.ts';
import { planJson } from '#core/plan/json.ts';
import type { Plan, PlannedStep, PlannedUnit, Wave } from '#core/plan/model.ts';
import { describeTask, formatDoneIf, formatHostAddress, formatShell } from '#core/plan/show.ts';
import type { Host } from '#core/release/model.ts';
import type { Mode } from '#core/run/mode.ts';
import { skippedByMode } from '#core/run/skipped-by-mode.ts';
import { stepOf } from '#core/run/state.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import { plannedNotices } from '#core/words/hosts/describe-notice.ts';
import { describeGuaranteeOf } from '#core/words/release/describe-guarantee.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { labelMode } from '#core/words/run/label-run.ts';
import { indent, safe } from './terminal.ts';

export interface ShownPlan {
  readonly plan: Plan;
  readonly mode: Mode;
  readonly points: readonly string[];
  readonly time: Estimate | null;
}

/** The plan for a terminal: each wave with its hosts, and of each unit all that will run. */
export function describePlan({ plan, mode, points, time }: ShownPlan): string {
  const { name, version } = plan.release;
  const ofMode = mode === 'live' ? '' : `, ${labelMode(mode).toLowerCase()}`;
  const head = `${safe(name)} ${safe(version)}: ${plan.plan} on ${safe(plan.environment.name)}${ofMode}, revision ${plan.revision}`;
  if (plan.waves.length === 0) return `${head}\nIt has no step to run; a run of it is refused\n`;
  const lines = plan.waves.flatMap((wave) => describeWave({ plan, mode }, wave, stepOf(plan, wave.step)));
  const later =
    plan.from === undefined
      ? []
      : [`it begins at ${safe(plan.from)}; what comes before is left out, but for hold points`];
  const takes = time === null ? [] : [`backing out all of it takes ${safe(describeEstimate(time))}`];
  const passed =
    points.length === 0
      ? []
      : [
          'once one of these is passed, the backout does not undo it:',
          ...points.map((point) => `  point of no return: ${safe(point)}`),
        ];
  const notices = plannedNotices(plan.hosts).map(({ host, text }) => `note: ${host}: ${text}`);
  const hosts = plan.hosts.map(describeHost);
  return `${[head, ...later, ...passed, ...takes, ...hosts, ...notices, '', ...lines].join('\n')}\n`;
}

/** Where it is reached, as whom, and through which host. */
function describeHost(host: Host): string {
  const via = host.via === null ? '' : `, via ${host.via}`;
  return `host ${host.name}: ${safe(formatHostAddress(host))}${via}`;
}

/** The same for a program. */
export function planDocument({ plan, mode, points, time }: ShownPlan) {
  const backout = time && { ms: time.ms, unestimated: time.unestimated, without: time.without };
  return { ...planJson(plan, mode), backout, pointsOfNoReturn: points };
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
  // The title of a step that is done once for each batch says which one.
  const batch = wave.batch > 1 && step.of === undefined ? ` (batch ${wave.batch})` : '';
  const title = `${step.id}: ${safe(step.title)}${batch}`;
  const leftOut = skippedByMode(step.kind, mode);
  if (leftOut !== null) return [title, ...said('    ', `skipped: ${describeReason(leftOut)}`)];
  const first = isFirst(plan, wave);
  const hasUndo = plan.plan !== 'backout' && mode === 'live';
  const units = step.units.filter((unit) => unit.batch === wave.batch);
  const about = !first ? [] : [...describeStep(step), describeGuaranteeOf(step), describeNoReturn(step)];
  return [
    title,
    ...[mode === 'check' ? null : describePause(wave), ...about].flatMap((text) => said('    ', text)),
    ...units.flatMap((unit) => describeUnit(step, unit, hasUndo)),
  ];
}

function describeNoReturn(step: PlannedStep): string | null {
  const why = noReturnOf(step, step.units);
  return why === null ? null : describeUndo({ kind: 'no-return', why });
}

/** What undoes has no undo of its own to speak of. */
function describeUnit(step: PlannedStep, unit: PlannedUnit, hasUndo: boolean): readonly string[] {
  return [
    `  ${unit.host ?? '(no host)'}  ${indent(describeTask(unit.task))}`,
    ...said('    runs ', formatShell(unit.task)),
    ...said('    ', describeCondition(unit)),
    ...said('    done if: ', formatDoneIf(unit)),
    ...said('    ', hasUndo ? describeUndoOf(step, unit) : null),
  ];
}

function said(label: string, text: string | null): readonly string[] {
  return text === null ? [] : [`${label}${indent(text)}`];
}
