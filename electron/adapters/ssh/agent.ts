import { readdirSync } from 'node:fs';
import { Socket } from 'node:net';
import ssh2, { type BaseAgent, type IdentityCallback } from 'ssh2';
import { accountName } from '#adapters/system/account.ts';
import { AgentInFront, type AgentKey } from './agent-in-front.ts';
import { joinAgents, parsedKeys } from './agents.ts';
import type { OpenedCredential } from './credential.ts';
import { fingerprintOf } from './public-key.ts';

/** Finds the running SSH agent: SSH_AUTH_SOCK, on Windows without it OpenSSH's and this user's Pageant together. */
export function findAgent(fingerprint?: string): OpenedCredential<BaseAgent> {
  const [first, ...more] = agentPlaces(factsOfMachine()).map(agentAt);
  if (first === undefined) return { ok: false, error: { kind: 'no-agent' } };
  const agent = joinAgents([first, ...more]);
  return { ok: true, value: fingerprint === undefined ? agent : new OneKeyAgent(agent, fingerprint) };
}

/** An agent that takes a connection and says nothing does not keep the program from ending: whoever waits for it does. */
function agentAt(place: string): BaseAgent {
  const agent = ssh2.createAgent(place);
  const open = agent.getStream?.bind(agent);
  if (open !== undefined)
    agent.getStream = (callback) =>
      open((error, stream) => {
        if (stream instanceof Socket) stream.unref();
        callback(error, stream);
      });
  return agent;
}

export interface AgentFacts {
  readonly platform: NodeJS.Platform;
  /** What `SSH_AUTH_SOCK` says. */
  readonly socket: string | undefined;
  /** The login name. */
  readonly account: string;
  /** Names of the pipes that are there, on Windows. */
  readonly pipes: readonly string[];
}

/** Where agents of this user listen. Each user's Pageant has a pipe `pageant.USER.…`, which others see too. */
export function agentPlaces({ platform, socket, account, pipes }: AgentFacts): readonly string[] {
  if (socket !== undefined && socket !== '') return [socket];
  if (platform !== 'win32') return [];
  const own = `pageant.${account}.`.toLowerCase();
  const openSsh = pipes.filter((pipe) => pipe === OPEN_SSH);
  const pageant = pipes.filter((pipe) => pipe.toLowerCase().startsWith(own));
  return [...openSsh, ...pageant].map((pipe) => `${PIPES}${pipe}`);
}

const PIPES = '\\\\.\\pipe\\';
const OPEN_SSH = 'openssh-ssh-agent';

function factsOfMachine(): AgentFacts {
  const { platform } = process;
  const pipes = platform === 'win32' ? pipesOf(() => readdirSync(PIPES)) : [];
  return { platform, socket: process.env['SSH_AUTH_SOCK'], account: accountName(), pipes };
}

/** Windows lists its pipes as a folder; where it will not, OpenSSH's own is tried by its name. */
export function pipesOf(list: () => readonly string[]): readonly string[] {
  try {
    return list();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [OPEN_SSH];
    throw error;
  }
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
      const wanted = parsedKeys(keys ?? []).filter(
        (key) => fingerprintOf(key.getPublicSSH()) === this.#fingerprint,
      );
      if (wanted.length > 0) return callback(null, wanted);
      callback(new Error(`the agent does not hold the key ${this.#fingerprint}`));
    });
  }
}
