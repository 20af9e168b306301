/** What the answers of people make of a run. Whether an answer may be given at all is decided in `may-answer.ts`. */
import type { EventOf, Remedy, UnitRef } from './events.ts';
import type { AskedOfRun, Reason } from './reasons.ts';
import { BAD, type Decision, type OpenQuestion, type RunState, unitKey, unitOf } from './state.ts';
import { addAttempt, excludeHost, settleUnit, updateUnit } from './unit-changes.ts';

type Answered = EventOf<'questionAnswered'>;

export function answerQuestion(state: RunState, event: Answered): RunState {
  const { id, answer, ...asked } = event.data;
  const open = state.questions.get(id);
  if (!open) return state;
  const noted = {
    ...state,
    decisions: decided(state, event, {
      decided: { kind: 'answered', question: id, answer },
      unit: aboutOf(open),
    }),
  };
  switch (answer.to) {
    case 'unit':
      return close(applyRemedy(noted, open, event), id);
    case 'manual':
    case 'notify':
      return close(
        confirm(noted, { open, event }, answer.done ? null : { kind: 'not-done-by', ...asked }),
        id,
      );
    case 'hold':
      return answer.release
        ? releaseHold(noted, open, event)
        : close(confirm(noted, { open, event }, { kind: 'refused-by', ...asked }), id);
    case 'batch':
      return answer.continue ? close(noted, id) : stopRun(dropped(noted, id), asked);
    case 'step':
      if (answer.go === 'stop') return stopRun(dropped(noted, id), asked);
      return close(answer.go === 'rest' ? { ...noted, stepByStep: false } : noted, id);
    case 'verdict':
      return close({ ...noted, verdict: { verdict: answer.verdict, ...asked } }, id);
  }
}

/** Stop comes before every question: those that are open are asked no more. */
export function stopRun(state: RunState, stop: NonNullable<RunState['stop']>): RunState {
  return { ...state, stop: state.stop ?? stop, questions: new Map() };
}

/** One more line among the run's decisions. */
export function decided(
  state: RunState,
  event: { seq: number; at: string; data: AskedOfRun },
  { decided, unit }: Pick<Decision, 'decided' | 'unit'>,
): RunState['decisions'] {
  const { seq, at, data } = event;
  const { by, note, cause } = data;
  const why = cause === undefined ? { note } : { note, cause };
  return [...state.decisions, { seq, at, by, decided, unit, ...why }];
}

/** The verdict is about the run as a whole. */
function aboutOf({ question }: OpenQuestion): UnitRef | null {
  return question.about === 'verdict' ? null : question.unit;
}

function releaseHold(state: RunState, open: OpenQuestion, event: Answered): RunState {
  const releasedBy = [...new Set([...open.releasedBy, event.data.by])];
  const needed = open.question.about === 'hold' ? open.question.count : 1;
  if (releasedBy.length >= needed) return close(confirm(state, { open, event }, null), open.id);
  return { ...state, questions: new Map(state.questions).set(open.id, { ...open, releasedBy }) };
}

function close(state: RunState, id: string): RunState {
  return { ...dropped(state, id), answered: new Set(state.answered).add(id) };
}

/** Without having been answered for good: it may come up again. */
function dropped(state: RunState, id: string): RunState {
  const questions = new Map(state.questions);
  questions.delete(id);
  return { ...state, questions };
}

function applyRemedy(state: RunState, open: OpenQuestion, event: Answered): RunState {
  const { id: _, answer, ...asked } = event.data;
  if (answer.to !== 'unit') return state;
  const ref = open.question.unit;
  const unit = unitOf(state, ref);
  if (answer.remedy === 'stop') return stopRun(state, asked);
  if (!unit || !BAD.has(unit.state)) return state;
  switch (answer.remedy) {
    case 'retry':
      return updateUnit(state, ref, (unit) => ({ ...unit, again: true }));
    case 'skip':
      return updateUnit(state, ref, (unit) => ({
        ...unit,
        state: 'skipped',
        reason: { kind: 'skipped-by', ...asked },
      }));
    case 'exclude':
      return ref.host === null
        ? updateUnit(state, ref, (unit) => ({ ...unit, dealtWith: true }))
        : excludeHost(state, ref.host, { kind: 'excluded-by', ...asked });
    default:
      return unit.state === 'unknown' ? clearUp(state, open, { event, remedy: answer.remedy }) : state;
  }
}

type ClearingRemedy = Exclude<Remedy, 'retry' | 'skip' | 'exclude' | 'stop'>;
const SETTLED_AS = {
  'settle-done': 'done',
  'settle-failed': 'failed',
  'settle-not-run': 'not-run',
} as const;

/** An unknown outcome is looked at once more, or a person says what it came to. */
function clearUp(
  state: RunState,
  { question }: OpenQuestion,
  { event, remedy }: { readonly event: Answered; readonly remedy: ClearingRemedy },
): RunState {
  const { unit } = question;
  const attempt = unitOf(state, unit)?.attempts.length ?? 0;
  if (remedy === 'recheck' || remedy === 'check') {
    const recheck = { unit, attempt, evidence: remedy === 'recheck' ? 'record' : 'check' } as const;
    return { ...state, rechecks: new Map(state.rechecks).set(unitKey(unit), recheck) };
  }
  const { id: _, answer: __, ...asked } = event.data;
  const as = SETTLED_AS[remedy];
  const reason = { kind: 'settled-by', as, ...asked } as const;
  return settleUnit(
    state,
    { ...unit, attempt },
    { as, evidence: 'person', by: asked.by, reason, at: event.at },
  );
}

/** A step that a person does is one attempt: begun when asked, finished when answered. */
function confirm(
  state: RunState,
  { open, event }: { readonly open: OpenQuestion; readonly event: Answered },
  reason: Reason | null,
): RunState {
  const times = { from: open.askedAt, to: event.at };
  return addAttempt(state, open.question.unit, {
    id: open.id,
    seq: event.seq,
    reason,
    ...times,
    isPaper: false,
  });
}
