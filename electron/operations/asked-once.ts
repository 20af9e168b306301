/** Questions to a person who is asked one at a time, and the answers that hold for as long as a run does. */
import type { AskPerson, LoginQuestion } from '#core/run/login-question.ts';

/** Whoever asks while another question is open waits for it; what was withdrawn meanwhile is not asked. */
export function askInTurn(ask: AskPerson): AskPerson {
  let last: Promise<unknown> = Promise.resolve();
  return (question, withdrawn) => {
    const asked = last.then(() => (withdrawn.aborted ? null : ask(question, withdrawn)));
    last = asked.catch(() => undefined);
    return asked;
  };
}

/** The one answer to a question for a value; asked again only where nobody gave one. */
export function createAskedOnce(ask: AskPerson) {
  const known = new Map<string, Promise<string | null>>();
  return async (question: LoginQuestion): Promise<string | null> => {
    const key = JSON.stringify(question);
    const answer =
      known.get(key) ?? ask(question, new AbortController().signal).then((given) => given?.[0] || null);
    known.set(key, answer);
    const value = await answer;
    if (value === null) known.delete(key);
    return value;
  };
}
