/** The vault of the library, open until it is locked or the program ends. No value of it goes to a page. */
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { VaultFault } from '#core/run/workstation-faults.ts';
import { describeVault } from '#core/words/hosts/describe-workstation.ts';
import type { Result } from '#engine/ports.ts';
import type { WorkerContext } from '../worker-context.ts';

type Command =
  | 'vault.state'
  | 'vault.create'
  | 'vault.unlock'
  | 'vault.lock'
  | 'vault.put'
  | 'vault.remove'
  | 'vault.changePassphrase';

export function vaultHandlers({ vault, tell }: WorkerContext): Handlers<Command> {
  const done = async (work: Promise<Result<null, VaultFault>>): Promise<null> => {
    unwrap(await work);
    return changed();
  };
  const unwrap = <T>(result: Result<T, VaultFault>): T => {
    if (result.ok) return result.value;
    throw new CommandFailure('refused', `${describeVault(vault.path, result.error)}.`);
  };
  const changed = (): null => {
    tell({ kind: 'libraryChanged', what: 'settings' });
    return null;
  };
  return {
    'vault.state': async () => unwrap(await vault.state()),
    'vault.create': ({ passphrase }) => done(vault.create(passphrase)),
    'vault.unlock': ({ passphrase }) => done(vault.unlock(passphrase)),
    'vault.lock': () => {
      vault.lock();
      return changed();
    },
    'vault.put': ({ entry, value }) => done(vault.put(entry, value)),
    'vault.remove': ({ entry }) => done(vault.remove(entry)),
    'vault.changePassphrase': ({ present, next }) => done(vault.changePassphrase(present, next)),
  };
}
