import type { AnyAuthMethod, AuthenticationType, BaseAgent, NextAuthHandler, ParsedKey } from 'ssh2';
import type { Host } from '#core/release/model.ts';
import type { ConnectFault } from '#core/run/connecting.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import type { ConnectFailure } from '#engine/ports.ts';
import { connectFailure } from './connect-failure.ts';
import { type AskingState, HostQuestions } from './host-questions.ts';
import type { PasswordGate, PasswordOutcome } from './password-gate.ts';
import { AgentWithoutSha1, keyWithoutSha1 } from './without-sha1.ts';

/** How we prove who we are to one host; keys are read, agents found. */
export type Proof =
  | { readonly kind: 'key'; readonly key: ParsedKey; readonly path: string }
  | { readonly kind: 'agent'; readonly agent: BaseAgent }
  | { readonly kind: 'password'; readonly password: string; readonly gate: PasswordGate };

/** One authentication, seen by the handshake. */
export interface Authentication {
  /** For the SSH library: gives the next method, or false when there is nothing left. */
  readonly handler: (
    left: AuthenticationType[] | null,
    partial: boolean | null,
    next: NextAuthHandler,
  ) => void;
  /** An agent's failure, to be told when no key was accepted. */
  noteAgentError(message: string): void;
  succeeded(): void;
  /** Told while a person is asked: the host's own limit holds then, not ours. */
  onAsking: (state: AskingState) => void;
  /** What to say when the host has refused. `hostGaveUp`: before it had seen all that we have. */
  refusal(hostGaveUp: boolean): ConnectFailure;
  /** The connection was lost before an answer. */
  abandoned(): void;
}

/** Authenticates by exactly the given credential; offers nothing else. */
export function createAuthentication(
  host: Host,
  user: string,
  { proof, ask }: { readonly proof: Proof; readonly ask: AskPerson | null },
): Authentication {
  const questions = new HostQuestions(host.name, user, ask);
  return proof.kind === 'password'
    ? new PasswordAuthentication(host, { user, proof, questions })
    : new KeyAuthentication(host, { user, proof, questions });
}

interface Login<P extends Proof> {
  readonly user: string;
  readonly proof: P;
  readonly questions: HostQuestions;
}

type KeyProof = Exclude<Proof, { kind: 'password' }>;
type PasswordProof = Extract<Proof, { kind: 'password' }>;

/** The library's type leaves out `false`, its documented way to say "no more". */
const NO_MORE = false as unknown as AuthenticationType;

class KeyAuthentication implements Authentication {
  readonly #host: Host;
  readonly #user: string;
  readonly #proof: KeyProof;
  readonly #questions: HostQuestions;
  #offered = false;
  #partial = false;
  #accepts: readonly string[] = [];
  #agentError = '';
  #isSha1Refused = false;

  constructor(host: Host, { user, proof, questions }: Login<KeyProof>) {
    this.#host = host;
    this.#user = user;
    this.#proof = proof;
    this.#questions = questions;
  }

  set onAsking(tell: (state: AskingState) => void) {
    this.#questions.onAsking = tell;
  }

  readonly handler: Authentication['handler'] = (left, partial, next) => {
    this.#accepts = left ?? this.#accepts;
    this.#partial ||= partial === true;
    if (this.#offered) {
      void this.#questions
        .furtherMethod(partial ? this.#accepts : [])
        .then((further) => next(further ?? NO_MORE));
      return;
    }
    this.#offered = true;
    next(this.#method());
  };

  #method(): AnyAuthMethod {
    const username = this.#user;
    const isLegacy = this.#host.ssh === 'legacy';
    if (this.#proof.kind === 'agent') {
      const { agent } = this.#proof;
      return {
        type: 'agent',
        username,
        agent: isLegacy ? agent : new AgentWithoutSha1(agent, this.#refuseSha1),
      };
    }
    const { key } = this.#proof;
    return { type: 'publickey', username, key: isLegacy ? key : keyWithoutSha1(key, this.#refuseSha1) };
  }

  readonly #refuseSha1 = (): void => {
    this.#isSha1Refused = true;
  };

  noteAgentError(message: string): void {
    this.#agentError = message;
  }

  succeeded(): void {}

  abandoned(): void {
    this.#questions.withdraw();
  }

  refusal(hostGaveUp: boolean): ConnectFailure {
    const details = { user: this.#user, accepts: this.#accepts };
    return connectFailure(this.#host, this.#fault(hostGaveUp), { details });
  }

  #fault(hostGaveUp: boolean): ConnectFault {
    const user = this.#user;
    const path = this.#proof.kind === 'agent' ? null : this.#proof.path;
    const unanswered = this.#questions.fault();
    if (unanswered !== null) return unanswered;
    if (this.#partial) return { kind: 'more-wanted', user, accepts: this.#accepts };
    if (this.#isSha1Refused) return { kind: 'sha1-only', user, path };
    if (hostGaveUp && path === null) return { kind: 'too-many-keys', user };
    const takesKeys = this.#mayTakeKeys();
    const isRsa = this.#proof.kind === 'key' && this.#proof.key.type === 'ssh-rsa';
    return {
      kind: 'key-refused',
      user,
      path,
      rsa: isRsa && takesKeys,
      said: this.#agentError,
      accepts: takesKeys ? [] : this.#accepts,
    };
  }

  #mayTakeKeys(): boolean {
    return this.#accepts.length === 0 || this.#accepts.includes('publickey');
  }
}

class PasswordAuthentication implements Authentication {
  readonly #host: Host;
  readonly #user: string;
  readonly #proof: PasswordProof;
  readonly #questions: HostQuestions;
  #state: 'asking' | 'admitted' | 'answered' = 'asking';
  #refusedAt: string | null = null;
  #accepts: readonly string[] = [];
  #settle: (outcome: PasswordOutcome) => void = () => undefined;

  constructor(host: Host, { user, proof, questions }: Login<PasswordProof>) {
    this.#host = host;
    this.#user = user;
    this.#proof = proof;
    this.#questions = questions;
  }

  set onAsking(tell: (state: AskingState) => void) {
    this.#questions.onAsking = tell;
  }

  /** Asks with `none` first which methods the host takes, so that a password is sent once and by the right one. */
  readonly handler: Authentication['handler'] = (left, partial, next) => {
    this.#accepts = left ?? this.#accepts;
    if (left === null) return next({ type: 'none', username: this.#user });
    if (this.#state !== 'asking') return next((partial && this.#furtherMethod()) || NO_MORE);
    this.#state = 'admitted';
    const method = this.#method();
    if (method === null) return next(NO_MORE);
    void this.#admit(method, next);
  };

  async #admit(method: AnyAuthMethod, next: NextAuthHandler): Promise<void> {
    const admission = await this.#proof.gate.enter(this.#host, this.#user, this.#proof.password);
    if (admission.kind === 'refused-at') {
      this.#refusedAt = admission.host;
      return next(NO_MORE);
    }
    if (this.#state === 'answered') return admission.settle('unclear');
    this.#settle = admission.settle;
    next(method);
  }

  /** The host has taken the password and wants more. */
  #furtherMethod(): AnyAuthMethod | null {
    this.#settle('accepted');
    return this.#questions.methodFor(this.#accepts);
  }

  #method(): AnyAuthMethod | null {
    const username = this.#user;
    if (this.#accepts.includes('password'))
      return { type: 'password', username, password: this.#proof.password };
    return this.#questions.methodFor(this.#accepts, this.#proof.password);
  }

  noteAgentError(): void {}

  succeeded(): void {
    this.#state = 'answered';
    this.#settle('accepted');
  }

  abandoned(): void {
    this.#state = 'answered';
    this.#questions.withdraw();
    this.#settle('unclear');
  }

  refusal(): ConnectFailure {
    this.#state = 'answered';
    this.#settle(this.#questions.fault()?.kind === 'asks-otherwise' ? 'unclear' : 'refused');
    const details = { user: this.#user, accepts: this.#accepts, refusedAt: this.#refusedAt };
    return connectFailure(this.#host, this.#fault(), { details });
  }

  #fault(): ConnectFault {
    const user = this.#user;
    if (this.#refusedAt !== null) return { kind: 'refused-elsewhere', user, elsewhere: this.#refusedAt };
    const unanswered = this.#questions.fault();
    if (unanswered !== null) return unanswered;
    if (this.#method() === null) return { kind: 'no-passwords', accepts: this.#accepts };
    return { kind: 'password-refused', user };
  }
}
