import type { AnyAuthMethod, KeyboardInteractiveAuthMethod, Prompt } from 'ssh2';
import type { ConnectFault } from '#core/run/connecting.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import { printable } from '#core/words/text/printable.ts';

/** More rounds than any host needs: one that asks for ever gets no further answer, and the limit of the login ends it. */
const MOST_ROUNDS = 10;

/** `unanswered`: nobody will, so that there is nothing to be sent. */
export type AskingState = 'asking' | 'answered' | 'unanswered';

const NEVER = new Promise<never>(() => undefined);

/** Answers what one host asks while it lets us in: by the stored password where that is wanted, else by a person. */
export class HostQuestions {
  readonly #host: string;
  readonly #user: string;
  readonly #ask: AskPerson | null;
  readonly #withdrawn = new AbortController();
  /** Who answered last, and what. */
  #last: { readonly by: 'nobody' | 'person'; readonly asks: string } | null = null;
  #rounds = 0;
  onAsking: (state: AskingState) => void = () => undefined;

  constructor(host: string, user: string, ask: AskPerson | null) {
    this.#host = host;
    this.#user = user;
    this.#ask = ask;
  }

  /**
   * The method by which the host can be answered, or null. A stored password goes only to the first hidden prompt that stands
   * alone; an echoed one asks for something else.
   */
  methodFor(accepts: readonly string[], password: string | null = null): AnyAuthMethod | null {
    if (!accepts.includes('keyboard-interactive')) return null;
    if (password === null && this.#ask === null) return null;
    let stored = password;
    const prompt: KeyboardInteractiveAuthMethod['prompt'] = (...[name, said, , prompts, finish]) => {
      if (prompts.length === 0) return finish([]);
      if (stored !== null && prompts.length === 1 && prompts[0]?.echo !== true) {
        finish([stored]);
        stored = null;
        return;
      }
      void this.#askPerson([name, said], prompts).then(finish);
    };
    return { type: 'keyboard-interactive', username: this.#user, prompt };
  }

  /** What the host wants besides what it has taken: from a person. */
  async furtherMethod(accepts: readonly string[]): Promise<AnyAuthMethod | null> {
    const method = this.methodFor(accepts);
    if (method !== null || !accepts.includes('password') || this.#ask === null) return method;
    const [password] = await this.#askPerson([], [{ prompt: 'Password', echo: false }]);
    return password ? { type: 'password', username: this.#user, password } : null;
  }

  /** A person's answer to one prompt, with what stands above it; it never comes where nobody gives one. */
  async askOne(said: string, prompt: Prompt): Promise<string> {
    const [answer = ''] = await this.#askPerson([said], [prompt]);
    return answer;
  }

  /** Why a person's answer, or the lack of one, kept us out; null where nobody was to be asked. */
  fault(): ConnectFault | null {
    if (this.#last === null) return null;
    const { by, asks } = this.#last;
    return by === 'person'
      ? { kind: 'answers-refused', user: this.#user, asks }
      : { kind: 'asks-otherwise', asks };
  }

  withdraw(): void {
    this.#withdrawn.abort();
  }

  async #askPerson(above: readonly string[], prompts: readonly Prompt[]): Promise<string[]> {
    const shown = prompts.map(({ prompt, echo }) => ({ text: printable(prompt), isShown: echo === true }));
    const asks = shown.map(({ text }) => text).join(', ');
    this.#last = { by: 'nobody', asks };
    this.#rounds += 1;
    if (this.#rounds > MOST_ROUNDS) return NEVER;
    if (this.#ask === null) return this.#leave();
    const said = above
      .map((text) => printable(text.replaceAll(/\s+/g, ' ')))
      .filter(Boolean)
      .join(': ');
    this.onAsking('asking');
    const question = { kind: 'host', host: this.#host, user: this.#user, said, prompts: shown } as const;
    const given = await this.#ask(question, this.#withdrawn.signal);
    if (given === null) return this.#leave();
    this.onAsking('answered');
    this.#last = { by: 'person', asks };
    return [...given];
  }

  /** An empty answer would be one: a host may count it. */
  #leave(): Promise<never> {
    this.onAsking('unanswered');
    return NEVER;
  }
}
