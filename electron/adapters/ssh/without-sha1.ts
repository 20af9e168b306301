/** RSA signatures by SHA-1 are made for hosts with `ssh: legacy` only: OpenSSH's own client makes none unasked either. */
import type { BaseAgent, ParsedKey } from 'ssh2';
import { AgentInFront, type AgentKey, type SigningRequest } from './agent-in-front.ts';

const SHA1 = 'sha1';
const REFUSAL = 'the host takes RSA keys by SHA-1 signatures only';

/** The same key, which refuses to sign by SHA-1. The host has accepted it by then. */
export function keyWithoutSha1(key: ParsedKey, onRefused: () => void): ParsedKey {
  if (key.type !== 'ssh-rsa') return key;
  const sign = (data: Buffer, algorithm = SHA1): Buffer | Error => {
    if (algorithm !== SHA1) return key.sign(data, algorithm);
    onRefused();
    return new Error(REFUSAL);
  };
  return Object.create(key, { sign: { value: sign } });
}

/** The same agent, of whose RSA keys none signs by SHA-1; its next key is tried then. */
export class AgentWithoutSha1 extends AgentInFront {
  readonly #onRefused: () => void;

  constructor(agent: BaseAgent, onRefused: () => void) {
    super(agent);
    this.#onRefused = onRefused;
  }

  protected override answer(request: SigningRequest): void {
    const { key, options, callback } = request;
    if (!isRsa(key) || (options.hash ?? SHA1) !== SHA1) {
      super.answer(request);
      return;
    }
    this.#onRefused();
    callback?.(new Error(REFUSAL));
  }
}

function isRsa(key: AgentKey): boolean {
  return typeof key === 'object' && 'type' in key && key.type === 'ssh-rsa';
}
