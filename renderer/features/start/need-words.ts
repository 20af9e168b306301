import type { CredentialReference, SecretSource } from '#contract/commands.ts';

export function saySource(source: SecretSource): string {
  return source.kind === 'env' ? `environment variable ${source.variable}` : `file ${source.path}`;
}

export function sayReference(reference: CredentialReference): string {
  switch (reference.kind) {
    case 'agent':
      return reference.fingerprint ? `SSH agent, key ${reference.fingerprint}` : 'SSH agent';
    case 'key':
      return `key file ${reference.path}`;
    case 'password':
      return `password from ${saySource(reference.source)}`;
  }
}
