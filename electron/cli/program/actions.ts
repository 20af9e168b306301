/** What the commands that do several things can do; here, so that the tree of commands is known without their code. */

export const BUNDLE_ACTIONS = ['make', 'sign', 'show', 'verify', 'import'] as const;
export type BundleAction = (typeof BUNDLE_ACTIONS)[number];

export const KEY_ACTIONS = ['make', 'list', 'show', 'trust', 'revoke'] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];

export const VAULT_ACTIONS = ['create', 'list', 'add', 'remove', 'passphrase'] as const;
export type VaultAction = (typeof VAULT_ACTIONS)[number];
