import { useState } from 'react';
import { refuseAnswer } from '#core/run/answers.ts';
import type { Answer } from '#core/run/events.ts';
import { plannedUnit, type RunState, unitOf } from '#core/run/state.ts';
import { useRun, useRunState } from './cockpit-context.ts';

export interface Answering {
  readonly by: string;
  readonly note: string;
  readonly busy: boolean;
  setBy(by: string): void;
  setNote(note: string): void;
  /** Why this answer may not be given; null when it may. */
  refusalOf(answer: Answer): string | null;
  /** True when it was taken. */
  give(answer: Answer): Promise<boolean>;
}

/** Name, note and rules that every answer has. */
export function useAnswer(question: string, name: string): Answering {
  const state = useRunState();
  const answer = useRun((store) => store.answer);
  const busy = useRun((store) => store.busy);
  const [by, setBy] = useState(name);
  const [note, setNote] = useState('');
  const given = (wanted: Answer) => ({
    question,
    answer: wanted,
    by: by.trim(),
    note: note.trim() || null,
  });
  return {
    by,
    note,
    busy,
    setBy,
    setNote,
    refusalOf: (wanted) => refuseAnswer(state, given(wanted), [anyApprover(state, question, by.trim())]),
    give: (wanted) => answer(given(wanted)),
  };
}

/** Who has which role stands in the release, not in the run: the engine checks that; here every role is believed. */
function anyApprover(state: RunState, id: string, by: string) {
  const unit = state.questions.get(id)?.question.unit;
  const task = unit && unitOf(state, unit) ? plannedUnit(state.plan, unit).task : null;
  const roles = task?.kind === 'hold' ? task.approvers : [];
  return { id: by, name: by, roles, phone: null, email: null, key: null };
}
