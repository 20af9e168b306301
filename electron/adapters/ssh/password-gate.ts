import { createHash } from 'node:crypto';
import type { Host } from '#core/release/model.ts';

/** What a host may do with a password: try it, or leave it because another host has refused it. */
export type PasswordAdmission =
  | { readonly kind: 'try'; settle(outcome: PasswordOutcome): void }
  | { readonly kind: 'refused-at'; readonly host: string };

/** `unclear`: the host was lost before it answered. */
export type PasswordOutcome = 'accepted' | 'refused' | 'unclear';

interface State {
  proof: 'none' | 'testing' | 'accepted' | 'refused';
  host: string;
  waiting: (() => void)[];
}

/**
 * Tries a password at one host before the others get it: a wrong password sent to five hundred hosts at once locks the
 * account. A refused password is tried again only at the host that refused it.
 */
export class PasswordGate {
  readonly #states = new Map<string, State>();

  async enter(host: Host, user: string, password: string): Promise<PasswordAdmission> {
    const state = this.#stateOf(user, password);
    for (;;) {
      if (state.proof === 'accepted') return { kind: 'try', settle: () => undefined };
      if (state.proof === 'refused' && state.host !== host.name)
        return { kind: 'refused-at', host: state.host };
      if (state.proof !== 'testing') return test(state, host);
      await new Promise<void>((resolve) => state.waiting.push(resolve));
    }
  }

  #stateOf(user: string, password: string): State {
    const key = createHash('sha256').update(`${user}\0${password}`).digest('hex');
    const state = this.#states.get(key) ?? { proof: 'none', host: '', waiting: [] };
    this.#states.set(key, state);
    return state;
  }
}

function test(state: State, host: Host): PasswordAdmission {
  state.proof = 'testing';
  state.host = host.name;
  let settled = false;
  const settle = (outcome: PasswordOutcome): void => {
    if (settled) return;
    settled = true;
    state.proof = outcome === 'unclear' ? 'none' : outcome;
    for (const resume of state.waiting.splice(0)) resume();
  };
  return { kind: 'try', settle };
}
