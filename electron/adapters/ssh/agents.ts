/** Several agents as one: what one of them does not hold, the next may. */
import ssh2, { type BaseAgent, type IdentityCallback, type ParsedKey, type SignCallback } from 'ssh2';
import { AgentInFront, type AgentKey, type SigningRequest } from './agent-in-front.ts';

/** The keys of all agents, those of the first one first. An agent that does not answer, or holds none, hides no other. */
export function joinAgents([first, ...more]: readonly [BaseAgent, ...BaseAgent[]]): BaseAgent {
  return more.length === 0 ? first : new JoinedAgents(first, [first, ...more]);
}

class JoinedAgents extends AgentInFront {
  readonly #agents: readonly BaseAgent[];
  readonly #holders = new Map<string, BaseAgent>();

  constructor(first: BaseAgent, agents: readonly BaseAgent[]) {
    super(first);
    this.#agents = agents;
  }

  override getIdentities(callback: IdentityCallback<AgentKey>): void {
    void this.#gather().then(
      (keys) => callback(null, keys),
      (error: Error) => callback(error),
    );
  }

  protected override answer(request: SigningRequest): void {
    const holder = this.#holders.get(nameOf(request.key));
    if (holder === undefined) super.answer(request);
    else
      holder.sign(request.key as ParsedKey, request.data, request.options, request.callback as SignCallback);
  }

  /** Fails where no agent answers, with what the first one said. */
  async #gather(): Promise<ParsedKey[]> {
    const asked = await Promise.allSettled(
      this.#agents.map(async (agent) => ({ agent, keys: await keysOf(agent) })),
    );
    const [first] = asked;
    if (first?.status === 'rejected' && asked.every(({ status }) => status === 'rejected'))
      throw first.reason;
    const found = new Map<string, ParsedKey>();
    for (const each of asked) {
      if (each.status === 'rejected') continue;
      const { agent, keys } = each.value;
      for (const key of keys.filter((one) => !found.has(nameOf(one)))) {
        found.set(nameOf(key), key);
        this.#holders.set(nameOf(key), agent);
      }
    }
    return [...found.values()];
  }
}

function keysOf(agent: BaseAgent): Promise<ParsedKey[]> {
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error) reject(error);
      else resolve(parsedKeys(keys ?? []));
    });
  });
}

export function parsedKeys(keys: readonly unknown[]): ParsedKey[] {
  return keys.flatMap((key) => {
    const result = ssh2.utils.parseKey(key as string);
    return result instanceof Error ? [] : [result].flat();
  });
}

function nameOf(key: AgentKey): string {
  return parsedKeys([key])[0]?.getPublicSSH().toString('base64') ?? '';
}
