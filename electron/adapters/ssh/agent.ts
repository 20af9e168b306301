import { readdirSync } from 'node:fs';
import ssh2, { type BaseAgent, type IdentityCallback, type ParsedKey } from 'ssh2';
import { AgentInFront, type AgentKey } from './agent-in-front.ts';
import type { Opened } from './credential.ts';
import { fingerprintOf } from './public-key.ts';

/** Finds the running SSH agent: SSH_AUTH_SOCK, on Windows also the pipes of OpenSSH and Pageant. */
export function findAgent(fingerprint?: string): Opened<BaseAgent> {
  const path = agentPath();
  if (path === null) return { ok: false, error: { kind: 'no-agent' } };
  const agent: BaseAgent = ssh2.createAgent(path);
  return { ok: true, value: fingerprint === undefined ? agent : new OneKeyAgent(agent, fingerprint) };
}

function agentPath(): string | null {
  const { SSH_AUTH_SOCK: path } = process.env;
  if (path !== undefined && path !== '') return path;
  return process.platform === 'win32' ? windowsAgentPipe() : null;
}

function windowsAgentPipe(): string | null {
  const pipes = readdirSync('\\\\.\\pipe\\');
  const name =
    pipes.find((pipe) => pipe === 'openssh-ssh-agent') ?? pipes.find((pipe) => pipe.startsWith('pageant.'));
  return name === undefined ? null : `\\\\.\\pipe\\${name}`;
}

/** Shows the host one key of the agent only: a host that counts wrong keys never gets to see others. */
class OneKeyAgent extends AgentInFront {
  readonly #fingerprint: string;

  constructor(agent: BaseAgent, fingerprint: string) {
    super(agent);
    this.#fingerprint = fingerprint;
  }

  override getIdentities(callback: IdentityCallback<AgentKey>): void {
    super.getIdentities((error, keys) => {
      if (error !== undefined && error !== null) return callback(error);
      const wanted = parsed(keys ?? []).filter(
        (key) => fingerprintOf(key.getPublicSSH()) === this.#fingerprint,
      );
      if (wanted.length > 0) return callback(null, wanted);
      callback(new Error(`the agent does not hold the key ${this.#fingerprint}`));
    });
  }
}

function parsed(keys: readonly unknown[]): ParsedKey[] {
  return keys.flatMap((key) => {
    const result = ssh2.utils.parseKey(key as string);
    return result instanceof Error ? [] : [result].flat();
  });
}
