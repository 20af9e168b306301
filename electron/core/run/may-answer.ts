/** Whether an answer may be given: the rules of hold points and of bad units, in one place for app and command line. */
import type { PlannedStep } from '#core/plan/model.ts';
import { TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { HostName } from '#core/release/model.ts';
import { findPerson, isSamePerson, type KnownPerson, refuseUnlisted } from '#core/release/people.ts';
import { type Answer, type Question, REMEDIES, type Remedy, type UnitRef } from './events.ts';
import { type OpenQuestion, plannedUnit, type RunState, stepOf, unitKey, unitOf } from './state.ts';
import { canBeEntered } from './unit-changes.ts';

export interface GivenAnswer {
  /** The question's id. */
  readonly question: string;
  readonly answer: Answer;
  readonly by: string;
  readonly note: string | null;
}

/** Why this answer may not be given to this question by this person; null when it may. */
export function refuseAnswer(state: RunState, { question, answer, by, note }: GivenAnswer): string | null {
  const open = state.questions.get(question);
  if (!open) return 'This question is not open (any more)';
  if (by.trim() === '') return 'An answer needs the name of the person who gives it';
  if (answer.to !== open.question.about)
    return `This question takes an answer about a ${open.question.about}, not about a ${answer.to}`;
  switch (open.question.about) {
    case 'hold':
      return refuseRelease(state, open.question, { by, releasedBy: open.releasedBy });
    case 'manual':
      return answer.to === 'manual' && answer.done ? missingItems(open.question.items, answer.items) : null;
    case 'unit':
      return answer.to === 'unit'
        ? (refusePassing(state, open.question.unit, { remedy: answer.remedy, by }) ??
            refuseRemedy(state, open.question.unit, { remedy: answer.remedy, note }))
        : null;
    case 'verdict':
      return note?.trim() ? null : noteNeeded(state, open.question.unit, answer);
    case 'notify':
    case 'batch':
      return null;
  }
}

/** What may be done about this unit now, in the order in which it is offered. */
export function remediesFor(state: RunState, ref: UnitRef): readonly Remedy[] {
  const common: readonly Remedy[] = ['retry', 'skip', 'exclude', 'stop'];
  const unit = unitOf(state, ref);
  if (unit?.state !== 'unknown') return common;
  const recheck: readonly Remedy[] = unit.attempts.at(-1)?.tracked ? ['recheck'] : [];
  const check: readonly Remedy[] = plannedUnit(state.plan, ref).doneIf ? ['check'] : [];
  return [...recheck, ...check, 'settle-done', 'settle-failed', 'settle-not-run', ...common];
}

/** An answer that a question takes. */
export interface OfferedAnswer {
  readonly answer: Answer;
  /** What a note has to say with it; null where there need be none. */
  readonly needsNote: string | null;
}

/** Every answer that the question takes now, in the order in which they are offered: in the app, in the terminal and on paper. */
export function offeredAnswers(state: RunState, { question }: OpenQuestion): readonly OfferedAnswer[] {
  const plain = (...answers: readonly Answer[]): readonly OfferedAnswer[] =>
    answers.map((answer) => ({ answer, needsNote: noteNeeded(state, question.unit, answer) }));
  switch (question.about) {
    case 'unit':
      return plain(...remediesFor(state, question.unit).map((remedy): Answer => ({ to: 'unit', remedy })));
    case 'manual':
    case 'notify':
      return plain(
        { to: question.about, done: true, items: question.about === 'manual' ? question.items : [] },
        { to: question.about, done: false, items: [] },
      );
    case 'hold':
      return plain({ to: 'hold', release: true }, { to: 'hold', release: false });
    case 'batch':
      return plain({ to: 'batch', continue: true }, { to: 'batch', continue: false });
    case 'verdict':
      return plain(
        { to: 'verdict', verdict: 'success' },
        { to: 'verdict', verdict: 'back-out' },
        { to: 'verdict', verdict: 'leave' },
      );
  }
}

/** What the note that goes with an answer has to say; null where there need be none. */
export function noteNeeded(state: RunState, ref: UnitRef, answer: Answer): string | null {
  if (answer.to === 'verdict')
    return answer.verdict === 'leave' ? 'Leaving it needs a note: which emergency fix was logged' : null;
  if (answer.to !== 'unit') return null;
  const { remedy } = answer;
  if (remedy === 'skip') return 'Skipping needs a reason';
  if (remedy.startsWith('settle-')) return 'Settling an unknown outcome needs a note: how it is known';
  const isUnknown = unitOf(state, ref)?.state === 'unknown';
  return remedy === 'retry' && isUnknown && !stepOf(state.plan, ref.step).repeatable
    ? 'It may have run already. Running it again needs a note that says why it may run twice'
    : null;
}

/** Every remedy that a question about a unit of this step can ever offer. */
export function remediesOfStep({ mode, units }: PlannedStep): readonly Remedy[] {
  const isTracked =
    mode !== 'attached' && units.some(({ task }) => TASK_KINDS[task.kind].guarantee === 'mode');
  const hasCheck = units.some(({ doneIf }) => doneIf);
  return REMEDIES.filter((remedy) => {
    if (remedy === 'recheck') return isTracked;
    return remedy === 'check' ? hasCheck : true;
  });
}

function refuseRemedy(
  state: RunState,
  ref: UnitRef,
  { remedy, note }: { readonly remedy: Remedy; readonly note: string | null },
): string | null {
  if (!remediesFor(state, ref).includes(remedy)) return REFUSED[remedy] ?? 'This cannot be done now';
  return note?.trim() ? null : noteNeeded(state, ref, { to: 'unit', remedy });
}

const REFUSED: Partial<Record<Remedy, string>> = {
  recheck: 'The host keeps no record of this attempt, or its outcome is known',
  check: 'The step has no check of its own (done_if), or its outcome is known',
  'settle-done': 'Only an unknown outcome can be settled',
  'settle-failed': 'Only an unknown outcome can be settled',
  'settle-not-run': 'Only an unknown outcome can be settled',
};

type Hold = Pick<Extract<Question, { about: 'hold' }>, 'approvers' | 'notOperator'>;

/** A refused hold point is passed by nobody who may not release it. */
function refusePassing(
  state: RunState,
  ref: UnitRef,
  given: { readonly remedy: Remedy; readonly by: string },
): string | null {
  const { task } = plannedUnit(state.plan, ref);
  if (task.kind !== 'hold' || (given.remedy !== 'skip' && given.remedy !== 'exclude')) return null;
  return refuseRelease(state, task, { by: given.by, releasedBy: [] });
}

interface Release {
  readonly by: string;
  readonly releasedBy: readonly string[];
}

function refuseRelease(state: RunState, hold: Hold, { by, releasedBy }: Release): string | null {
  const { people = [] } = state.header;
  if (!isApprover(people, hold.approvers, by))
    return `${by} is not an approver of this hold point (${hold.approvers.join(', ')})`;
  const unlisted = refuseUnlisted(people, by);
  if (unlisted !== null) return unlisted;
  if (hold.notOperator && state.operators.some((operator) => isSamePerson(people, by, operator)))
    return `${by} runs this release and may not release this hold point`;
  if (releasedBy.some((other) => isSamePerson(people, by, other))) return `${by} has released it already`;
  return null;
}

/** No approvers: anybody who may act at all. */
export function isApprover(
  people: readonly KnownPerson[],
  approvers: readonly string[],
  by: string,
): boolean {
  const roles = findPerson(people, by)?.roles ?? [];
  return (
    approvers.length === 0 ||
    approvers.some((approver) => roles.includes(approver) || isSamePerson(people, approver, by))
  );
}

function missingItems(items: readonly string[], ticked: readonly string[]): string | null {
  const missing = items.filter((item) => !ticked.includes(item));
  return missing.length === 0 ? null : `Not ticked: ${missing.join(', ')}`;
}

/** Why this host cannot be included again; null when it can. */
export function refuseReturn(state: RunState, host: HostName): string | null {
  if (state.outcome !== null) return 'The run is at its end';
  return state.excluded.has(host) ? null : `${host} is not excluded from this run`;
}

export interface Entry extends UnitRef {
  readonly by: string;
  /** ISO 8601. */
  readonly doneAt: string;
}

/** Why this cannot be entered as done from paper; null when it can. */
export function refuseEntry(state: RunState, { step, host, by, doneAt }: Entry): string | null {
  const unit = unitOf(state, { step, host });
  if (!unit) return `This run has no step ${unitKey({ step, host })}`;
  if (state.outcome !== null) return 'The run is at its end';
  if (by.trim() === '') return 'An entry needs the name of the person who did it';
  if (Number.isNaN(Date.parse(doneAt)) || !/(?:Z|[+-]\d\d:?\d\d)$/i.test(doneAt))
    return 'An entry needs the time at which it was done, with its offset: 2026-11-21T03:40:00+01:00';
  if (stepOf(state.plan, step).kind === 'hold')
    return 'A hold point is released here by its approvers; it cannot be recorded from paper';
  if (unit.state === 'unknown') return 'Its outcome is unknown: settle it instead, with a note';
  return canBeEntered(unit)
    ? null
    : `${unitKey({ step, host })} is ${unit.state}; only what waits or failed can be recorded from paper`;
}
