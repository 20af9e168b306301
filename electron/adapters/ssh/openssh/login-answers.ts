/** Answers what ssh asks while it logs in: by what the credential holds, else by a person. */
import type { Host } from '#core/release/model.ts';
import type { ConnectFault } from '#core/run/connecting.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import { printable } from '#core/words/text/printable.ts';
import type { ConnectFailure } from '#engine/ports.ts';
import { connectFailure } from '../connect-failure.ts';
import { type AskingState, HostQuestions } from '../host-questions.ts';
import type { PasswordOutcome } from '../password-gate.ts';
import type { OpenSshProof } from './identity.ts';

/** One question, in the words of ssh. `hint`: `none` where nothing is to be typed, `confirm` for yes or no. */
export interface Prompt {
  readonly hint: string;
  readonly text: string;
  /** What stands above it. */
  readonly said: string;
}

/** `give-up`: an answer would be one that the host counts, so that there is to be none. */
export type LoginAnswer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'give-up'; readonly fault: ConnectFault }
  /** There is none: ssh takes the question back. */
  | { readonly kind: 'none' };

export interface LoginFacts {
  readonly hasPartly: boolean;
  readonly accepts: readonly string[];
  /** The host had enough of what it was shown. */
  readonly gaveUp: boolean;
  readonly lines: readonly string[];
  /** How often it said by what it can be asked. */
  readonly refusals: number;
}

interface Login {
  readonly host: Host;
  readonly user: string;
  readonly proof: OpenSshProof;
  readonly ask: AskPerson | null;
  facts(): LoginFacts;
}

export class LoginAnswers {
  readonly #login: Login;
  readonly #questions: HostQuestions;
  #touch = new AbortController();
  /** Told when a security key waits. */
  onTouch: () => void = () => undefined;
  #isPasswordGiven = false;
  #refusalsBefore = 0;
  #passphrases = 0;
  #refusedAt: string | null = null;
  #settle: (outcome: PasswordOutcome) => void = () => undefined;

  constructor(login: Login) {
    this.#login = login;
    this.#questions = new HostQuestions(login.host.name, login.user, login.ask);
  }

  set onAsking(tell: (state: AskingState) => void) {
    this.#questions.onAsking = tell;
  }

  async answer({ hint, text, said }: Prompt): Promise<LoginAnswer> {
    if (hint === 'none') return this.#showTouch(text);
    if (/^Enter passphrase for /i.test(text)) return this.#passphrase();
    if (hint === 'confirm' || /continue connecting/i.test(text))
      return { kind: 'give-up', fault: { kind: 'asks-otherwise', asks: printable(text) } };
    const asked = text.replace(/^\([^()]*\) /, '').replace(/^\S+'s password: ?$/, 'Password');
    const { proof } = this.#login;
    if (proof.kind === 'password' && !this.#isPasswordGiven) return this.#password({ asked, said }, proof);
    // What a host asks for in place of a key or a password that it refused is no second factor.
    if (!this.#goesOn() && isOfHost(text)) return { kind: 'give-up', fault: this.fault() };
    return { kind: 'answer', text: await this.#questions.askOne(said, { prompt: asked, echo: false }) };
  }

  /** The host has taken what it got, and wants more. */
  #goesOn(): boolean {
    const { hasPartly, refusals } = this.#login.facts();
    return hasPartly || (this.#isPasswordGiven && refusals === this.#refusalsBefore);
  }

  succeeded(): void {
    this.#settle('accepted');
  }

  /** What was shown needs no attention any more. */
  withdraw(): void {
    this.#touch.abort();
    this.#touch = new AbortController();
  }

  abandoned(): void {
    this.withdraw();
    this.#questions.withdraw();
    this.#settle('unclear');
  }

  refusal(): ConnectFailure {
    const { host, user, facts } = this.#login;
    const fault = this.fault();
    this.#settle(fault.kind === 'asks-otherwise' ? 'unclear' : 'refused');
    return connectFailure(host, fault, { details: { user, accepts: facts().accepts } });
  }

  /** Why the host did not let us in. */
  fault(): ConnectFault {
    const { user, proof, facts } = this.#login;
    const { hasPartly, accepts, gaveUp, lines } = facts();
    if (this.#refusedAt !== null) return { kind: 'refused-elsewhere', user, elsewhere: this.#refusedAt };
    const unanswered = this.#questions.fault();
    if (unanswered !== null) return unanswered;
    if (hasPartly) return { kind: 'more-wanted', user, accepts };
    if (proof.kind === 'password')
      return accepts.some((each) => each === 'password' || each === 'keyboard-interactive')
        ? { kind: 'password-refused', user }
        : { kind: 'no-passwords', accepts };
    const path = proof.kind === 'key' ? proof.path : null;
    // The host had taken its public half before.
    if (path !== null && this.#passphrases > 0) return { kind: 'passphrase-wrong', file: path };
    const unread = path === null ? null : unreadKey(path, lines);
    if (unread !== null) return unread;
    if (gaveUp && path === null) return { kind: 'too-many-keys', user };
    const takesKeys = accepts.length === 0 || accepts.includes('publickey');
    const said = signingFault(lines);
    const rsa = lines.some((line) => /no mutual signature algorithm/.test(line));
    return { kind: 'key-refused', user, path, rsa, said, accepts: takesKeys ? [] : accepts };
  }

  /** However it is shown, and to whom: the key may be touched all the same. */
  #showTouch(text: string): LoginAnswer {
    const { host, user, ask } = this.#login;
    this.onTouch();
    void ask?.({ kind: 'touch', host: host.name, user, said: printable(text) }, this.#touch.signal);
    return { kind: 'none' };
  }

  async #passphrase(): Promise<LoginAnswer> {
    const { proof, ask } = this.#login;
    if (proof.kind !== 'key') return { kind: 'answer', text: '' };
    const file = proof.path;
    this.#passphrases += 1;
    if (this.#passphrases > 1) return { kind: 'give-up', fault: { kind: 'passphrase-wrong', file } };
    const question = { kind: 'passphrase', file: printable(file), isAgain: false } as const;
    const given = proof.passphrase ?? (await ask?.(question, new AbortController().signal))?.[0] ?? '';
    return given === ''
      ? { kind: 'give-up', fault: { kind: 'passphrase-missing', file } }
      : { kind: 'answer', text: given };
  }

  /** A stored password goes to the method for passwords, and to a prompt that asks for one. */
  async #password(
    { asked, said }: { readonly asked: string; readonly said: string },
    proof: Extract<OpenSshProof, { kind: 'password' }>,
  ): Promise<LoginAnswer> {
    const { host, user, facts } = this.#login;
    if (!/password|passwort|passwd/i.test(asked))
      return { kind: 'answer', text: await this.#questions.askOne(said, { prompt: asked, echo: false }) };
    this.#isPasswordGiven = true;
    this.#refusalsBefore = facts().refusals;
    const admission = await proof.gate.enter(host, user, proof.password);
    if (admission.kind === 'try') {
      this.#settle = admission.settle;
      return { kind: 'answer', text: proof.password };
    }
    this.#refusedAt = admission.host;
    return { kind: 'give-up', fault: this.fault() };
  }
}

/** As ssh words the prompts of hosts; those of keys and devices begin otherwise. */
function isOfHost(text: string): boolean {
  return /^\([^()]*\) /.test(text) || /'s password: ?$/.test(text);
}

function unreadKey(file: string, lines: readonly string[]): ConnectFault | null {
  const said = lines.map((line) => /^Load key "[^"]*": (.*)$/.exec(line.trim())?.[1]).find(Boolean);
  return said === undefined ? null : { kind: 'no-private-key', file, said: printable(said) };
}

/** What a device, an agent or a key said against signing. */
function signingFault(lines: readonly string[]): string {
  const said = lines.map((line) => /^sign_and_send_pubkey: (.*)$/.exec(line.trim())?.[1]).find(Boolean);
  return printable((said ?? '').replace(/"[^"]*"/, '').replaceAll(/\s+/g, ' '));
}
