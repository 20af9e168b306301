/** Keys of persons, in minisign's format: what the library keeps of them, and what can be wrong with them. */

/** A key that the library knows: its public half, and what a person said of it. */
export interface SigningKey {
  /** 16 hex digits, as minisign prints them. It names a key and proves nothing: the public key does. */
  readonly id: string;
  /** One line of base64, as in a public key file of minisign. */
  readonly publicKey: string;
  /** What people here call its owner. */
  readonly name: string;
  /** `made`: its secret half was made here. `trusted`: a person compared it with its owner. */
  readonly how: 'made' | 'trusted';
  readonly by: string;
  /** Account of the workstation. */
  readonly login: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Once revoked, a key is never trusted again. */
  readonly revoked: KeyRevocation | null;
}

export interface KeyRevocation {
  readonly why: string;
  readonly by: string;
  readonly login: string;
  readonly at: string;
}

/** Why a file is no key that can be used, or a passphrase does not open it. */
export type KeyFault =
  | { readonly kind: 'key-form'; readonly of: 'public' | 'secret' }
  /** It asks for more memory than is given to it, or for so little that it protects nothing. */
  | { readonly kind: 'key-costly' }
  | { readonly kind: 'key-passphrase-wrong' };

/** Why a file holds no signature in minisign's format. */
export interface SignatureFault {
  readonly kind: 'signature-form';
}
