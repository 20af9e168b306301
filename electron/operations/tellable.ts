/** Whether all that a log says can be told: of one that somebody changed, an event may hold anything. */
import type { Plan } from '#core/plan/model.ts';
import { renderRunReport } from '#core/report/run-report.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { Evidence } from '#core/run/evidence.ts';
import { foldRun } from '#core/run/transition.ts';
import { readRun } from '#core/run/view.ts';

interface Log {
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
  readonly evidence: Evidence;
}

/** By telling it once: the report says everything that a log can hold. */
export function isTellable({ plan, events, evidence }: Log): boolean {
  if (!events.every(({ data }) => hasTexts(data as unknown as Readonly<Record<string, unknown>>)))
    return false;
  try {
    const view = readRun(foldRun(plan, events), { carriedOut: false, head: null });
    renderRunReport({ ...NOTHING_BESIDES, ...view, events, evidence });
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

const TEXTS = ['by', 'note', 'text', 'step', 'host'];

function hasTexts(data: Readonly<Record<string, unknown>>): boolean {
  return TEXTS.every((key) => data[key] === undefined || data[key] === null || typeof data[key] === 'string');
}
