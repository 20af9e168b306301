import { useState } from 'react';
import { answerTo } from '#core/run/may-answer.ts';
import type { Decision, OpenQuestion } from '#core/run/state.ts';
import { useRun, useRunParts } from '../live/run-context.ts';

export interface FrontQuestion {
  readonly open: OpenQuestion;
  /** What somebody answered elsewhere, while it stood here; null as long as it is open. */
  readonly overtaken: Decision | null;
  /** Shows this one instead; null: the next that is open. */
  show(open: OpenQuestion | null): void;
}

/**
 * The question that is shown in full. One that is answered elsewhere stays in front until a person has let go of it: another
 * one never takes its place under the pointer, and what is being typed stays where it is. Null where there is nothing to show.
 */
export function useFrontQuestion(questions: readonly OpenQuestion[]): FrontQuestion | null {
  const { decisions } = useRunParts('decisions');
  const answered = useRun((store) => store.answered);
  const [front, setFront] = useState<OpenQuestion | null>(null);
  const open = questions.find(({ id }) => id === front?.id);
  const overtaken =
    front && !open && !answered.has(front.id) ? (answerTo({ decisions }, front.id) ?? null) : null;
  const shown = overtaken ? front : (open ?? questions[0] ?? null);
  if (shown !== front) setFront(shown);
  return shown && { open: shown, overtaken, show: setFront };
}
