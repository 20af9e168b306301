/** What names of credentials and secrets mean here: what the caller says, else what the library keeps (references only). */
import type { Credential, CredentialSource } from '#adapters/ssh/credential.ts';
import type { Failure, Result, Secrets } from '#engine/ports.ts';

export type SecretPlace =
  | { readonly kind: 'env'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string };

/** Where a secret is, or that nobody has its value any more. */
export type SecretReference = SecretPlace | { readonly kind: 'lost' };

export type CredentialPlace =
  | { readonly kind: 'agent'; readonly fingerprint: string | null }
  | { readonly kind: 'key'; readonly path: string; readonly passphrase: SecretPlace | null }
  | { readonly kind: 'password'; readonly source: SecretPlace };

/** A host without a credential name uses the one called `default` where there is one, else the SSH agent. */
export const DEFAULT_CREDENTIAL = 'default';

export function createCredentialSource(
  placeOf: (name: string) => CredentialPlace | null,
  read: (place: SecretPlace) => Promise<Result<string, Failure>>,
): CredentialSource {
  return {
    async get(name) {
      const place = placeOf(name ?? DEFAULT_CREDENTIAL);
      if (place) return openPlace(place, read);
      if (name === null) return { ok: true, value: { kind: 'agent' } };
      return {
        ok: false,
        error: {
          code: 'credential-missing',
          message: `Nobody said what the credential "${name}" is on this workstation: set it under Credentials, or give --credential ${name}=agent|key:PATH|password-env:VAR`,
        },
      };
    },
  };
}

async function openPlace(
  place: CredentialPlace,
  read: (place: SecretPlace) => Promise<Result<string, Failure>>,
): Promise<Result<Credential, Failure>> {
  switch (place.kind) {
    case 'agent':
      return {
        ok: true,
        value: { kind: 'agent', ...(place.fingerprint === null ? {} : { fingerprint: place.fingerprint }) },
      };
    case 'key': {
      if (place.passphrase === null) return { ok: true, value: { kind: 'key', path: place.path } };
      const passphrase = await read(place.passphrase);
      return passphrase.ok
        ? { ok: true, value: { kind: 'key', path: place.path, passphrase: passphrase.value } }
        : passphrase;
    }
    case 'password': {
      const password = await read(place.source);
      return password.ok ? { ok: true, value: { kind: 'password', password: password.value } } : password;
    }
  }
}

/** Secrets by name from wherever `placeOf` says they are. */
export function lookUpSecrets(
  placeOf: (name: string) => SecretReference | null,
  open: (name: string, place: SecretPlace) => Secrets,
): Secrets {
  return {
    async get(name) {
      const place = placeOf(name);
      if (place?.kind === 'lost') {
        const message = `Nobody has the secret "${name}" any more, as --secret ${name}=lost says`;
        return { ok: false, error: { code: 'secret-lost', message } };
      }
      if (place) return open(name, place).get(name);
      return {
        ok: false,
        error: {
          code: 'secret-missing',
          message: `Nobody said where the secret "${name}" is: set it under Credentials, or give --secret ${name}=env:VAR or --secret ${name}=file:PATH`,
        },
      };
    },
  };
}
