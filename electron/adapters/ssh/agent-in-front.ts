import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';

export type AgentKey = string | Buffer | ParsedKey;

/** What an agent is asked to sign, however its caller wrote the arguments. */
export interface SigningRequest {
  readonly key: AgentKey;
  readonly data: Buffer;
  readonly options: SigningRequestOptions;
  readonly callback: SignCallback | undefined;
}

/** An agent that stands in front of another one, and passes on what it has no reason to keep back. */
export abstract class AgentInFront implements BaseAgent {
  readonly #agent: BaseAgent;

  constructor(agent: BaseAgent) {
    // ssh2 knows an agent by its class. Named above, that would load ssh2 wherever the command line starts.
    Object.setPrototypeOf(AgentInFront.prototype, ssh2.BaseAgent.prototype);
    this.#agent = agent;
  }

  getIdentities(callback: IdentityCallback<AgentKey>): void {
    this.#agent.getIdentities(callback);
  }

  sign(key: AgentKey, data: Buffer, options: SigningRequestOptions, callback?: SignCallback): void;
  sign(key: AgentKey, data: Buffer, callback: SignCallback): void;
  sign(
    key: AgentKey,
    data: Buffer,
    ...[first, second]: [SigningRequestOptions | SignCallback, SignCallback?]
  ): void {
    const isShort = typeof first === 'function';
    this.answer({ key, data, options: isShort ? {} : first, callback: isShort ? first : second });
  }

  protected answer({ key, data, options, callback }: SigningRequest): void {
    this.#agent.sign(key, data, options, callback);
  }
}
