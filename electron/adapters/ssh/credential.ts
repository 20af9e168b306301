import type { CredentialFault } from '#core/run/connecting.ts';
import type { Result } from '#engine/ports.ts';

/** What a credential's name means on this workstation. Lives in memory only. */
export type Credential =
  | {
      readonly kind: 'agent' /** `SHA256:…` of the one key to offer; without it all are offered in turn. */;
      readonly fingerprint?: string | undefined;
    }
  | { readonly kind: 'key'; readonly path: string; readonly passphrase?: string | undefined }
  | { readonly kind: 'password'; readonly password: string };

/** Gives meaning to credential names. A host without a name gets the default, normally the agent. */
export interface CredentialSource {
  get(name: string | null): Promise<OpenedCredential<Credential>>;
}

/** A credential as it can be used, or what is wrong with it. */
export type OpenedCredential<T> = Result<T, CredentialFault>;
