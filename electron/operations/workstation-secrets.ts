/** What names of credentials and secrets mean here: what the caller says, else what the library keeps (references only). */
import type { Credential, CredentialSource } from '#adapters/ssh/credential.ts';
import type { CredentialReference, GivenSecret, SecretReference } from '#core/library/references.ts';
import type { CredentialFault } from '#core/run/connecting.ts';
import type { SecretMissing } from '#core/run/workstation-faults.ts';
import { describeMissingSecret } from '#core/words/hosts/describe-workstation.ts';
import type { Result, SecretFailure, Secrets } from '#engine/ports.ts';
import type { ReadSecret, SecretReader } from './read-secrets.ts';

/** A host without a credential name uses the one called `default` where there is one, else the SSH agent. */
export const DEFAULT_CREDENTIAL = 'default';

export function createCredentialSource(
  referenceOf: (name: string) => CredentialReference | null,
  read: ReadSecret,
): CredentialSource {
  return {
    async get(name) {
      const wanted = name ?? DEFAULT_CREDENTIAL;
      const reference = referenceOf(wanted);
      if (reference) return openReference(wanted, reference, read);
      if (name === null) return { ok: true, value: { kind: 'agent' } };
      return { ok: false, error: { kind: 'credential-unknown', name } };
    },
  };
}

async function openReference(
  name: string,
  reference: CredentialReference,
  read: ReadSecret,
): Promise<Result<Credential, CredentialFault>> {
  const value = async (secret: SecretReference): Promise<Result<string, CredentialFault>> => {
    const found = await read(secret, { kind: 'password', credential: name });
    return found.ok ? found : { ok: false, error: { kind: 'credential-unread', name, fault: found.error } };
  };
  switch (reference.kind) {
    case 'agent':
      return { ok: true, value: { kind: 'agent', fingerprint: reference.fingerprint ?? undefined } };
    case 'key': {
      const { path, passphrase } = reference;
      // The key asks for itself what nobody keeps.
      if (passphrase === null || passphrase.kind === 'ask') return { ok: true, value: { kind: 'key', path } };
      const found = await value(passphrase);
      return found.ok ? { ok: true, value: { kind: 'key', path, passphrase: found.value } } : found;
    }
    case 'password': {
      const found = await value(reference.source);
      return found.ok ? { ok: true, value: { kind: 'password', password: found.value } } : found;
    }
  }
}

/** Secrets by name from wherever `referenceOf` says they are. */
export function lookUpSecrets(
  referenceOf: (name: string) => GivenSecret | null,
  { read, readUnasked }: SecretReader,
): Secrets {
  return {
    async get(name) {
      const reference = referenceOf(name);
      if (reference === null) return missing(name, { kind: 'unknown' });
      if (reference.kind === 'lost') return missing(name, reference);
      const found = await read(reference, { kind: 'secret', secret: name });
      return found.ok ? found : missing(name, found.error);
    },
    async peek(name) {
      const reference = referenceOf(name);
      if (reference === null || reference.kind === 'lost') return null;
      const found = await readUnasked(reference, { kind: 'secret', secret: name });
      return found.ok ? found : missing(name, found.error);
    },
  };
}

function missing(
  name: string,
  fault: SecretMissing['fault'],
): { readonly ok: false; readonly error: SecretFailure } {
  const code = fault.kind === 'lost' ? 'secret-lost' : 'secret-missing';
  const reason = { kind: 'secret-missing', code, name, fault } as const;
  return {
    ok: false,
    error: { code, message: describeMissingSecret(reason), reason, details: { secret: name } },
  };
}
