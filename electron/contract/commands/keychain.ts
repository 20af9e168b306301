/** Carried out in the main process, which alone reaches the keychain of the operating system. No command gives a value back. */
import { z } from 'zod';
import type { VaultEntry } from '#core/library/vault.ts';
import { command, entryName, nothing, secretValue } from './fields.ts';

export type KeychainState =
  | { readonly kind: 'real'; readonly entries: readonly VaultEntry[] }
  /** What stands behind it protects nothing. */
  | { readonly kind: 'keychain-unreal'; readonly backend: string };

export const KEYCHAIN_COMMANDS = {
  'keychain.state': command(nothing).gives<KeychainState>(),
  'keychain.put': command(z.strictObject({ entry: entryName, value: secretValue })).gives<null>(),
  'keychain.remove': command(z.strictObject({ entry: entryName })).gives<null>(),
} as const;
