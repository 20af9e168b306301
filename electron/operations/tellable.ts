/** Whether all that a log says can be told: in one that somebody changed, events may fit neither the plan nor each other. */
import type { Plan } from '#core/plan/model.ts';
import { renderRunReport } from '#core/report/run-report.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { Evidence } from '#core/run/evidence.ts';
import { plannedUnit } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { readRun } from '#core/run/view.ts';

interface Log {
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
  readonly evidence: Evidence;
}

/** By telling it once: the report says everything that a log can hold, but for what a question is about. */
export function isTellable({ plan, events, evidence }: Log): boolean {
  try {
    const view = readRun(foldRun(plan, events), { carriedOut: false, head: null });
    renderRunReport({ ...NOTHING_BESIDES, ...view, events, evidence });
    for (const { question } of view.state.questions.values()) plannedUnit(plan, question.unit);
    return true;
  } catch {
    return false;
  }
}

const NOTHING_BESIDES = {
  info: null,
  library: null,
  output: () => null,
  clock: null,
  backedOut: null,
  printedAt: new Date(0).toISOString(),
  qr: null,
};
