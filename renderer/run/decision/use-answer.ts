import { type KnownPerson, proposedPerson } from '#core/release/people.ts';
import type { Answer } from '#core/run/events.ts';
import { refuseAnswer } from '#core/run/may-answer.ts';
import { operatorOf } from '#core/run/operator.ts';
import type { RunState } from '#core/run/state.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import { useForgetTyped, useTypedOnPage } from '#ui/form/drafts.ts';
import { useRun, useRunState } from '../live/run-context.ts';
import { labelUnit } from '../wording.ts';

/** What stands in the form. */
interface AnswerForm {
  readonly by: string;
  readonly note: string;
  /** Items that were ticked. */
  readonly ticked: readonly string[];
  /** What a message says where Holdpoint does not know it, by name. */
  readonly said: Readonly<Record<string, string>>;
}

export interface AnswerDraft {
  /** Those who may be chosen; empty where any name can be typed. */
  readonly people: readonly KnownPerson[];
  readonly form: AnswerForm;
  /** What stands in the form was typed before the page was left or Holdpoint closed. */
  readonly isBack: boolean;
  readonly busy: boolean;
  type(change: Partial<AnswerForm>): void;
  /** Why this answer may not be given; null when it may. */
  refusalOf(answer: Answer): string | null;
  /** True when it was taken. */
  give(answer: Answer): Promise<boolean>;
}

/** Name, note and rules that every answer has. What was typed stays with the question until it is answered. */
export function useAnswer(question: string, proposes: 'operator' | 'nobody' = 'operator'): AnswerDraft {
  const state = useRunState();
  const answer = useRun((store) => store.ask.decide.answer);
  const busy = useRun((store) => store.asked.busy);
  const { people = [] } = state.header;
  const proposed = proposes === 'nobody' ? '' : proposedPerson(people, operatorOf(state));
  const typed = useTypedOnPage(nameOfTyped(question), titleOf(state, question), EMPTY);
  const form = { ...typed.value, by: typed.value.by ?? proposed };
  const given = (wanted: Answer) => ({
    question,
    answer: wanted,
    by: form.by.trim(),
    note: form.note.trim() || null,
  });
  return {
    people,
    form,
    isBack: typed.isBack,
    busy,
    type: (change) =>
      typed.set((before) => {
        const { by = before.by, ...others } = change;
        return { ...before, ...others, by: by === proposed ? null : by };
      }),
    refusalOf(wanted) {
      const refusal = refuseAnswer(state, given(wanted));
      return refusal && describeRefusal(refusal);
    },
    give: async (wanted) => {
      const isTaken = await answer(given(wanted));
      if (isTaken) typed.startOver();
      return isTaken;
    },
  };
}

interface TypedAnswer extends Omit<AnswerForm, 'by'> {
  /** Null: who is proposed. */
  readonly by: string | null;
}

const EMPTY: TypedAnswer = { by: null, note: '', ticked: [], said: {} };

/** Gives up what was typed for a question that takes no answer any more. */
export function useForgetAnswer(question: string): () => void {
  return useForgetTyped(nameOfTyped(question));
}

function nameOfTyped(question: string): string {
  return `answer ${question}`;
}

function titleOf({ plan, questions }: RunState, question: string): string {
  const open = questions.get(question);
  return open ? `answer to ${labelUnit(plan, open.question.unit)}` : 'answer';
}
