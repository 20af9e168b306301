import type { Approval } from '#core/gate/model.ts';
import type { CredentialReference, SecretReference } from '#core/library/references.ts';
import type { SigningKey } from '#core/signing/key.ts';
import type { AcceptedHostKey, BundleNamed, ImportedBundle, TrustEvent } from './library-event.ts';

/** What decides about trust, as the events of the library's chain left it. There is no other copy of it. */
export interface LibraryTrust {
  readonly settings: Map<string, unknown>;
  readonly credentials: Map<string, CredentialReference>;
  readonly secrets: Map<string, SecretReference>;
  /** By address, port and fingerprint. */
  readonly hostKeys: Map<string, AcceptedHostKey>;
  /** By release, newest first. */
  readonly approvals: Map<string, readonly Approval[]>;
  /** By id. */
  readonly signingKeys: Map<string, SigningKey>;
  /** Made here, by the hash of their manifest. */
  readonly bundlesMade: Map<string, BundleNamed & { readonly at: string }>;
  /** By release, the one that was made last. */
  readonly bundlesImported: Map<string, ImportedBundle & { readonly at: string }>;
}

export function createTrust(): LibraryTrust {
  return {
    settings: new Map(),
    credentials: new Map(),
    secrets: new Map(),
    hostKeys: new Map(),
    approvals: new Map(),
    signingKeys: new Map(),
    bundlesMade: new Map(),
    bundlesImported: new Map(),
  };
}

/** After something was found to be wrong with the chain, what it said before is not believed until it is said again. */
export function forgetTrust(trust: LibraryTrust): void {
  for (const entries of Object.values(trust) as Map<string, unknown>[]) entries.clear();
}

export function foldTrust(trust: LibraryTrust, event: TrustEvent, at: string): void {
  switch (event.type) {
    case 'settingWritten':
      trust.settings.set(event.data.key, event.data.value);
      break;
    case 'credentialSet':
      setOrDelete(trust.credentials, event.data.name, event.data.reference);
      break;
    case 'secretSet':
      setOrDelete(trust.secrets, event.data.name, event.data.reference);
      break;
    case 'hostKeyAccepted': {
      const { login: _, ...key } = event.data;
      trust.hostKeys.set(hostKeyId(key), { ...key, at });
      break;
    }
    case 'releaseApproved': {
      const { release, ...approval } = event.data;
      trust.approvals.set(release, [{ ...approval, at }, ...(trust.approvals.get(release) ?? [])]);
      break;
    }
    case 'hostKeyForgotten':
      trust.hostKeys.delete(hostKeyId(event.data));
      break;
    case 'signingKeyTrusted':
      trust.signingKeys.set(event.data.id, { ...event.data, at, revoked: null });
      break;
    case 'bundleMade':
      trust.bundlesMade.set(event.data.manifest, { ...event.data, at });
      break;
    case 'bundleImported':
      trust.bundlesImported.set(event.data.release, { ...event.data, at });
      break;
    case 'signingKeyRevoked': {
      const { id, publicKey, ...revoked } = event.data;
      const known = trust.signingKeys.get(id);
      if (known?.publicKey === publicKey)
        trust.signingKeys.set(id, { ...known, revoked: { ...revoked, at } });
      break;
    }
  }
}

export function hostKeyId({
  address,
  port,
  fingerprint,
}: Pick<AcceptedHostKey, 'address' | 'port' | 'fingerprint'>): string {
  return `${address} ${port} ${fingerprint}`;
}

function setOrDelete<T>(entries: Map<string, T>, name: string, value: T | null): void {
  if (value === null) entries.delete(name);
  else entries.set(name, value);
}
