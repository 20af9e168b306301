/** Where a workstation finds a credential or a secret. Texts of it are paths and names that somebody typed. */
import type { CredentialReference, SecretReference } from '../../library/references.ts';
import { writeCommandWords } from '../../library/vault.ts';

/** Where a secret is kept, for a list of them. */
export function labelSource(source: SecretReference): string {
  switch (source.kind) {
    case 'ask':
      return 'Nothing: asked for in each run';
    case 'env':
      return `Environment variable ${source.variable}`;
    case 'file':
      return `File ${source.path}`;
    case 'vault':
      return `Vault, entry ${source.entry}`;
    case 'keychain':
      return `Keychain of this system, entry ${source.entry}`;
    case 'command':
      return `Command ${writeCommandWords(source.argv)}`;
  }
}

export function labelReference(reference: CredentialReference): string {
  switch (reference.kind) {
    case 'agent':
      return reference.fingerprint ? `SSH agent, key ${reference.fingerprint}` : 'SSH agent, any of its keys';
    case 'key':
      return `Key file ${reference.path}${reference.passphrase ? `, passphrase ${wayOf(reference.passphrase)}` : ''}`;
    case 'password':
      return `Password ${wayOf(reference.source)}`;
  }
}

/** To follow what it is. */
function wayOf(source: SecretReference): string {
  switch (source.kind) {
    case 'ask':
      return 'asked for in each run';
    case 'env':
      return `from environment variable ${source.variable}`;
    case 'file':
      return `from file ${source.path}`;
    case 'vault':
      return `from the vault, entry ${source.entry}`;
    case 'keychain':
      return `from the keychain of this system, entry ${source.entry}`;
    case 'command':
      return `from command ${writeCommandWords(source.argv)}`;
  }
}
