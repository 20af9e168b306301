import type { KEYCHAIN_COMMANDS } from '#contract/commands/keychain.ts';
import type { Handlers } from '#contract/commands.ts';
import type { MainKeychain } from '../keychain.ts';

export function keychainHandlers(keychain: MainKeychain): Handlers<keyof typeof KEYCHAIN_COMMANDS> {
  return {
    'keychain.state': () => keychain.state(),
    'keychain.put': async ({ entry, value }) => {
      await keychain.put(entry, value);
      return null;
    },
    'keychain.remove': async ({ entry }) => {
      await keychain.remove(entry);
      return null;
    },
  };
}
