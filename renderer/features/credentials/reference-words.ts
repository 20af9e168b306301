import type { CredentialReference, SecretReference } from '#core/library/references.ts';

export function labelSource(source: SecretReference): string {
  if (source.kind === 'ask') return 'whoever is asked';
  return source.kind === 'env' ? `environment variable ${source.variable}` : `file ${source.path}`;
}

export function describeReference(reference: CredentialReference): string {
  switch (reference.kind) {
    case 'agent':
      return reference.fingerprint ? `SSH agent, key ${reference.fingerprint}` : 'SSH agent, any of its keys';
    case 'key':
      return `Key file ${reference.path}${reference.passphrase ? `, passphrase from ${labelSource(reference.passphrase)}` : ''}`;
    case 'password':
      return `Password from ${labelSource(reference.source)}`;
  }
}
