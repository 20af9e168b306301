/** How a run stands, for a terminal: what it waits for, what may be answered, and what to type to continue. */

import { computeBackout } from '#core/backout/backout.ts';
import type { HostName } from '#core/release/model.ts';
import type { DecisionLine } from '#core/report/run-report-decisions.ts';
import { cleaningCommand } from '#core/report/run-report-model.ts';
import { describeQuestion, describeRunState, textOfQuestion } from '#core/report/state-page-model.ts';
import type { Remedy } from '#core/run/events.ts';
import { remediesFor } from '#core/run/may-answer.ts';
import { suggestsBackout } from '#core/run/may-back-out.ts';
import type { RecoveryLine } from '#core/run/recovery.ts';
import type { RunSchedule } from '#core/run/schedule.ts';
import { lastAttempt, type OpenQuestion, type RunState, unitKey, unitOf } from '#core/run/state.ts';
import { countStates, tallyRun } from '#core/run/tally.ts';
import { unfitHosts } from '#core/run/unfit-hosts.ts';
import { type RunView, runWord, unitsLastRunning } from '#core/run/view.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeBatchHosts } from '#core/words/run/describe-batch-hosts.ts';
import { listFound } from '#core/words/run/describe-found.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { describeExpectedEnd } from '#core/words/run/describe-schedule.ts';
import { labelUnitState } from '#core/words/run/label-unit-state.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import type { RunEnd } from '#engine/run-handle.ts';
import { indent, safe } from './terminal.ts';

/** What a person decided or noted, which may be of several lines. */
export function describeDecisionLine({ at, by, what, about, note }: DecisionLine): string {
  const place = about === 'the run' ? '' : `, ${safe(about)}`;
  return `  ${formatZonedTime(at)} ${indent(by)}: ${indent(what)}${place}${note ? ` (${indent(note)})` : ''}\n`;
}

/** What became of what was running; nothing where nothing was. */
export function describeRecovery(lines: readonly RecoveryLine[]): string {
  if (lines.length === 0) return '';
  return `What was running when Holdpoint closed:\n${listFound(lines)
    .map((line) => `  ${indent(line)}\n`)
    .join('')}Nothing has been run again.\n`;
}

/** The last lines about a run that this program lets go of. */
export function describeEnd(view: RunView, kind: RunEnd['kind']): string {
  const { state } = view;
  const { run } = state.header;
  const counts = countStates(state).map(([name, count]) => `${count} ${labelUnitState(name, state.outcome)}`);
  const outcome = kind === 'left' ? whyLeft(state) : runWord(view);
  const reason = state.outcomeReason ? ` (${indent(describeReason(state.outcomeReason))})` : '';
  const backout =
    state.outcome === 'failed' && suggestsBackout(state) && computeBackout(state).units.length > 0
      ? `To undo what ran: holdpoint backout ${run}\n`
      : '';
  const idle = checkedNothing(state)
    ? 'Nothing was checked besides preflight: no check or probe step was done.\n'
    : '';
  const next = kind === 'left' ? `${questionLines(state).join('')}${describeWaysOn(state)}` : '';
  return `${run}: ${outcome}${reason}; ${counts.join(', ')}\n${idle}${backout}${next}`;
}

/** A check that came well to its end without a check: it says nothing of the hosts. */
function checkedNothing(state: RunState): boolean {
  return state.header.mode === 'check' && state.outcome === 'succeeded' && !tallyRun(state).counts.has('ok');
}

function whyLeft(state: RunState): string {
  if (state.takenOver.size > 0) return 'taken over by another program';
  if (state.interrupted) return 'interrupted; what was running may continue on the hosts';
  if (state.preflight?.passed === false) return 'interrupted; preflight found problems';
  return state.questions.size === 0 && state.paused !== null ? 'paused' : 'waiting for a person';
}

/** A run that continues elsewhere is not resumed here: what to do instead is said where that is told. */
function describeWaysOn(state: RunState): string {
  const { run } = state.header;
  const toEnd = `To end it: holdpoint stop ${run}\n`;
  if ([...state.takenOver.values()].some(({ workstation }) => workstation !== '')) return toEnd;
  const unfit = unfitHosts(state);
  const toContinue =
    unfit.length > 0
      ? `${describeReturn(state, unfit)}${describeWithout(run, unfit)}`
      : `To continue: holdpoint resume ${run}\n`;
  return `${toContinue}${toEnd}`;
}

/** Hosts that kept a begun run from continuing: it continues once they are fit. Those that have seen more than this library never are. */
function describeReturn({ header, preflight }: RunState, unfit: readonly HostName[]): string {
  const problems = preflight?.hosts
    .filter(({ host }) => unfit.includes(host))
    .flatMap((host) => host.problems);
  const names = unfit.map(safe).join(', ');
  if (problems?.every(({ code }) => code === 'library-behind'))
    return `To continue with ${names}: resume the run in the library that has the whole of it. Here it is refused again.\n`;
  const are = unfit.length === 1 ? 'it is' : 'they are';
  return `To continue with ${names}: wait until ${are} back, or fix what preflight found. Steps that are done are not run again. Then:
  holdpoint resume ${header.run}
`;
}

/** Each line is a command as it is typed. */
function describeWithout(run: string, unfit: readonly HostName[]): string {
  const them = unfit.length === 1 ? 'it' : 'them';
  const exclusions = unfit.map((host) => `  holdpoint exclude ${run} ${safe(host)}\n`);
  return `To continue without ${them} (holdpoint include includes an excluded host again):
${exclusions.join('')}  holdpoint resume ${run}
`;
}

/** Hosts on which records were left at the end, and what takes them away. */
export function describeLeft(state: RunState): string {
  const { recordsLeft } = state;
  if (recordsLeft.length === 0) return '';
  const hosts = recordsLeft.map(({ host, reason }) => `  ${safe(host)}  ${indent(describeReason(reason))}\n`);
  return `Records of it were left on these hosts:\n${hosts.join('')}To remove them: ${cleaningCommand({ state })}\n`;
}

/** How an open run stands and how to continue; nothing for a run at its end but what it left on hosts. */
export function describeOpenRun(view: RunView): string {
  const { state, carriedOut } = view;
  if (state.outcome !== null) return describeLeft(state);
  const said = describeRunState(view).map(endSentence).join(' ');
  const excluded = [...state.excluded].map(
    ([host, reason]) => `excluded: ${safe(host)} (${indent(describeReason(reason))})\n`,
  );
  return [
    `${safe(said)}\n`,
    ...runningLines(view),
    ...questionLines(state),
    ...excluded,
    carriedOut ? '' : describeWaysOn(state),
  ].join('');
}

/** How long the run goes or took, and of one that is carried out when it is expected to end. */
export function describeSchedule({ state, carriedOut }: RunView, schedule: RunSchedule): string {
  if (state.outcome !== null) return `it took ${formatDuration(schedule.elapsedMs)}\n`;
  if (!carriedOut || state.startedAt === null) return '';
  const end = describeExpectedEnd(schedule);
  return `elapsed ${formatDuration(schedule.elapsedMs)}${end === null ? '' : `; ${end}`}\n`;
}

function runningLines(view: RunView): readonly string[] {
  const { state, carriedOut } = view;
  return unitsLastRunning(view).map((ref) => {
    const unit = unitOf(state, ref);
    const attempt = unit ? lastAttempt(unit) : null;
    const pid = attempt?.pid ? `, pid ${attempt.pid}` : '';
    const record = carriedOut
      ? ''
      : attempt?.tracked
        ? '; its host keeps a record of it'
        : '; nothing keeps a record of it';
    return `${carriedOut ? 'running' : 'was running'}: ${unitKey(ref)}${pid}${record}\n`;
  });
}

/** Each open question with what an answers file can say to it. */
function questionLines(state: RunState): readonly string[] {
  return [...state.questions.values()].map((open) => {
    const { question } = open;
    const key = question.about === 'verdict' ? 'verdict' : question.unit.step;
    const text = textOfQuestion(question);
    const hosts = describeBatchHosts(state.plan, question);
    const said = [hosts, text]
      .flatMap((each) => (each === null ? [] : [`${safe(each).replaceAll(/^/gm, '    ')}\n`]))
      .join('');
    const where = question.about === 'verdict' ? 'verification' : unitKey(question.unit);
    return `question: ${where}: ${indent(describeQuestion(question))}\n${said}  in an answers file: ${key}: ${answersTo(state, open).join(' | ')}\n`;
  });
}

const SETTLE = '{ settle: done | failed | not_run, note: … }';

/** In the words of an answers file. Settling is one answer with three values. */
const REMEDY_ANSWERS: Readonly<Record<Remedy, string>> = {
  retry: 'retry',
  skip: '{ skip: reason }',
  exclude: 'exclude',
  stop: 'stop',
  recheck: 'recheck',
  check: 'check',
  'settle-done': SETTLE,
  'settle-failed': SETTLE,
  'settle-not-run': SETTLE,
};

function answersTo(state: RunState, { question }: OpenQuestion): readonly string[] {
  switch (question.about) {
    case 'unit':
      return [...new Set(remediesFor(state, question.unit).map((remedy) => REMEDY_ANSWERS[remedy]))];
    case 'manual':
      return [question.items.length === 0 ? 'done' : '{ items: all }'];
    case 'notify':
      return ['done'];
    case 'hold':
      return ['{ released_by: [person, …], note: … }'];
    case 'batch':
      return ['continue', 'stop'];
    case 'step':
      return ['begin', 'begin_rest'];
    case 'verdict':
      return ['success', 'back_out', '{ leave: which fix was logged }'];
  }
}
