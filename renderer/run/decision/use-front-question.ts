import { useState } from 'react';
import { isSamePerson } from '#core/release/people.ts';
import { answerTo } from '#core/run/may-answer.ts';
import type { Decision, OpenQuestion, RunState } from '#core/run/state.ts';
import { useRun, useRunParts } from '../live/run-context.ts';
import type { Closing } from '../live/run-wishes.ts';

/** A question that takes no answer any more, and who gave one; null where none was needed any longer. */
export interface Closed {
  readonly decision: Decision | null;
}

export interface FrontQuestion {
  readonly open: OpenQuestion;
  /** Closed elsewhere, while it stood here; null as long as it is open. */
  readonly closed: Closed | null;
  /** Shows this one instead; null: the next that is open. */
  show(open: OpenQuestion | null): void;
}

interface Now extends Pick<RunState, 'decisions' | 'header'> {
  readonly questions: readonly OpenQuestion[];
  readonly closing: Closing;
}

/**
 * The question that is shown in full. One that is closed elsewhere stays in front until a person has let go of it: another
 * one never takes its place under the pointer, and what is being typed stays where it is. Null where there is nothing to show.
 */
export function useFrontQuestion(questions: readonly OpenQuestion[]): FrontQuestion | null {
  const { decisions, header } = useRunParts('decisions', 'header');
  const closing = useRun((store) => store.closing);
  const [before, show] = useState<OpenQuestion | null>(null);
  const { front, closed } = frontAfter(before, { questions, decisions, header, closing });
  if (front !== before) show(front);
  return front && { open: front, closed, show };
}

/** What a person closes from this page, by an answer or by what else was asked of the run, makes room for the next one at once. */
export function frontAfter(
  before: OpenQuestion | null,
  now: Now,
): { readonly front: OpenQuestion | null; readonly closed: Closed | null } {
  const open = now.questions.find(({ id }) => id === before?.id);
  if (open) return { front: open, closed: null };
  const next = now.questions[0] ?? null;
  if (before !== null) {
    const decision = lastWord(before, now);
    if ((decision !== null || next !== null) && !isClosedHere(before, decision, now))
      return { front: before, closed: { decision } };
  }
  return { front: next, closed: null };
}

/** The answer that closed it; null where none did: a hold point that several release stays open for who released it before. */
function lastWord({ id, releasedBy }: OpenQuestion, { decisions }: Now): Decision | null {
  const decision = answerTo({ decisions }, id);
  return decision === undefined || releasedBy.includes(decision.by) ? null : decision;
}

function isClosedHere({ id }: OpenQuestion, decision: Decision | null, { closing, header }: Now): boolean {
  const by = closing.get(id);
  if (by === undefined) return false;
  if (decision === null || by === null) return decision === null && by === null;
  return isSamePerson(header.people ?? [], by, decision.by);
}
