import type { HostName, Revision, StepId, StepKind } from '#core/release/model.ts';
import { type Guarantee, guaranteeOf } from './guarantee.ts';
import type { Plan, PlannedStep, PlannedUnit } from './model.ts';
import { showDoneIf, showShell, showTask, showUndo } from './show.ts';

/** What `holdpoint plan --json` prints. Stable: fields may be added, none renamed. */
export interface PlanJson {
  readonly revision: Revision;
  readonly plan: string;
  readonly environment: string;
  readonly limit: string | null;
  readonly sentences: readonly { readonly step: StepId; readonly text: string }[];
  readonly units: readonly UnitJson[];
}

export interface UnitJson {
  readonly step: StepId;
  readonly phase: string;
  readonly host: HostName | null;
  readonly batch: number;
  readonly kind: StepKind;
  readonly command: string;
  readonly undo: string | null;
  /** Its own check; null where the step has none. */
  readonly doneIf: string | null;
  /** What is known of it after a lost link or a crash. */
  readonly guarantee: Guarantee;
  /** User, folder and environment of the command; null where nothing is special. */
  readonly shell: string | null;
  /** The condition that was decided false; null where the unit runs. */
  readonly skip: string | null;
}

/** The plan as `holdpoint plan --json` prints it: the units in the order in which they are done. */
export function planJson(plan: Plan): PlanJson {
  return {
    revision: plan.revision,
    plan: plan.plan,
    environment: plan.environment.name,
    limit: plan.limit,
    sentences: plan.steps.flatMap((step) =>
      step.sentence === null ? [] : [{ step: step.id, text: step.sentence }],
    ),
    units: unitsInOrder(plan).map(({ step, unit }) => unitJson(step, unit)),
  };
}

/** Every unit in the order in which it is done: wave by wave, hosts in inventory order. */
export function unitsInOrder(
  plan: Pick<Plan, 'steps' | 'waves'>,
): readonly { readonly step: PlannedStep; readonly unit: PlannedUnit }[] {
  const batches = new Map<string, { step: PlannedStep; unit: PlannedUnit }[]>();
  for (const step of plan.steps) {
    for (const unit of step.units) {
      const key = `${step.id} ${unit.batch}`;
      const batch = batches.get(key) ?? [];
      batches.set(key, batch);
      batch.push({ step, unit });
    }
  }
  return plan.waves.flatMap((wave) => batches.get(`${wave.step} ${wave.batch}`) ?? []);
}

function unitJson(step: PlannedStep, unit: PlannedUnit): UnitJson {
  return {
    step: step.id,
    phase: step.phase.id,
    host: unit.host,
    batch: unit.batch,
    kind: step.kind,
    command: showTask(unit.task),
    undo: unit.undo === null ? null : showUndo(unit.undo),
    doneIf: showDoneIf(unit),
    guarantee: guaranteeOf(step, unit),
    shell: showShell(unit.task),
    skip: unit.skipBecause,
  };
}
