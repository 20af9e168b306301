import type { Host } from '#core/release/model.ts';
import { refuse } from '../connect-failure.ts';
import { PasswordGate } from '../password-gate.ts';
import { parsePublicKey } from '../public-key.ts';
import { type OpenedLink, type OpenSshConnection, openByOpenSsh } from './opening.ts';
import { PrivateFolder } from './private-folder.ts';
import { findOpenSsh } from './program.ts';

export type WantedConnection = Omit<OpenSshConnection, 'folder' | 'program' | 'opening'>;

/** Whether a host is reached by the system's client. */
export function usesOpenSsh({ transport }: Host): boolean {
  return transport === 'openssh' || transport === 'openssh-config';
}

/** The system's OpenSSH client, looked for when it is wanted first, and its folder, which goes with it. */
export class OpenSshClient {
  readonly #opening: OpenSshConnection['opening'] = new Set();
  readonly #environment: () => NodeJS.ProcessEnv;
  #program: ReturnType<typeof findOpenSsh> | null = null;
  #folder: PrivateFolder | null = null;
  #isShut = false;

  constructor(environment: () => NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  async open(wanted: WantedConnection): Promise<OpenedLink> {
    this.#program ??= findOpenSsh({ platform: process.platform, env: this.#environment() });
    const program = await this.#program;
    if (!program.ok) return refuse(wanted.host, program.error);
    if (this.#isShut) return refuse(wanted.host, { kind: 'given-up' });
    this.#folder ??= new PrivateFolder();
    const parts = { folder: this.#folder, program: program.value, opening: this.#opening };
    return openByOpenSsh({ ...wanted, ...parts });
  }

  /** The key that a host shows to somebody who believes none, and so says nothing of himself. */
  async learnKey(wanted: Pick<WantedConnection, 'host' | 'user' | 'limits' | 'hostKeyAlgorithms' | 'jump'>) {
    const gate = new PasswordGate();
    const proof = { kind: 'password', password: '', gate } as const;
    const opened = await this.open({ ...wanted, knowledge: NOTHING, proof, ask: null });
    if (opened.ok) throw new Error('OpenSSH logged in to a host whose key nobody believes');
    const shown = opened.error.details?.['publicKey'];
    const key = typeof shown === 'string' ? parsePublicKey(shown) : null;
    return key === null ? opened : ({ ok: true, value: key.blob } as const);
  }

  /** Gives up what is being opened. */
  shut(): void {
    this.#isShut = true;
    for (const each of this.#opening) each.giveUp();
  }

  /** Once its connections are gone. */
  remove(): void {
    this.#folder?.remove();
    this.#folder = null;
  }
}

const NOTHING = { revoked: [], expected: [], announced: [], tolerated: [], authorities: [], pinned: false };
