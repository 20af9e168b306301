/** How it is known what became of an attempt: one line for each thing that bears on it, in the order of the log. */

import { guaranteeOf } from '#core/plan/guarantee.ts';
import type { RunEvent } from '#core/run/events.ts';
import {
  type Attempt,
  plannedUnit,
  type RunState,
  stepOf,
  type Unit,
  unobservedBecause,
} from '#core/run/state.ts';
import { whyUntracked } from '#core/run/tracking.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeLeftBehind } from '../words/run/describe-left-behind.ts';
import { describeReason, labelEvidence, labelSettledAs } from '../words/run/describe-reason.ts';
import { PAPER_MARK } from './provenance.ts';
import { eventsOf } from './run-report-events.ts';
import type { RunReport } from './run-report-model.ts';
import { preflightOf } from './run-report-preflight.ts';

export function describeProvenance(report: RunReport, unit: Unit, attempt: Attempt): readonly string[] {
  const told = eventsOf(report, { ...unit.ref, attempt: attempt.number, id: attempt.id });
  const because = unobservedBecause(attempt);
  return [
    ...notTracked(report, unit, attempt),
    ...told.flatMap((event) => tell(event, attempt) ?? []),
    ...settledByAnswer(attempt, told),
    ...(because === null ? [] : [`Not observed at present: ${describeReason(because)}`]),
  ];
}

function tell(event: RunEvent, attempt: Attempt): string | null {
  const at = formatZonedTime(event.at);
  switch (event.type) {
    case 'attemptUnobserved':
      return `Connection lost ${at}: ${describeReason(event.data.reason)}`;
    case 'attemptReattached':
      return `Found running again ${at}${event.data.pid === null ? '' : `, pid ${event.data.pid}`}; its output continues where it was cut`;
    case 'attemptQuiet':
      return `Printed nothing for ${formatDuration(event.data.quietMs)} until ${at}${event.data.lastLine === '' ? '' : `; its last line: ${event.data.lastLine}`}`;
    case 'runInterrupted':
      return `Was running when Holdpoint closed, found ${at}`;
    case 'runResumed':
      return `Was running when Holdpoint closed; searched for from ${at} on`;
    case 'attemptFinished':
      return event.at === attempt.finished?.at ? describeAttemptEnd(event.data, attempt, at) : null;
    case 'unitStillUnknown':
      return `Checked again ${at}, ${labelEvidence(event.data.evidence)}; still unknown: ${describeReason(event.data.reason)}`;
    case 'unitSettled':
      return attempt.settled === null ? null : describeSettlement(event.data, at);
    case 'unitRecorded': {
      const { by, doneAt, outcome, note } = event.data;
      return `${PAPER_MARK}: ${outcome === 'ok' ? 'done' : 'failed'}, says ${by}, ${formatZonedTime(doneAt)}; recorded ${at}${note === null ? '' : `; ${note}`}`;
    }
    case 'questionAnswered':
      return `Answered ${at} by ${event.data.by}`;
    default:
      return null;
  }
}

type Settled = Extract<RunEvent, { type: 'unitSettled' }>['data'];

function describeSettlement({ as, evidence, reason }: Settled, at: string): string {
  return `Settled as ${labelSettledAs(as)} ${at}, ${labelEvidence(evidence)}: ${describeReason(reason)}`;
}

/** A person's answer settles it without an event of its own. */
function settledByAnswer({ settled }: Attempt, told: readonly RunEvent[]): readonly string[] {
  if (settled === null || told.some((event) => event.type === 'unitSettled')) return [];
  return [`${describeReason(settled.reason)} (${formatZonedTime(settled.at)})`];
}

type End = Extract<RunEvent, { type: 'attemptFinished' }>['data'];

function describeAttemptEnd({ adopted, leftBehind }: End, attempt: Attempt, at: string): string | null {
  const parts = [
    adopted ? `Its outcome was taken ${at} from the host's record; nobody was watching when it ended` : null,
    leftBehind ? describeLeftBehind(attempt) : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('. ');
}

/** Said where the plan says more than the host could keep. */
function notTracked(report: RunReport, unit: Unit, attempt: Attempt): readonly string[] {
  const guarantee = labelGuarantee(report.state, unit);
  if (attempt.tracked || attempt.onPaper || guarantee === null || guarantee === 'attached') return [];
  const why = whyUntracked(report.state.plan, preflightOf(report)?.hosts ?? [], unit.ref);
  return [
    `Not tracked${why === null ? '' : ` (${describeReason(why)})`}: its outcome would not be known had the connection been lost`,
  ];
}

/** What is promised of commands on hosts, less what check mode cannot keep; null for everything else. */
export function labelGuarantee(
  { plan, header }: RunState,
  { ref }: Unit,
): 'tracked' | 'attached' | 'reboot' | null {
  const guarantee = guaranteeOf(stepOf(plan, ref.step), plannedUnit(plan, ref));
  const isCommand = guarantee === 'tracked' || guarantee === 'attached' || guarantee === 'reboot';
  if (!isCommand) return null;
  return header.mode === 'check' ? 'attached' : guarantee;
}
