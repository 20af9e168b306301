/** What every form of a report says of the run as a whole. */
import type { RunState } from '#core/run/state.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatBetween } from '#core/words/figures/format-duration.ts';
import { formatZone, formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeLaterStart } from '#core/words/run/describe-later-start.ts';
import { STEP_BY_STEP } from '#core/words/run/label-run.ts';
import { describeBackedOutShort, type RunReport } from './run-report-model.ts';
import { labelEnvironment } from './words.ts';

/** The fact that paper sets apart, so that it can be compared by eye. */
export const REVISION = 'Revision';

/** What is known of the run as a whole, by name; null and empty ones are not said. */
export function factsOfRun(report: RunReport): readonly (readonly [string, string | null])[] {
  const { state, info, printedAt } = report;
  const { header, startedAt } = state;
  const values = Object.entries(header.vars).map(([name, value]) => `${name} = ${value}`);
  const where = labelEnvironment(header.environment, header.environmentKind);
  return [
    ['Run', header.run],
    ['Release', `${header.releaseName} ${header.version} (${header.releaseId})`],
    ['Baseline', info?.baseline ?? null],
    [REVISION, header.revision],
    ['Plan', header.plan],
    ['Environment', `${where}, ${formatCount(hostCount(state), 'host')}`],
    ['Limited to', header.limit],
    ['Values', values.join('\n')],
    ['Mode', header.mode],
    ['Beginning', describeLaterStart(state)],
    [STEP_BY_STEP.label, header.stepByStep ? STEP_BY_STEP.means : null],
    ['Operator', header.operator],
    ['Started', startedAt === null ? 'It did not start' : formatZonedTime(startedAt)],
    ['Ended', describeEnd(report)],
    ['Backs out', header.undoes],
    ['Backout', describeBackedOutShort(report)],
    ['Holdpoint', header.app],
    ['Printed', formatZonedTime(printedAt)],
    [
      'Clock times',
      `${formatZone(startedAt ?? printedAt)} where no other is named, the zone of the workstation that printed this`,
    ],
  ];
}

function hostCount({ plan }: RunState): number {
  return new Set(plan.steps.flatMap((step) => step.units.flatMap((unit) => unit.host ?? []))).size;
}

function describeEnd({ state, carriedOut }: RunReport): string {
  if (state.finishedAt === null)
    return carriedOut ? 'Had not ended when this was printed' : 'No end is recorded: it is open';
  if (state.startedAt === null) return formatZonedTime(state.finishedAt);
  const since = formatBetween(state.startedAt, state.finishedAt);
  return since === null
    ? `${formatZonedTime(state.finishedAt)}; the clock of the workstation was set back in between`
    : `${formatZonedTime(state.finishedAt)}, after ${since}`;
}
