/** RSA signatures by SHA-1 are made for hosts with `ssh: legacy` only: OpenSSH's own client makes none unasked either. */
import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';

type AgentKey = string | Buffer | ParsedKey;

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
export class AgentWithoutSha1 extends ssh2.BaseAgent {
  readonly #agent: BaseAgent;
  readonly #onRefused: () => void;

  constructor(agent: BaseAgent, onRefused: () => void) {
    super();
    this.#agent = agent;
    this.#onRefused = onRefused;
  }

  override getIdentities(callback: IdentityCallback<AgentKey>): void {
    this.#agent.getIdentities(callback);
  }

  override sign(key: AgentKey, data: Buffer, options: SigningRequestOptions, callback?: SignCallback): void;
  override sign(key: AgentKey, data: Buffer, callback: SignCallback): void;
  override sign(
    key: AgentKey,
    data: Buffer,
    ...rest: [SigningRequestOptions | SignCallback, SignCallback?]
  ): void {
    const [first, second] = rest;
    const callback = typeof first === 'function' ? first : second;
    const options = typeof first === 'function' ? {} : first;
    if (!isRsa(key) || (options.hash ?? SHA1) !== SHA1) {
      this.#agent.sign(key, data, options, callback);
      return;
    }
    this.#onRefused();
    callback?.(new Error(REFUSAL));
  }
}

function isRsa(key: AgentKey): boolean {
  return typeof key === 'object' && 'type' in key && key.type === 'ssh-rsa';
}
