/** Plans as CSV, a row for each unit. */

import {
  describeCaptures,
  describeExpectation,
  describeRetry,
  limitMsOf,
  undoWordOf,
} from '#core/plan/describe-step.ts';
import { releaseStepOf } from '#core/plan/executor.ts';
import { guaranteeOf } from '#core/plan/guarantee.ts';
import { unitsInOrder } from '#core/plan/json.ts';
import type { Plan } from '#core/plan/model.ts';
import { describeTask, formatDoneIf, formatShell } from '#core/plan/show.ts';
import { stepOf } from '#core/run/state.ts';
import { type CsvCell, renderCsv } from './csv.ts';
import { numberSteps, printedPlans, type Runbook } from './runbook-model.ts';

const COLUMNS = [
  'plan',
  'number',
  'phase',
  'step',
  'title',
  'kind',
  'owner',
  'batch',
  'host',
  'command',
  'runs',
  'undo',
  'noUndo',
  'skip',
  'takesMs',
  'timeoutMs',
  'onFailure',
  'doneIf',
  'guarantee',
  'undoRuns',
  'when',
  'pauseBefore',
  'expect',
  'retry',
  'captures',
] as const;

/** One row per unit, in the order in which they are done. */
export function renderPlanCsv(plan: Plan): string {
  const { waves } = plan;
  const numbers = numberSteps(plan);
  const units = unitsInOrder(plan).map(({ unit }): readonly CsvCell[] => {
    const step = stepOf(plan, unit.step);
    const undo = undoWordOf(step, unit, 'live');
    return [
      plan.plan,
      numbers.get(releaseStepOf(step)) ?? '',
      step.phase.title,
      step.id,
      step.title,
      step.kind,
      step.owner,
      unit.batch,
      unit.host,
      describeTask(unit.task),
      formatShell(unit.task),
      undo.kind === 'undo' ? undo.command : null,
      undo.kind === 'undo' ? null : `${undo.kind}: ${undo.why}`,
      unit.skipBecause,
      step.takesMs,
      limitMsOf(step),
      step.onFailure,
      formatDoneIf(unit),
      guaranteeOf(step, unit),
      undo.kind === 'undo' ? undo.runs : null,
      unit.when,
      waves.some(
        ({ pauseBefore, batch, ...wave }) => pauseBefore && wave.step === step.id && batch === unit.batch,
      )
        ? 'true'
        : null,
      describeExpectation(step),
      describeRetry(step),
      describeCaptures(step),
    ];
  });
  return renderCsv([COLUMNS, ...units]);
}

/** The plans of the document, one after another; empty where it has none. */
export function renderPlansCsv(book: Runbook): string {
  return printedPlans(book).plans.map(renderPlanCsv).join('\n');
}
