import { useState } from 'react';
import { answerTo } from '#core/run/may-answer.ts';
import type { Decision, OpenQuestion, RunState } from '#core/run/state.ts';
import { useRun, useRunParts } from '../live/run-context.ts';

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

/** What stands in front, and whether something was asked of the run from this page since. */
export interface Front {
  readonly open: OpenQuestion;
  readonly hasAsked: boolean;
}

interface Now extends Pick<RunState, 'decisions'> {
  readonly questions: readonly OpenQuestion[];
  /** Questions that were answered from this page. */
  readonly answered: ReadonlySet<string>;
  readonly isAsking: boolean;
}

/**
 * The question that is shown in full. One that is closed elsewhere stays in front until a person has let go of it: another
 * one never takes its place under the pointer, and what is being typed stays where it is. Null where there is nothing to show.
 */
export function useFrontQuestion(questions: readonly OpenQuestion[]): FrontQuestion | null {
  const { decisions } = useRunParts('decisions');
  const answered = useRun((store) => store.answered);
  const isAsking = useRun((store) => store.asked.busy);
  const [before, setFront] = useState<Front | null>(null);
  const { front, closed } = frontAfter(before, { questions, decisions, answered, isAsking });
  if (front?.open !== before?.open || front?.hasAsked !== before?.hasAsked) setFront(front);
  const show = (open: OpenQuestion | null): void => setFront(open && { open, hasAsked: false });
  return front && { open: front.open, closed, show };
}

/** What a person closes from this page, by an answer or by what else was asked of the run, makes room for the next one at once. */
export function frontAfter(
  before: Front | null,
  { questions, decisions, answered, isAsking }: Now,
): { readonly front: Front | null; readonly closed: Closed | null } {
  const open = questions.find(({ id }) => id === before?.open.id);
  if (before && open) return { front: { open, hasAsked: before.hasAsked || isAsking }, closed: null };
  const [next] = questions;
  if (before && !answered.has(before.open.id)) {
    const decision = answerTo({ decisions }, before.open.id) ?? null;
    if (decision || (next && !before.hasAsked)) return { front: before, closed: { decision } };
  }
  return { front: next ? { open: next, hasAsked: false } : null, closed: null };
}
