/** How a run that is not at its end stands, in words that serve people who continue from paper. */

import { type Backout, pointsPassed } from '#core/backout/backout.ts';
import type { Question } from '#core/run/events.ts';
import { offeredAnswers } from '#core/run/may-answer.ts';
import { type RecoveryLine, recoveryOf } from '#core/run/recovery.ts';
import {
  type Attempt,
  allUnits,
  IN_FLIGHT,
  lastAttempt,
  type OpenQuestion,
  type RunState,
  type Unit,
  unitOf,
  unobservedBecause,
} from '#core/run/state.ts';
import { type RunView, runStateName, unitsLastRunning } from '#core/run/view.ts';
import { describeEstimate } from '#core/words/backout/describe-estimate.ts';
import { formatCount, formatUnitCount } from '#core/words/figures/format-count.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { noteOfAsked } from '#core/words/run/describe-asked.ts';
import { describeLaterStart } from '#core/words/run/describe-later-start.ts';
import { describeBadOutcome, describeReason, describeWhy } from '#core/words/run/describe-reason.ts';
import { describeRelease } from '#core/words/run/describe-releasers.ts';
import { labelAnswer } from '#core/words/run/label-answer.ts';
import { STEP_BY_STEP } from '#core/words/run/label-run.ts';
import { labelGuarantee } from './describe-provenance.ts';
import { place, type RunReport } from './run-report-model.ts';

export interface StatePage {
  /** What the run waits for, and who or what holds it up; the first says it in one sentence. */
  readonly sentences: readonly string[];
  /** What the hosts said when the run was resumed. */
  readonly recovered: readonly RecoveryLine[];
  /** Attempts without an outcome; of an interrupted run, those that nobody saw end. */
  readonly running: readonly ListedUnit[];
  /** Units of unknown outcome that were not running. */
  readonly unknown: readonly ListedUnit[];
  readonly questions: readonly OpenQuestion[];
  /** By step, in plan order, what was not begun. */
  readonly notBegun: readonly NotBegun[];
}

export interface ListedUnit {
  readonly unit: Unit;
  /** When it was begun, and its process where that is known. */
  readonly begun: string;
  /** Why nobody knows its outcome, and how it can be learned. */
  readonly known: string;
  /** Nobody watches it: what became of it has to be found out. */
  readonly isOpen: boolean;
}

export interface NotBegun {
  readonly number: number;
  readonly title: string;
  readonly step: string;
  /** `all 12 hosts`, or the hosts by name; null for a step without hosts. */
  readonly where: string | null;
}

/** Null for a run at its end. */
export function statePage(report: RunReport): StatePage | null {
  const { state } = report;
  if (state.outcome !== null) return null;
  const going = runningUnits(report);
  const isGoing = new Set(going.map(({ unit }) => unit));
  const unknown = [...allUnits(state)].filter((unit) => unit.state === 'unknown' && !isGoing.has(unit));
  return {
    sentences: describeRunState(report),
    recovered: state.paused?.because === 'recovery' ? recoveryOf(state) : [],
    running: going,
    unknown: unknown.map((unit) => listedUnit(report, unit)),
    questions: [...state.questions.values()],
    notBegun: notBegun(state),
  };
}

/** How an open run stands, in plain words; sentences without their full stop. */
export function describeRunState(view: RunView): readonly string[] {
  const { state, carriedOut } = view;
  const name = runStateName(view);
  const sentences = [
    ...(name === 'interrupted' ? interrupted(view) : []),
    ...(state.stop === null ? paused(state) : []),
    ...[describeLaterStart(state)].filter((each) => each !== null),
    ...(state.stepByStep ? [`It goes step by step. ${STEP_BY_STEP.means}`] : []),
    ...(state.questions.size > 0
      ? [`It waits for a person: ${describeQuestions(state.questions.size)}`]
      : []),
    ...(state.stop === null ? [] : [`A stop was asked for by ${state.stop.by}. Nothing more begins`]),
    ...(name === 'running' ? ['A program carries it out at present'] : []),
    ...(carriedOut || name === 'interrupted' ? [] : ['No program carries it out at present']),
    ...(state.preflight?.passed === false ? ['Preflight found problems; fix them before it continues'] : []),
  ];
  return [...new Set(sentences)];
}

function interrupted({ state, lastAt }: RunView): readonly string[] {
  const when = `. The newest event in its log is from ${formatZonedTime(lastAt)}`;
  const what = state.interrupted
    ? 'The program that carried this run out has ended in the middle of it'
    : 'No program carries it out, and nothing was running when the last one closed';
  return [
    `${what}${when}`,
    state.startedAt === null ? 'Nothing of its plan was begun' : 'Nothing has been run again',
  ];
}

function paused({ paused, searching }: RunState): readonly string[] {
  if (paused === null) return [];
  const note = noteOfAsked(paused);
  const who = `by ${paused.by}, ${formatZonedTime(paused.at)}`;
  if (paused.because === 'person')
    return [
      `Paused ${who}${note ? `: ${note}` : ''}`,
      'Nothing new begins until a person continues it; what is running continues to its end',
    ];
  const looked =
    searching.size === 0 ? '' : `; Holdpoint is still searching for ${formatUnitCount(searching.size)}`;
  return [`Resumed ${who}${looked}. It continues when a person says so`, 'Nothing has been run again'];
}

function describeQuestions(count: number): string {
  return count === 1 ? 'one question is open' : `${count} questions are open`;
}

function runningUnits(report: RunReport): readonly ListedUnit[] {
  const { state } = report;
  return unitsLastRunning(report).flatMap((ref) => {
    const unit = unitOf(state, ref);
    return unit ? listedUnit(report, unit) : [];
  });
}

function listedUnit({ state }: RunReport, unit: Unit): ListedUnit {
  const attempt = lastAttempt(unit);
  if (!attempt) return { unit, begun: 'not begun', known: describeWhy(unit.reason), isOpen: true };
  const pid = attempt.pid === null ? '' : `, pid ${attempt.pid}`;
  const because = unobservedBecause(attempt);
  const isWatched = IN_FLIGHT.has(unit.state) && because === null;
  const quiet =
    attempt.quiet && isWatched
      ? `Printed nothing for ${formatDuration(attempt.quiet.quietMs)} or longer`
      : '';
  const why = describeWhy(because ?? unit.reason ?? attempt.finished?.reason ?? null);
  return {
    unit,
    begun: `${formatZonedTime(attempt.intendedAt)}${pid}`,
    known: isWatched
      ? quiet
      : [why, howToLearn(state, unit, attempt)].filter((text) => text !== '').join('. '),
    isOpen: !isWatched,
  };
}

/** Where the outcome was looked for already, its reason says what came of that. */
function howToLearn(state: RunState, unit: Unit, { tracked, finished }: Attempt): string {
  if (labelGuarantee(state, unit) === null) return '';
  if (!tracked) return 'The host keeps no record of it: look there what became of it';
  const isSearched = finished !== null && finished.at !== null;
  return isSearched ? '' : 'The host keeps a record of it, from which its outcome can be learned';
}

function notBegun(state: RunState): readonly NotBegun[] {
  return state.plan.steps.flatMap((step, i) => {
    const units = [...(state.units.get(step.id)?.values() ?? [])];
    const waiting = units.filter((unit) => unit.state === 'waiting');
    if (waiting.length === 0) return [];
    const hosts = waiting.flatMap((unit) => unit.ref.host ?? []);
    const isAll = hosts.length === units.length && hosts.length > MOST_NAMED;
    const where = isAll ? `all ${hosts.length} hosts` : hosts.join(', ');
    return [{ number: i + 1, title: step.title, step: step.id, where: hosts.length === 0 ? null : where }];
  });
}

/** Where a step was begun on no host, more than these need no names. */
const MOST_NAMED = 6;

/** What is asked, in one line. */
export function describeQuestion(question: Question): string {
  switch (question.about) {
    case 'unit':
      return `${question.outcome}: ${describeBadOutcome(question)}`;
    case 'manual':
      return 'To be done by a person, and confirmed';
    case 'hold':
      return `Hold point: to be ${describeRelease(question)}`;
    case 'notify':
      return `To be sent by ${question.channel} to ${question.to.join(', ')}: ${question.subject}`;
    case 'batch':
      return `Batch ${question.batch} of ${question.batches} waits: ${question.hosts.join(', ')}`;
    case 'step':
      return 'It begins only when a person says yes, since the run goes step by step';
    case 'verdict':
      return `The verification is to be decided by: ${question.criteria.join('; ')}`;
  }
}

/** What a person is to do or to send, as it stands; null where the question says it all. */
export function textOfQuestion(question: Question): string | null {
  switch (question.about) {
    case 'manual':
      return [question.text.trim(), ...question.items.map((item) => `[ ] ${item}`)].join('\n');
    case 'notify':
      return question.body.trim();
    default:
      return null;
  }
}

export function placeOf({ about, unit }: Question): string {
  return about === 'verdict' ? 'verification' : place(unit.step, unit.host);
}

/** What may be answered, each answer in a few words. */
export function answersTo(state: RunState, open: OpenQuestion): readonly string[] {
  const offered = offeredAnswers(state, open).map(({ answer, needsNote }) => {
    const label = labelAnswer(state, open, answer);
    return needsNote === null ? label : `${label} (with a note)`;
  });
  const { releasedBy } = open;
  return releasedBy.length === 0 ? offered : [...offered, `released so far by ${releasedBy.join(', ')}`];
}

/** How far the run is from being backed out, and who takes no part any more. */
export function progressFacts(report: RunReport): readonly (readonly [string, string])[] {
  const left = [...report.state.excluded].map(([host, reason]) => `${host}: ${describeReason(reason)}`);
  return [
    ...clockFacts(report),
    ...(left.length === 0 ? [] : [['Excluded hosts', left.join('\n')] as const]),
  ];
}

/** Empty for a backout and where nothing changes. */
function clockFacts({ clock, state }: RunReport): readonly (readonly [string, string])[] {
  if (clock === null || state.header.mode === 'check') return [];
  const { noReturn, decideBy } = clock;
  const away =
    noReturn?.stepsAway === 0 ? 'next' : `${formatCount(noReturn?.stepsAway ?? 0, 'step')} before it`;
  const late = clock.isLate ? ', which has passed' : '';
  return [
    ...pointsPassed(clock.backout).map(
      ({ title, because }) => ['Point of no return passed', `${title}: ${because}`] as const,
    ),
    ['Backing out from here', describeFromHere(clock.backout)],
    ...(decideBy === null ? [] : [['Decide by', `${formatZonedTime(decideBy)}${late}`] as const]),
    ...(noReturn === null ? [] : [['Next point of no return', `${noReturn.title} (${away})`] as const]),
  ];
}

function describeFromHere({ units, estimate }: Backout): string {
  return units.length === 0 ? 'nothing to undo' : describeEstimate(estimate);
}

/** What to type to continue, and what for. */
export function commandsFor(report: RunReport): readonly (readonly [string, string])[] {
  const { run, undoes, mode } = report.state.header;
  if (report.carriedOut || !report.evidence.ok) return [];
  const isLost = runStateName(report) === 'interrupted';
  return [
    [
      isLost ? 'Find out what became of it, then continue' : 'Answer, and continue',
      `holdpoint resume ${run}`,
    ],
    ['End it, with all that still runs of it', `holdpoint stop ${run}`],
    ...(undoes === null && mode !== 'check'
      ? [['See what a backout would do', `holdpoint backout ${run} --dry-run`] as const]
      : []),
    [
      'Record what was done on paper',
      `holdpoint record ${run} --step STEP --host HOST --by PERSON --at TIME`,
    ],
  ];
}
