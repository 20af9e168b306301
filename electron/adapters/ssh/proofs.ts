import type { ParsedKey } from 'ssh2';
import type { Host } from '#core/release/model.ts';
import type { CredentialFault } from '#core/run/connecting.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { findAgent } from './agent.ts';
import type { Proof } from './authentication.ts';
import { connectFailure } from './connect-failure.ts';
import type { Credential, CredentialSource, Opened } from './credential.ts';
import { PasswordGate } from './password-gate.ts';
import { loadPrivateKey } from './private-key.ts';

/** Turns credentials into proofs. A key file is read and decrypted once, not once per host. */
export class Proofs {
  readonly #source: CredentialSource;
  readonly #gate = new PasswordGate();
  readonly #keys = new Map<string, Promise<Opened<ParsedKey>>>();

  constructor(source: CredentialSource) {
    this.#source = source;
  }

  async forHost(host: Host): Promise<Result<Proof, ConnectFailure>> {
    const credential = await this.#source.get(host.credential);
    if (!credential.ok) return refusal(host, credential.error);
    const proof = await this.#prove(credential.value);
    return proof.ok ? proof : refusal(host, proof.error);
  }

  async #prove(credential: Credential): Promise<Opened<Proof>> {
    switch (credential.kind) {
      case 'password':
        return { ok: true, value: { kind: 'password', password: credential.password, gate: this.#gate } };
      case 'agent': {
        const agent = findAgent(credential.fingerprint);
        return agent.ok ? { ok: true, value: { kind: 'agent', agent: agent.value } } : agent;
      }
      case 'key': {
        const key = await this.#key(credential.path, credential.passphrase);
        return key.ok ? { ok: true, value: { kind: 'key', key: key.value, path: credential.path } } : key;
      }
    }
  }

  async #key(path: string, passphrase: string | undefined): Promise<Opened<ParsedKey>> {
    const id = `${path}\0${passphrase ?? ''}`;
    const known = this.#keys.get(id) ?? loadPrivateKey(path, passphrase);
    this.#keys.set(id, known);
    const key = await known;
    if (!key.ok) this.#keys.delete(id);
    return key;
  }
}

function refusal(host: Host, fault: CredentialFault): Result<never, ConnectFailure> {
  return { ok: false, error: connectFailure(host, fault, { details: { credential: host.credential } }) };
}
