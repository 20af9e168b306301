/** What can be recorded as done from paper, and the time at which it was done. */

import type { PlannedStep } from '#core/plan/model.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import { refuseRecord, refuseRecording } from '#core/run/may-answer.ts';
import { type RunState, stepOf } from '#core/run/state.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import type { PaperWork } from '../live/run-wishes.ts';

/** Steps with a unit that can be recorded, in plan order. */
export function stepsToRecord(state: RunState): readonly PlannedStep[] {
  return state.plan.steps.filter((step) => unitsToRecord(state, step.id).length > 0);
}

/** Hosts (null: a step without hosts) on which the step can be recorded. */
export function unitsToRecord(state: RunState, step: StepId): readonly (HostName | null)[] {
  return stepOf(state.plan, step)
    .units.map((unit) => unit.host)
    .filter((host) => refuseRecording(state, { step, host }) === null);
}

/** Why this cannot be recorded as it stands; null when it can. */
export function refuseWork(state: RunState, work: PaperWork, now: number): string | null {
  if (work.hosts.length === 0) return 'Choose the hosts on which it was done';
  if (work.doneAt === '') return 'Say when it was done, like 2026-11-21 03:12';
  if (work.outcome === 'failed' && !work.note) return 'Say in the note what went wrong';
  const { step, by, doneAt, note } = work;
  for (const host of work.hosts) {
    const refusal = refuseRecord(state, { step, host, by, doneAt, note }, new Date(now).toISOString());
    if (refusal) return describeRefusal(refusal);
  }
  return null;
}

/** This workstation's time, as it is written in the field: `2026-11-21 03:12:40`. */
export function writeMoment(ms: number): string {
  return formatTime(new Date(ms).toISOString());
}

/** ISO 8601 in UTC; null where the text is no moment. Seconds may be left out. */
export function readMoment(text: string): string | null {
  const [, day, time, seconds = ':00'] = MOMENT.exec(text.trim()) ?? [];
  const date = new Date(`${day}T${time}${seconds}`);
  return day === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?$/;
