/** What happens in a run, as a terminal shows it. */

import { type MessageEvent, messageRecord } from '#core/communication/told.ts';
import type { AttemptFinished, EventOf, RunEvent, RunHeader, UnitRef } from '#core/run/events.ts';
import { excludedBecause } from '#core/run/exclusion.ts';
import { type RunState, unitKey } from '#core/run/state.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatDayAndZone, formatTimeOfDay, formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeTaker } from '#core/words/hosts/describe-taken-over.ts';
import { describeOverridden } from '#core/words/release/describe-gate.ts';
import { noteOfAsked } from '#core/words/run/describe-asked.ts';
import { placeOfDefect } from '#core/words/run/describe-defect.ts';
import { describeMessageRecord } from '#core/words/run/describe-message.ts';
import { describeReason, labelSettledAs } from '#core/words/run/describe-reason.ts';
import { describeAnswer } from '#core/words/run/label-answer.ts';
import { labelQuestion } from '#core/words/run/label-question.ts';

/** Lines of events as they come, with the day and the zone of their times before the first, and again where one of them is another than before. */
export function createLines(): (event: RunEvent, state: Pick<RunState, 'decisions'>) => string {
  let named = '';
  return (event, state) => {
    const words = describeEvent(event, state);
    if (words === null) return '';
    const dayAndZone = formatDayAndZone(event.at);
    const head = dayAndZone === named ? '' : `Clock times are of ${dayAndZone}\n`;
    named = dayAndZone;
    return `${head}${formatTimeOfDay(event.at)}  ${words.replaceAll('\n', '\n          ')}\n`;
  };
}

/** One line for what a person who follows a run wants to see; null for the rest. */
export function describeEvent(event: RunEvent, state: Pick<RunState, 'decisions'>): string | null {
  switch (event.type) {
    case 'runCreated':
      return describeCreated(event.data);
    case 'preflightFinished':
      return event.data.passed
        ? `preflight passed on ${formatCount(event.data.hosts.length, 'host')}`
        : 'preflight found problems';
    case 'attemptFinished':
      return describeEnd(event.data);
    case 'unitSkipped':
      return `skipped     ${unitKey(event.data)}  ${describeReason(event.data.reason)}`;
    case 'hostExcluded':
      return `excluded    ${event.data.host}  ${describeReason(excludedBecause(event.data))}`;
    case 'questionAsked':
      return event.data.question.about === 'unit'
        ? null
        : `waiting     ${unitKey(event.data.question.unit)}: ${labelQuestion(event.data.question).toLowerCase()}`;
    case 'questionAnswered':
      return describeDecision(event, unitDecided(state, event.seq));
    case 'stopRequested':
      return `stopping, asked by ${event.data.by}${inBrackets(noteOfAsked(event.data))}`;
    case 'noteAdded':
    case 'defectLogged':
    case 'defectClosed':
    case 'messageTold':
    case 'messageNotTold':
    case 'messageReceipt':
    case 'runClosed':
      return describeEntry(event);
    case 'runResumed':
      return `resumed by ${event.data.by}${event.data.inFlight.length > 0 ? `; searching for what was running: ${event.data.inFlight.map(unitKey).join(', ')}` : ''}`;
    case 'attemptUnobserved':
      return `unobserved  ${unitKey(event.data)}  ${describeReason(event.data.reason)}`;
    case 'attemptReattached':
      return `found again ${unitKey(event.data)}${event.data.pid === null ? '' : `, pid ${event.data.pid}`}`;
    case 'attemptQuiet':
      return `quiet       ${unitKey(event.data)} for ${formatDuration(event.data.quietMs)}${event.data.lastLine ? `; last: ${event.data.lastLine}` : ''}`;
    case 'unitSettled':
      return `settled     ${unitKey(event.data)} as ${labelSettledAs(event.data.as)}: ${describeReason(event.data.reason)}`;
    case 'unitStillUnknown':
      return `unknown     ${unitKey(event.data)}: ${describeReason(event.data.reason)}`;
    case 'unitRecorded':
      return `on paper    ${unitKey(event.data)} ${event.data.outcome}, by ${event.data.by}, ${formatZonedTime(event.data.doneAt)}${inBrackets(event.data.note)}`;
    case 'hostIncluded':
      return `included    ${event.data.host} by ${event.data.by}${inBrackets(event.data.note)}`;
    case 'lossAcknowledged':
      return `loss acknowledged by ${event.data.by}: ${event.data.note}`;
    case 'hostTakenOver':
      return `taken over  ${event.data.host}  ${describeTaker(event.run, event.data)}`;
    case 'runPaused':
      return `paused by ${event.data.by}${inBrackets(noteOfAsked(event.data))}`;
    case 'runContinued':
      return `continued by ${event.data.by}${inBrackets(noteOfAsked(event.data))}`;
    case 'runStarted':
    case 'baselineSet':
    case 'attemptIntended':
    case 'attemptStarted':
    case 'runInterrupted':
    case 'runFinished':
      return null;
  }
}

type Entry = EventOf<'noteAdded' | 'defectLogged' | 'defectClosed' | 'runClosed'> | MessageEvent;

/** What people put down beside the course of the run. */
function describeEntry(event: Entry): string {
  switch (event.type) {
    case 'noteAdded':
      return `note by ${event.data.by}: ${event.data.text}`;
    case 'runClosed':
      return `closed by ${event.data.by}${inBrackets(event.data.note)}`;
    case 'defectLogged':
      return `defect      ${event.data.severity}${inBrackets(placeOfDefect(event.data))} by ${event.data.by}: ${event.data.text}`;
    case 'defectClosed':
      return `defect ${event.data.defect} closed by ${event.data.by}: ${event.data.note}`;
    default:
      return `message     ${event.data.message}: ${describeMessageRecord(messageRecord(event))}`;
  }
}

function describeEnd({
  outcome,
  reason,
  attempt,
  durationMs,
  adopted,
  leftBehind,
  ...ref
}: AttemptFinished): string {
  const more = [
    reason && describeReason(reason),
    adopted ? "from the host's record" : null,
    leftBehind ? 'left processes of its own running' : null,
  ].flatMap((words) => words ?? []);
  return `${outcome.padEnd(11)} ${unitKey(ref)}${attempt > 1 ? ` (attempt ${attempt})` : ''}  ${formatDuration(durationMs)}${more.length === 0 ? '' : `  ${more.join('; ')}`}`;
}

type Answered = Extract<RunEvent, { readonly type: 'questionAnswered' }>;

function describeDecision({ data: { answer, ...asked } }: Answered, unit: UnitRef | null): string {
  const about = unit === null ? '' : `${unitKey(unit)} `;
  return `decided     ${about}by ${asked.by}: ${describeAnswer(answer, unit)}${inBrackets(noteOfAsked(asked))}`;
}

function inBrackets(note: string | null): string {
  return note ? ` (${note})` : '';
}

/** What the decision of this event was about; null where that is the run, or is not known. */
function unitDecided({ decisions }: Pick<RunState, 'decisions'>, seq: number): UnitRef | null {
  return decisions.find((decision) => decision.seq === seq)?.unit ?? null;
}

function describeCreated({ run, releaseName, version, plan, environment, mode, gate }: RunHeader): string {
  const overridden = describeOverridden(gate);
  return `${run}: ${releaseName} ${version}, ${plan} on ${environment}${mode === 'live' ? '' : ` (${mode.toUpperCase()})`}${overridden === null ? '' : `, ${overridden}`}`;
}
