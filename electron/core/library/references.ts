/** What the names of secrets and credentials mean on a workstation: where their values are, never what. */

/** The value is read when it is needed and kept nowhere. `ask`: a person is asked, once for each run. */
export type SecretReference =
  | { readonly kind: 'ask' }
  | { readonly kind: 'env'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string }
  /** In the vault file of the library. */
  | { readonly kind: 'vault'; readonly entry: string }
  /** Encrypted by the keychain of the operating system, which the app alone reaches. */
  | { readonly kind: 'keychain'; readonly entry: string }
  /** What a command of the site prints: a program by its whole path, and its arguments. There is no shell. */
  | { readonly kind: 'command'; readonly argv: readonly string[] };

/** As whoever starts or resumes a run gives it: also that nobody has the value any more. */
export type GivenSecret = SecretReference | { readonly kind: 'lost' };

export type CredentialReference =
  /** `SHA256:…` of the one key to offer; null: all are offered in turn. */
  | { readonly kind: 'agent'; readonly fingerprint: string | null }
  | { readonly kind: 'key'; readonly path: string; readonly passphrase: SecretReference | null }
  | { readonly kind: 'password'; readonly source: SecretReference };

/** What reads a secret for a credential; null where none does. */
export function sourceOf(reference: CredentialReference): SecretReference | null {
  switch (reference.kind) {
    case 'agent':
      return null;
    case 'key':
      return reference.passphrase;
    case 'password':
      return reference.source;
  }
}
