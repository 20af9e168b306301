import type { ParsedKey } from 'ssh2';
import { placeOf } from '#adapters/system/account.ts';
import type { Host } from '#core/release/model.ts';
import type { CredentialFault } from '#core/run/connecting.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import { printable } from '#core/words/text/printable.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { findAgent } from './agent.ts';
import type { Proof } from './authentication.ts';
import { connectFailure } from './connect-failure.ts';
import type { Credential, CredentialSource, OpenedCredential } from './credential.ts';
import type { OpenSshProof } from './openssh/identity.ts';
import { PasswordGate } from './password-gate.ts';
import { loadPrivateKey } from './private-key.ts';

/** Turns credentials into proofs. A key file is read and decrypted once, not once per host. */
export class Proofs {
  readonly #source: CredentialSource;
  readonly #ask: AskPerson | null;
  readonly #gate = new PasswordGate();
  readonly #keys = new Map<string, Promise<OpenedCredential<OpenedKey>>>();

  constructor(source: CredentialSource, ask: AskPerson | null = null) {
    this.#source = source;
    this.#ask = ask;
  }

  async forHost(host: Host): Promise<Result<Proof, ConnectFailure>> {
    const credential = await this.#source.get(host.credential);
    if (!credential.ok) return refusal(host, credential.error);
    const proof = await this.#prove(credential.value);
    return proof.ok ? proof : refusal(host, proof.error);
  }

  /** The same for the system's client, which reads keys itself: what it needs to do so. */
  async forOpenSsh(host: Host): Promise<Result<OpenSshProof, ConnectFailure>> {
    const credential = await this.#source.get(host.credential);
    if (!credential.ok) return refusal(host, credential.error);
    const { value } = credential;
    if (value.kind === 'password') return { ok: true, value: { ...value, gate: this.#gate } };
    if (value.kind === 'agent')
      return { ok: true, value: { kind: 'agent', fingerprint: value.fingerprint ?? null } };
    const key = await this.#key(value.path, value.passphrase);
    if (!key.ok && !READ_BY_OPENSSH.has(key.error.kind)) return refusal(host, key.error);
    const passphrase = (key.ok ? key.value.passphrase : value.passphrase) ?? null;
    return { ok: true, value: { kind: 'key', path: placeOf(value.path), passphrase } };
  }

  async #prove(credential: Credential): Promise<OpenedCredential<Proof>> {
    switch (credential.kind) {
      case 'password':
        return { ok: true, value: { kind: 'password', password: credential.password, gate: this.#gate } };
      case 'agent': {
        const agent = findAgent(credential.fingerprint);
        return agent.ok ? { ok: true, value: { kind: 'agent', agent: agent.value } } : agent;
      }
      case 'key': {
        const key = await this.#key(credential.path, credential.passphrase);
        return key.ok ? { ok: true, value: { kind: 'key', key: key.value.key, path: credential.path } } : key;
      }
    }
  }

  async #key(path: string, passphrase: string | undefined): Promise<OpenedCredential<OpenedKey>> {
    const id = `${path}\0${passphrase ?? ''}`;
    const known = this.#keys.get(id) ?? this.#open(path, passphrase);
    this.#keys.set(id, known);
    const key = await known;
    if (!key.ok) this.#keys.delete(id);
    return key;
  }

  /** A passphrase that nobody keeps is asked for, and a wrong one once more. */
  async #open(path: string, passphrase: string | undefined): Promise<OpenedCredential<OpenedKey>> {
    let key = await openKey(path, passphrase);
    if (key.ok || key.error.kind !== 'passphrase-missing' || this.#ask === null) return key;
    const { file } = key.error;
    for (let tries = 0; tries < PASSPHRASE_TRIES; tries++) {
      const question = { kind: 'passphrase', file: printable(file), isAgain: tries > 0 } as const;
      const given = await this.#ask(question, new AbortController().signal);
      if (!given?.[0]) return key;
      key = await openKey(path, given[0]);
      if (key.ok || key.error.kind !== 'passphrase-wrong') return key;
    }
    return key;
  }
}

interface OpenedKey {
  readonly key: ParsedKey;
  readonly passphrase: string | undefined;
}

async function openKey(path: string, passphrase: string | undefined): Promise<OpenedCredential<OpenedKey>> {
  const key = await loadPrivateKey(path, passphrase);
  return key.ok ? { ok: true, value: { key: key.value, passphrase } } : key;
}

/** What the SSH library cannot read, and OpenSSH may: keys of devices, other ciphers. */
const READ_BY_OPENSSH: ReadonlySet<CredentialFault['kind']> = new Set(['cipher-unknown', 'no-private-key']);

/** As ssh asks. */
const PASSPHRASE_TRIES = 3;

function refusal(host: Host, fault: CredentialFault): Result<never, ConnectFailure> {
  return { ok: false, error: connectFailure(host, fault, { details: { credential: host.credential } }) };
}
