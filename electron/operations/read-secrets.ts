/** Reads values where this workstation keeps them, or has a person asked; each way once, however many hosts want it. */

import { readSecret } from '#adapters/vault/secrets.ts';
import { readFromCommand } from '#adapters/vault/site-command.ts';
import type { Vault } from '#adapters/vault/vault.ts';
import type { SecretReference } from '#core/library/references.ts';
import type { AskPerson, LoginQuestion } from '#core/run/login-question.ts';
import type { KeychainFault, SecretFault, VaultFault } from '#core/run/workstation-faults.ts';
import type { Clock, Result } from '#engine/ports.ts';
import { createAskedOnce } from './asked-once.ts';

/** The keychain of the operating system, as far as somebody who starts a run reaches it. */
export interface Keychain {
  read(entry: string): Promise<Result<string, KeychainFault>>;
}

export interface SecretPlaces {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly ask: AskPerson | null;
  readonly vault: Vault;
  /** Where the passphrase of the vault is; null: it is asked for. */
  readonly vaultPassphrase: SecretReference | null;
  /** Null: it belongs to the app, and this is none. */
  readonly keychain: Keychain | null;
  /** Variables that hold secrets. */
  readonly hidden: () => ReadonlySet<string>;
}

/** Reads a value where it is kept, or asks the question for it. */
export type ReadSecret = (
  reference: SecretReference,
  question: LoginQuestion,
) => Promise<Result<string, SecretFault>>;

export interface SecretReader {
  readonly read: ReadSecret;
  /** The same of what is known without a person: a vault that is locked is not opened for it. */
  readonly readUnasked: ReadSecret;
}

/** As ssh asks. */
const PASSPHRASE_TRIES = 3;
/** Hosts come by the hundred: what failed just now is not tried again for each of them. */
const FAILURE_MS = 10_000;

export function createSecretReader(places: SecretPlaces): SecretReader {
  const { ask, vault, vaultPassphrase, keychain, hidden, clock } = places;
  const askOnce = ask && createAskedOnce(ask);
  const commands = new Map<string, () => Promise<Result<string, SecretFault>>>();
  const read: ReadSecret = async (reference, question) => {
    switch (reference.kind) {
      case 'ask': {
        const value = (await askOnce?.(question)) ?? null;
        return value === null ? { ok: false, error: { kind: 'unanswered' } } : { ok: true, value };
      }
      case 'env':
      case 'file':
        return await readSecret(reference);
      case 'vault':
        return await fromVault(reference.entry);
      case 'keychain': {
        const { entry } = reference;
        const found = (await keychain?.read(entry)) ?? ELSEWHERE;
        return found.ok ? found : { ok: false, error: { kind: 'keychain', entry, fault: found.error } };
      }
      case 'command': {
        const { argv } = reference;
        const key = JSON.stringify(argv);
        const once =
          commands.get(key) ?? createOnce(clock, () => readFromCommand({ argv, hidden: hidden() }));
        commands.set(key, once);
        return await once();
      }
    }
  };
  const open = createOnce(clock, () => openVault(places, read), false);
  const fromVault = async (entry: string): Promise<Result<string, SecretFault>> => {
    const found = await vault.read(entry);
    if (found.ok) return found;
    if (found.error.kind !== 'vault-locked') return refuse(vault, found.error);
    const opened = await open();
    if (!opened.ok) return opened;
    const again = await vault.read(entry);
    return again.ok ? again : refuse(vault, again.error);
  };
  const asksForVault = vaultPassphrase === null || vaultPassphrase.kind === 'ask';
  return {
    read,
    async readUnasked(reference, question) {
      if (reference.kind === 'ask') return { ok: false, error: { kind: 'unanswered' } };
      if (reference.kind !== 'vault' || !asksForVault) return await read(reference, question);
      const found = await vault.read(reference.entry);
      return found.ok ? found : refuse(vault, found.error);
    },
  };
}

const ELSEWHERE = { ok: false, error: { kind: 'keychain-elsewhere' } } as const;

/** Unlocks it by the passphrase that is kept somewhere, or that a person gives. */
export async function openVault(
  { vault, vaultPassphrase, ask }: SecretPlaces,
  read: ReadSecret,
): Promise<Result<null, SecretFault>> {
  const unlock = async (passphrase: string): Promise<Result<null, SecretFault>> => {
    const unlocked = await vault.unlock(passphrase);
    return unlocked.ok ? unlocked : refuse(vault, unlocked.error);
  };
  if (vaultPassphrase !== null && vaultPassphrase.kind !== 'ask') {
    const given = await read(vaultPassphrase, { kind: 'vault', isAgain: false });
    return given.ok ? await unlock(given.value) : given;
  }
  let opened: Result<null, SecretFault> = refuse(vault, { kind: 'vault-locked' });
  for (let tries = 0; ask !== null && tries < PASSPHRASE_TRIES; tries++) {
    const given = await ask({ kind: 'vault', isAgain: tries > 0 }, new AbortController().signal);
    if (!given?.[0]) return opened;
    opened = await unlock(given[0]);
    if (opened.ok || !isWrong(opened.error)) return opened;
  }
  return opened;
}

function isWrong(fault: SecretFault): boolean {
  return fault.kind === 'vault' && fault.fault.kind === 'vault-passphrase-wrong';
}

/** One try at a time for all who want it; a failure holds for a while, a value where it is `kept`. */
function createOnce<T, E>(
  clock: Pick<Clock, 'monotonicMs'>,
  work: () => Promise<Result<T, E>>,
  isKept = true,
): () => Promise<Result<T, E>> {
  let known: Promise<Result<T, E>> | null = null;
  let failedAtMs: number | null = null;
  return async () => {
    if (failedAtMs !== null && clock.monotonicMs() - failedAtMs >= FAILURE_MS) known = null;
    const asked = known ?? work();
    if (asked !== known) failedAtMs = null;
    known = asked;
    const result = await asked;
    if (known !== asked) return result;
    if (!result.ok) failedAtMs ??= clock.monotonicMs();
    else if (!isKept) known = null;
    return result;
  };
}

function refuse({ path }: Vault, fault: VaultFault): Result<never, SecretFault> {
  return { ok: false, error: { kind: 'vault', path, fault } };
}
