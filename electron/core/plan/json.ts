import type { HostName, Revision, StepId, StepKind } from '#core/release/model.ts';
import type { Mode } from '#core/run/mode.ts';
import { skippedByMode } from '#core/run/skipped-by-mode.ts';
import { plannedNotices } from '#core/words/hosts/describe-notice.ts';
import { limitMsOf, type UndoWord, undoWordOf } from './describe-step.ts';
import { type Guarantee, guaranteeOf } from './guarantee.ts';
import type { Plan, PlannedStep, PlannedUnit, Shell } from './model.ts';
import { describeTask, formatDoneIf, formatShell, shellOf } from './show.ts';
import { formatText } from './text.ts';

/** What `holdpoint plan --json` prints. Stable: fields may be added, none renamed. */
export interface PlanJson {
  readonly revision: Revision;
  readonly plan: string;
  readonly environment: string;
  readonly limit: string | null;
  /** Of the run that is thought of; what a check or a rehearsal leaves out is marked. */
  readonly mode: Mode;
  /** The step at which it begins; null: the first. */
  readonly from: string | null;
  /** Every host that is connected to, jump hosts included, as the release says. */
  readonly hosts: readonly PlannedHostJson[];
  /** What is worth knowing of hosts before anything runs. */
  readonly notices: readonly { readonly host: HostName; readonly text: string }[];
  readonly sentences: readonly { readonly step: StepId; readonly text: string }[];
  readonly units: readonly PlannedUnitJson[];
}

export interface PlannedHostJson {
  readonly host: HostName;
  readonly address: string;
  readonly port: number;
  /** Null where the release names none. */
  readonly user: string | null;
  /** The jump host; null where it is reached directly. */
  readonly via: HostName | null;
}

export interface PlannedUnitJson {
  readonly step: StepId;
  readonly phase: string;
  readonly host: HostName | null;
  readonly batch: number;
  readonly kind: StepKind;
  readonly command: string;
  readonly undo: string | null;
  /** Tells apart what `undo: null` does not: nothing to undo, a point of no return, or nothing said. */
  readonly undoKind: UndoWord['kind'];
  /** Why there is no undo; null where there is one. */
  readonly undoBecause: string | null;
  /** As `shell`, of the undo. */
  readonly undoShell: string | null;
  /** Its own check; null where the step has none. */
  readonly doneIf: string | null;
  /** What is known of it after a lost link or a crash. */
  readonly guarantee: Guarantee;
  /** User, folder and environment of the command; null where nothing is special. */
  readonly shell: string | null;
  /** The user that `sudo` becomes; null: the one who logs in, or no command on a host. */
  readonly user: string | null;
  readonly cwd: string | null;
  /** Secrets stand as references. */
  readonly env: Readonly<Record<string, string>>;
  /** The condition that was decided false; null where the unit runs. */
  readonly skip: string | null;
  /** It comes before the step at which the run begins. */
  readonly leftOut: boolean;
  readonly skippedByMode: boolean;
  /** A condition that is decided when its turn comes. */
  readonly when: string | null;
  /** A person releases its batch before it starts. */
  readonly pauseBefore: boolean;
  readonly takesMs: number | null;
  /** Null where the step has no limit. */
  readonly timeoutMs: number | null;
  readonly retry: PlannedStep['retry'];
  readonly expect: Shell['expect'] | null;
  readonly onFailure: PlannedStep['onFailure'];
}

/** The plan as `holdpoint plan --json` prints it: the units in the order in which they are done. */
export function planJson(plan: Plan, mode: Mode): PlanJson {
  const paused = new Set(
    mode === 'check' ? [] : plan.waves.filter(({ pauseBefore }) => pauseBefore).map(batchKey),
  );
  return {
    revision: plan.revision,
    plan: plan.plan,
    environment: plan.environment.name,
    limit: plan.limit,
    from: plan.from ?? null,
    mode,
    hosts: plan.hosts.map(({ name, address, port, user, via }) => ({ host: name, address, port, user, via })),
    notices: plannedNotices(plan.hosts),
    sentences: plan.steps.flatMap((step) =>
      step.sentence === null ? [] : [{ step: step.id, text: step.sentence }],
    ),
    units: unitsInOrder(plan).map(({ step, unit }) => ({
      ...unitJson(step, unit, mode),
      pauseBefore: paused.has(batchKey(unit)),
    })),
  };
}

/** Every unit in the order in which it is done: wave by wave, hosts in inventory order. */
export function unitsInOrder(
  plan: Pick<Plan, 'steps' | 'waves'>,
): readonly { readonly step: PlannedStep; readonly unit: PlannedUnit }[] {
  const batches = new Map<string, { step: PlannedStep; unit: PlannedUnit }[]>();
  for (const step of plan.steps) {
    for (const unit of step.units) {
      const key = batchKey(unit);
      const batch = batches.get(key) ?? [];
      batches.set(key, batch);
      batch.push({ step, unit });
    }
  }
  return plan.waves.flatMap((wave) => batches.get(batchKey(wave)) ?? []);
}

function batchKey({ step, batch }: Pick<PlannedUnit, 'step' | 'batch'>): string {
  return `${step} ${batch}`;
}

function unitJson(step: PlannedStep, unit: PlannedUnit, mode: Mode): Omit<PlannedUnitJson, 'pauseBefore'> {
  const word = undoWordOf(step, unit, mode);
  const shell = shellOf(unit.task);
  return {
    step: step.id,
    phase: step.phase.id,
    host: unit.host,
    batch: unit.batch,
    kind: step.kind,
    command: describeTask(unit.task),
    undo: word.kind === 'undo' ? word.command : null,
    undoKind: word.kind,
    undoBecause: word.kind === 'undo' ? null : word.why,
    undoShell: word.kind === 'undo' ? word.runs : null,
    doneIf: formatDoneIf(unit),
    guarantee: guaranteeOf(step, unit),
    shell: formatShell(unit.task),
    ...shellJson(shell),
    skip: unit.leftOut ? null : unit.skipBecause,
    leftOut: unit.leftOut ?? false,
    skippedByMode: skippedByMode(step.kind, mode) !== null,
    when: unit.when,
    takesMs: step.takesMs,
    timeoutMs: limitMsOf(step),
    retry: step.retry,
    expect: shell?.expect ?? null,
    onFailure: step.onFailure,
  };
}

function shellJson(shell: Shell | null): Pick<PlannedUnitJson, 'user' | 'cwd' | 'env'> {
  const env = Object.entries(shell?.env ?? {}).map(([name, text]) => [name, formatText(text)]);
  return {
    user: shell?.sudo?.user ?? null,
    cwd: shell?.cwd ? formatText(shell.cwd) : null,
    env: Object.fromEntries(env),
  };
}
