import { useState } from 'react';
import { type KnownPerson, proposedPerson } from '#core/release/people.ts';
import { refuseAnswer } from '#core/run/answers.ts';
import type { Answer } from '#core/run/events.ts';
import { useRun, useRunState } from '../live/run-context.ts';

export interface Answering {
  /** Those who may be chosen; empty where any name can be typed. */
  readonly people: readonly KnownPerson[];
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
  const { people = [] } = state.header;
  const [by, setBy] = useState(() => proposedPerson(people, name));
  const [note, setNote] = useState('');
  const given = (wanted: Answer) => ({
    question,
    answer: wanted,
    by: by.trim(),
    note: note.trim() || null,
  });
  return {
    people,
    by,
    note,
    busy,
    setBy,
    setNote,
    refusalOf: (wanted) => refuseAnswer(state, given(wanted)),
    give: (wanted) => answer(given(wanted)),
  };
}
