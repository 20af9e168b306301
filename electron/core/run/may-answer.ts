/** Whether an answer may be given: the rules of hold points and of bad units, in one place for app and command line. */
import type { PlannedStep } from '#core/plan/model.ts';
import { TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { HostName } from '#core/release/model.ts';
import { findPerson, isSamePerson, isUnlisted, type KnownPerson } from '#core/release/people.ts';
import { type Answer, type Question, REMEDIES, type Remedy, STEP_GOES, type UnitRef } from './events.ts';
import type { Mode } from './mode.ts';
import type { AskedOfRun } from './reasons.ts';
import {
  type Decision,
  type OpenQuestion,
  plannedUnit,
  type RunState,
  stepOf,
  type UnitStateName,
  unitOf,
} from './state.ts';
import { canBeRecorded } from './unit-changes.ts';

export interface GivenAnswer extends AskedOfRun {
  /** The question's id. */
  readonly question: string;
  readonly answer: Answer;
}

/** Why something that a person gives is not taken; `core/words/run/describe-refusal.ts` says it. */
export type Refusal =
  | { readonly kind: 'not-open' }
  | { readonly kind: 'answered-already'; readonly decision: Decision }
  | { readonly kind: 'nobody'; readonly gives: 'answer' | 'entry' }
  | { readonly kind: 'other-question'; readonly about: Question['about']; readonly given: Answer['to'] }
  | { readonly kind: 'note-missing'; readonly need: NoteNeed }
  | { readonly kind: 'remedy'; readonly remedy: Remedy }
  | { readonly kind: 'no-approver'; readonly by: string; readonly approvers: readonly string[] }
  | { readonly kind: 'unlisted'; readonly by: string; readonly people: readonly KnownPerson[] }
  | { readonly kind: 'runs-it'; readonly by: string }
  | { readonly kind: 'released-already'; readonly by: string }
  | { readonly kind: 'not-ticked'; readonly items: readonly string[] }
  | { readonly kind: 'at-its-end' }
  | { readonly kind: 'not-excluded'; readonly host: HostName }
  | { readonly kind: 'no-step'; readonly unit: UnitRef }
  | { readonly kind: 'no-host'; readonly host: HostName }
  /** `count`: how many the run has. */
  | { readonly kind: 'no-defect'; readonly defect: number; readonly count: number }
  | { readonly kind: 'closed-already'; readonly defect: number; readonly by: string }
  | { readonly kind: 'not-at-its-end'; readonly questions: number }
  | { readonly kind: 'run-closed'; readonly by: string }
  | { readonly kind: 'no-point'; readonly key: string; readonly known: readonly string[] }
  | { readonly kind: 'left-open'; readonly keys: readonly string[] }
  | { readonly kind: 'no-message'; readonly message: string; readonly known: readonly string[] }
  | { readonly kind: 'sends-nothing'; readonly mode: Mode }
  | { readonly kind: 'not-told'; readonly message: string }
  | { readonly kind: 'no-moment' }
  | { readonly kind: 'still-to-come'; readonly doneAt: string; readonly now: string }
  | { readonly kind: 'hold-on-paper' }
  | { readonly kind: 'to-be-settled' }
  | { readonly kind: 'not-from-paper'; readonly unit: UnitRef; readonly state: UnitStateName };

/** What the note that goes with an answer has to say. */
export type NoteNeed =
  | 'fix-logged'
  | 'skip-reason'
  | 'how-known'
  | 'why-twice'
  | 'why-not-done'
  | 'why-not-sent'
  | 'why-earlier'
  | 'what-is-wrong'
  | 'why-closed';

/** Why this answer may not be given to this question by this person; null when it may. */
export function refuseAnswer(state: RunState, { question, answer, ...asked }: GivenAnswer): Refusal | null {
  const { by } = asked;
  const open = state.questions.get(question);
  if (!open) {
    const decision = answerTo(state, question);
    return decision ? { kind: 'answered-already', decision } : { kind: 'not-open' };
  }
  if (by.trim() === '') return { kind: 'nobody', gives: 'answer' };
  if (answer.to !== open.question.about)
    return { kind: 'other-question', about: open.question.about, given: answer.to };
  switch (open.question.about) {
    case 'hold':
      return refuseRelease(state, open.question, { by, releasedBy: open.releasedBy });
    case 'manual':
      return answer.to === 'manual' && answer.done
        ? missingItems(open.question.items, answer.items)
        : refuseNote(asked, noteNeeded(state, open.question.unit, answer));
    case 'unit':
      return answer.to === 'unit'
        ? (refusePassing(state, open.question.unit, { remedy: answer.remedy, by }) ??
            refuseRemedy(state, open.question.unit, { remedy: answer.remedy, asked }))
        : null;
    case 'verdict':
      return (
        refuseSuccess(open.question.criteria, answer) ??
        refuseNote(asked, noteNeeded(state, open.question.unit, answer))
      );
    case 'notify':
      return refuseNote(asked, noteNeeded(state, open.question.unit, answer));
    case 'batch':
    case 'step':
      return null;
  }
}

/** How the question was answered, and by whom, last; undefined where nobody has answered it. */
export function answerTo({ decisions }: Pick<RunState, 'decisions'>, question: string): Decision | undefined {
  return decisions.findLast(({ decided }) => decided.kind === 'answered' && decided.question === question);
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
  readonly needsNote: NoteNeed | null;
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
    case 'step':
      return plain(...STEP_GOES.map((go): Answer => ({ to: 'step', go })));
    case 'verdict':
      return plain(
        { to: 'verdict', verdict: 'success', met: question.criteria },
        { to: 'verdict', verdict: 'back-out' },
        { to: 'verdict', verdict: 'leave' },
      );
  }
}

/** What the note that goes with an answer has to say; null where there need be none. */
export function noteNeeded(state: RunState, ref: UnitRef, answer: Answer): NoteNeed | null {
  if (answer.to === 'verdict') return answer.verdict === 'leave' ? 'fix-logged' : null;
  if (answer.to === 'manual') return answer.done ? null : 'why-not-done';
  if (answer.to === 'notify') return answer.done ? null : 'why-not-sent';
  if (answer.to !== 'unit') return null;
  const { remedy } = answer;
  if (remedy === 'skip') return 'skip-reason';
  if (remedy.startsWith('settle-')) return 'how-known';
  const isUnknown = unitOf(state, ref)?.state === 'unknown';
  return remedy === 'retry' && isUnknown && !stepOf(state.plan, ref.step).repeatable ? 'why-twice' : null;
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
  { remedy, asked }: { readonly remedy: Remedy; readonly asked: Said },
): Refusal | null {
  if (!remediesFor(state, ref).includes(remedy)) return { kind: 'remedy', remedy };
  return refuseNote(asked, noteNeeded(state, ref, { to: 'unit', remedy }));
}

type Said = Pick<AskedOfRun, 'note' | 'cause'>;

/** Where the program knows why, nobody has to say it. */
function refuseNote({ note, cause }: Said, need: NoteNeed | null): Refusal | null {
  return need === null || note?.trim() || cause !== undefined ? null : { kind: 'note-missing', need };
}

type Hold = Pick<Extract<Question, { about: 'hold' }>, 'approvers' | 'notOperator'>;

/** A refused hold point is passed by nobody who may not release it. */
function refusePassing(
  state: RunState,
  ref: UnitRef,
  given: { readonly remedy: Remedy; readonly by: string },
): Refusal | null {
  const { task } = plannedUnit(state.plan, ref);
  if (task.kind !== 'hold' || (given.remedy !== 'skip' && given.remedy !== 'exclude')) return null;
  return refuseRelease(state, task, { by: given.by, releasedBy: [] });
}

interface Releasing {
  readonly by: string;
  readonly releasedBy: readonly string[];
}

function refuseRelease(state: RunState, hold: Hold, { by, releasedBy }: Releasing): Refusal | null {
  const { people = [] } = state.header;
  const { approvers } = hold;
  if (!isApprover(people, approvers, by)) return { kind: 'no-approver', by, approvers };
  if (isUnlisted(people, by)) return { kind: 'unlisted', by, people };
  if (hold.notOperator && state.operators.some((operator) => isSamePerson(people, by, operator)))
    return { kind: 'runs-it', by };
  if (releasedBy.some((other) => isSamePerson(people, by, other))) return { kind: 'released-already', by };
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

/** A success is one by every criterion. */
function refuseSuccess(criteria: readonly string[], answer: Answer): Refusal | null {
  return answer.to === 'verdict' && answer.verdict === 'success'
    ? missingItems(criteria, answer.met ?? [])
    : null;
}

function missingItems(items: readonly string[], ticked: readonly string[]): Refusal | null {
  const missing = items.filter((item) => !ticked.includes(item));
  return missing.length === 0 ? null : { kind: 'not-ticked', items: missing };
}

/** Why this host cannot be included again; null when it can. */
export function refuseInclusion(state: RunState, host: HostName): Refusal | null {
  if (state.outcome !== null) return { kind: 'at-its-end' };
  return state.excluded.has(host) ? null : { kind: 'not-excluded', host };
}

export interface PaperRecord extends UnitRef {
  readonly by: string;
  /** ISO 8601. */
  readonly doneAt: string;
  readonly note: string | null;
}

/** Why this cannot be recorded as done on paper, by a clock that says `now` (ISO 8601); null when it can. */
export function refuseRecord(state: RunState, record: PaperRecord, now: string): Refusal | null {
  const { by, doneAt, note } = record;
  const refusal = refuseRecording(state, record);
  if (refusal?.kind === 'no-step' || refusal?.kind === 'at-its-end') return refusal;
  if (by.trim() === '') return { kind: 'nobody', gives: 'entry' };
  if (Number.isNaN(Date.parse(doneAt)) || !/(?:Z|[+-]\d\d:?\d\d)$/i.test(doneAt))
    return { kind: 'no-moment' };
  if (Date.parse(doneAt) > Date.parse(now)) return { kind: 'still-to-come', doneAt, now };
  if (refusal !== null) return refusal;
  return Date.parse(doneAt) < earliestOnPaper(state, record) ? refuseNote({ note }, 'why-earlier') : null;
}

/** Why nothing can be recorded of this unit; null where it can. */
export function refuseRecording(state: RunState, { step, host }: UnitRef): Refusal | null {
  const ref = { step, host };
  const unit = unitOf(state, ref);
  if (!unit) return { kind: 'no-step', unit: ref };
  if (state.outcome !== null) return { kind: 'at-its-end' };
  if (stepOf(state.plan, step).kind === 'hold') return { kind: 'hold-on-paper' };
  if (unit.state === 'unknown') return { kind: 'to-be-settled' };
  return canBeRecorded(unit) ? null : { kind: 'not-from-paper', unit: ref, state: unit.state };
}

/** People write down minutes. */
const MINUTE = 60_000;

/** Since when this unit could be done, in milliseconds: after the run was begun, its own attempts, and what comes before it on its host. */
function earliestOnPaper(state: RunState, { step, host }: UnitRef): number {
  const ends = [Date.parse(state.createdAt)];
  for (const planned of state.plan.steps) {
    for (const { ref, attempts } of planned.units.flatMap((unit) => unitOf(state, unit) ?? [])) {
      const isBefore = planned.id !== step && (host === null || ref.host === null || ref.host === host);
      const isOwn = planned.id === step && ref.host === host;
      const at = attempts.at(-1)?.finished?.at ?? null;
      if ((isBefore || isOwn) && at !== null) ends.push(Date.parse(at));
    }
    if (planned.id === step) break;
  }
  return Math.floor(Math.max(...ends) / MINUTE) * MINUTE;
}
