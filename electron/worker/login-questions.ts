/** What hosts and keys ask a person, held until a window answers. Answers go to who asked and are kept nowhere. */
import type { OpenLoginQuestion } from '#contract/commands/trust.ts';
import type { AskPerson } from '#core/run/login-question.ts';

export interface LoginQuestions {
  readonly ask: AskPerson;
  list(): readonly OpenLoginQuestion[];
  /** Null: the person does not want to. Too late, it does nothing. */
  answer(id: number, answers: readonly string[] | null): void;
}

/** `changed` is called with each question that comes or goes. */
export function createLoginQuestions(changed: () => void): LoginQuestions {
  const open = new Map<number, OpenLoginQuestion & { settle(answers: readonly string[] | null): void }>();
  let last = 0;
  const settle = (id: number, answers: readonly string[] | null): void => {
    const question = open.get(id);
    if (!open.delete(id)) return;
    question?.settle(answers);
    changed();
  };
  return {
    ask: (question, withdrawn) =>
      new Promise((resolve) => {
        last += 1;
        const id = last;
        open.set(id, { id, question, settle: resolve });
        withdrawn.addEventListener('abort', () => settle(id, null));
        changed();
      }),
    list: () => [...open.values()].map(({ id, question }) => ({ id, question })),
    answer: settle,
  };
}
