/** Which step a host is at, and what it answers: told by the log of the drill, since on the wire a step has no name. */
import { printedFor } from '#core/drill/printed.ts';
import { executorOf } from '#core/plan/executor.ts';
import type { Plan, PlannedStep, PlannedUnit, Task } from '#core/plan/model.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunEvent } from '#core/run/events.ts';
import { plannedUnit, stepOf } from '#core/run/state.ts';

/** One try at a step on a host. */
export interface DrillWork {
  readonly step: PlannedStep;
  readonly unit: PlannedUnit;
  readonly attempt: number;
  readonly id: string;
}

/** What came of it on the host. */
export interface WorkResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface WorkBook {
  /** What is begun from now on is of this plan. */
  open(plan: Plan): void;
  heed(events: readonly RunEvent[]): void;
  /** The try that the host is at; null where it is at none. */
  at(host: HostName): DrillWork | null;
  /** The one that it was at last. */
  last(host: HostName): DrillWork | null;
  byId(id: string): DrillWork | null;
}

export function createWorkBook(): WorkBook {
  const now = new Map<HostName, DrillWork>();
  const last = new Map<HostName, DrillWork>();
  const all = new Map<string, DrillWork>();
  let plan: Plan | null = null;
  return {
    open(next) {
      plan = next;
      now.clear();
    },
    heed(events) {
      for (const { type, data } of events) {
        if (plan === null) continue;
        if (type === 'attemptIntended') {
          const { step, host, attempt, id } = data;
          const unit = plannedUnit(plan, { step, host });
          const at = executorOf(unit);
          if (at === null) continue;
          const work = { step: stepOf(plan, step), unit, attempt, id };
          now.set(at, work);
          last.set(at, work);
          all.set(id, work);
        }
        const over = type === 'attemptFinished' ? executorOf(plannedUnit(plan, data)) : null;
        if (over !== null) now.delete(over);
      }
    },
    at: (host) => now.get(host) ?? null,
    last: (host) => last.get(host) ?? null,
    byId: (id) => all.get(id) ?? null,
  };
}

/** As the release says, or as it expects. */
export function resultOf({ step, unit }: DrillWork): WorkResult {
  const { drill = {} } = step;
  const { exit: [expected = 0] = [] } = expectOf(unit.task) ?? {};
  return {
    code: drill.exit ?? expected,
    stdout: withBreak(drill.stdout ?? printedOf(unit.task)),
    stderr: withBreak(drill.stderr ?? ''),
  };
}

function printedOf(task: Task): string {
  return 'shell' in task ? (printedFor(task.shell) ?? '') : '';
}

function expectOf(task: Task) {
  return 'shell' in task ? task.shell.expect : null;
}

function withBreak(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Steps of the plan of which nobody says what they print, and no text was found that they expect. */
export function unsaidSteps(plan: Plan): readonly StepId[] {
  return plan.steps
    .filter(({ drill, units }) => {
      const [unit] = units;
      return (
        drill?.stdout === undefined &&
        unit !== undefined &&
        'shell' in unit.task &&
        printedFor(unit.task.shell) === null
      );
    })
    .map(({ id }) => id);
}
