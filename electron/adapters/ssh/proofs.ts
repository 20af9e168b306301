import type { ParsedKey } from 'ssh2';
import type { Host } from '#core/release/model.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { findAgent } from './agent.ts';
import type { Proof } from './authentication.ts';
import { connectFailure } from './connect-failure.ts';
import type { Credential, CredentialFailure, CredentialSource } from './credential.ts';
import { PasswordGate } from './password-gate.ts';
import { loadPrivateKey } from './private-key.ts';

/** Turns credentials into proofs. A key file is read and decrypted once, not once per host. */
export class Proofs {
  readonly #source: CredentialSource;
  readonly #gate = new PasswordGate();
  readonly #keys = new Map<string, Promise<Result<ParsedKey, CredentialFailure>>>();

  constructor(source: CredentialSource) {
    this.#source = source;
  }

  async forHost(host: Host): Promise<Result<Proof, ConnectFailure>> {
    const credential = await this.#source.get(host.credential);
    if (!credential.ok)
      return refusal(host, { code: codeOf(credential.error.code), message: credential.error.message });
    const proof = await this.#prove(credential.value);
    return proof.ok ? proof : refusal(host, proof.error);
  }

  async #prove(credential: Credential): Promise<Result<Proof, CredentialFailure>> {
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

  async #key(path: string, passphrase: string | undefined): Promise<Result<ParsedKey, CredentialFailure>> {
    const id = `${path}\0${passphrase ?? ''}`;
    const known = this.#keys.get(id) ?? loadPrivateKey(path, passphrase);
    this.#keys.set(id, known);
    const key = await known;
    if (!key.ok) this.#keys.delete(id);
    return key;
  }
}

function codeOf(code: string): CredentialFailure['code'] {
  return code === 'credential-unusable' ? code : 'credential-missing';
}

function refusal(host: Host, failure: CredentialFailure): Result<never, ConnectFailure> {
  return {
    ok: false,
    error: connectFailure(host, failure.code, {
      message: failure.message,
      details: { credential: host.credential },
    }),
  };
}
