/** What a drill and its score sheet say. */
import type { DrillFault, FaultKind } from '../../drill/faults.ts';
import type { DrillBackout, DrillDecision, DrillResult, DrillSheet, LeftUndone } from '../../drill/score.ts';
import type { Advice, DrillSurvey } from '../../drill/survey.ts';
import type { StepId } from '../../release/model.ts';
import { formatCount } from '../figures/format-count.ts';
import { formatDuration, formatRoundedUp } from '../figures/format-duration.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { describeAnswer } from '../run/label-answer.ts';
import { labelQuestion } from '../run/label-question.ts';
import { STATE_MEANINGS } from '../run/label-unit-state.ts';

/** Marks everything that comes of a drill. */
export const DRILL_MARK = {
  letters: 'DRILL',
  words: 'Drill on emulated hosts: nothing of this happened on a real one',
} as const;

export const FAULT_LABELS: Readonly<Record<FaultKind, string>> = {
  'step-fails': 'a step fails',
  'link-drops': 'a connection drops during a step',
  'host-dies': 'a host dies',
  'disk-full': 'a disk is full',
  'approver-away': 'an approver is away',
  'power-lost': 'the workstation loses power',
  'time-runs-out': 'time runs out',
};

/** `web2 dies during Switch over (switch)`; `titleOf` names a step. */
export function describeFault(fault: DrillFault, titleOf: (step: StepId) => string): string {
  const step = 'step' in fault ? titleOf(fault.step) : '';
  switch (fault.kind) {
    case 'step-fails':
      return `“${step}” fails on ${fault.host}, ${fault.times === null ? 'at every try' : 'at the first try'}`;
    case 'link-drops':
      return `the connection to ${fault.host} drops during “${step}”, for ${formatDuration(roundToSeconds(fault.forMs))}`;
    case 'host-dies':
      return `${fault.host} dies during “${step}”`;
    case 'disk-full':
      return `the disk of ${fault.host} is full from “${step}” on`;
    case 'approver-away':
      return `nobody answers “${step}” for ${formatDuration(roundToSeconds(fault.forMs))}`;
    case 'power-lost':
      return `the workstation loses power during “${step}” on ${fault.host}, for ${formatDuration(roundToSeconds(fault.forMs))}`;
    case 'time-runs-out':
      return `the whole plan takes ${fault.factor.toFixed(1)} times as long`;
  }
}

function roundToSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}

const RESULTS: Readonly<Record<DrillResult, string>> = {
  done: 'done everywhere',
  'done-in-part': 'done, except for what was skipped or excluded',
  'given-up': 'stopped before anything had to be undone',
  'backed-out': 'backed out completely',
  'backed-out-in-part': 'backed out in part',
  stuck: 'stuck: no answer led further',
};

export function labelDrillResult(result: DrillResult): string {
  return RESULTS[result];
}

/** Behind "The drill": `ended 12 min before the window closed`. */
export function describeWindowEnd(overMs: number | null): string {
  if (overMs === null) return 'had no window';
  return overMs > 0
    ? `ended ${formatDuration(roundToSeconds(overMs))} after the window had closed`
    : `ended ${formatDuration(roundToSeconds(-overMs))} before the window closed`;
}

export function describeDrillDecision({ what }: DrillDecision, titleOf: (step: StepId) => string): string {
  switch (what.kind) {
    case 'answered': {
      const { question, answer } = what;
      const { step, host } = question.unit;
      const where = host === null ? '' : ` on ${host}`;
      return `${labelQuestion(question)}, “${titleOf(step)}”${where}: ${describeAnswer(answer, question.unit)}`;
    }
    case 'stopped':
      return what.note === null ? 'Stop the run' : `Stop the run: ${what.note}`;
    case 'resumed':
      return 'Resume the run';
    case 'continued':
      return 'Continue after Holdpoint had searched for what was running';
    case 'excluded':
      return `Exclude ${what.host}`;
    case 'backed-out':
      return what.past.length === 0
        ? 'Back out'
        : `Back out, past ${formatCount(what.past.length, 'point')} of no return: ${what.past.map(titleOf).join(', ')}`;
  }
}

export function describeLeftUndone({ why }: LeftUndone): string {
  if (why === 'no-return') return 'a point of no return was passed';
  if (why === 'unsaid') return 'the release does not say how it is undone';
  return STATE_MEANINGS[why];
}

/** Whether the way back would have fitted. */
export function describeBackoutFit(backout: DrillBackout | null): string {
  if (backout === null) return 'nothing had to be backed out';
  const { plannedMs, begunAt, tookMs, fits, decideBy } = backout;
  const took = tookMs === null ? null : formatDuration(roundToSeconds(tookMs));
  const by = decideBy === null ? '' : `, to be decided by ${formatZonedTime(decideBy)}`;
  if (begunAt !== null && took !== null) {
    const judged =
      fits === null ? '' : fits ? ' and ended within the window' : ' and ended after the window had closed';
    return `it took ${took}${judged}; the plan said ${formatRoundedUp(plannedMs)}${by}`;
  }
  const judged =
    fits === null
      ? ''
      : fits
        ? ', and would still have fitted into the window'
        : ', and would not have fitted into the window any more';
  return `from the end it would have taken ${formatRoundedUp(plannedMs)}${judged}${by}`;
}

/** `3 of 50 drills (6 %)`. */
export function formatShare(count: number, of: number): string {
  return `${count} of ${formatCount(of, 'drill')} (${Math.round((100 * count) / Math.max(1, of))} %)`;
}

export function describeMissed({ missed, seeds }: Pick<DrillSurvey, 'missed' | 'seeds'>): string {
  return missed === null ? 'the release has no window' : `missed in ${formatShare(missed, seeds.count)}`;
}

export function describeDecideBy({ decideBy, neverFits, backouts }: DrillSurvey): string {
  const takes = `a whole backout takes up to ${formatDuration(roundToSeconds(backouts.ninetyFifthMs))} in 95 of 100 drills`;
  if (decideBy === null) return takes;
  return neverFits ? `${takes}, more than the whole window has` : `${formatZonedTime(decideBy)}: ${takes}`;
}

/** What to do about missed windows. */
export function describeAdvice(advice: Advice | null, missed: number | null): string {
  if (missed === null || missed === 0) return 'no step has to be moved or split';
  if (advice === null) return 'no single step would have saved a drill: give the plan a longer window';
  const { kind, title, saves } = advice;
  const of = `${saves} of ${formatCount(missed, 'missed window')}`;
  return kind === 'split'
    ? `do “${title}” on twice as many hosts at a time: that saves ${of}`
    : `do “${title}” before the window opens, or cut it: that saves ${of}`;
}

/** How a drill went, fit to stand first. */
export function describeDrill(sheet: DrillSheet): string {
  return `The plan was ${labelDrillResult(sheet.result)}. The drill ${describeWindowEnd(sheet.overMs)}`;
}
