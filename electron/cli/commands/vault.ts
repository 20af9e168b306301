/** The vault of a library at the terminal. Values and passphrases are typed unseen or come through a pipe, never as words of a command. */
import { decodeText, UnreadableText } from '#adapters/files/read-text.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { Vault } from '#adapters/vault/vault.ts';
import type { SecretReference } from '#core/library/references.ts';
import { MOST_VALUE_BYTES } from '#core/library/vault.ts';
import type { SecretFault, VaultFault } from '#core/run/workstation-faults.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import {
  describeSecretFault,
  describeTextFault,
  describeVault,
} from '#core/words/hosts/describe-workstation.ts';
import type { Result } from '#engine/ports.ts';
import {
  createSecretReader,
  openVault,
  type ReadSecret,
  type SecretPlaces,
} from '#operations/read-secrets.ts';
import { vaultOf } from '#operations/run-setup.ts';
import { isAtTerminal } from '../ask.ts';
import { askHidden, askLoginAtTerminal } from '../ask-login.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { readVaultPassphrase } from '../options.ts';
import { typeNewPassphrase, typePassphrase } from '../passphrase.ts';
import type { VaultAction } from '../program/actions.ts';
import { withLibrary, withNewLibrary } from '../session.ts';
import { printJson, table } from '../terminal.ts';

interface VaultOptions {
  readonly data?: string;
  readonly vaultPassphrase?: string;
  readonly newPassphrase?: string;
  readonly json?: boolean;
}

/** What one call works with. */
interface VaultTools {
  readonly vault: Vault;
  readonly places: SecretPlaces;
  readonly read: ReadSecret;
}

export function vaultCommand(
  action: VaultAction,
  entry: string | undefined,
  options: VaultOptions,
): Promise<number> {
  const takesEntry = action === 'add' || action === 'remove';
  if (takesEntry && entry === undefined)
    throw new CliFailure('usage', `vault ${action} takes the name of an entry`);
  if (!takesEntry && entry !== undefined) throw new CliFailure('usage', `vault ${action} takes no entry`);
  if (options.newPassphrase !== undefined && action !== 'passphrase')
    throw new CliFailure('usage', '--new-passphrase goes with vault passphrase');
  const vaultPassphrase = readVaultPassphrase(options.vaultPassphrase);
  const within = action === 'create' ? withNewLibrary<number> : withLibrary<number>;
  return within(options.data, async (library) => {
    const vault = vaultOf(library);
    const places: SecretPlaces = {
      clock: createClock(),
      ask: askLoginAtTerminal(),
      vault,
      vaultPassphrase,
      keychain: null,
      hidden: () => new Set(),
    };
    const tools = { vault, places, read: createSecretReader(places).read };
    await DO[action](tools, entry ?? '', options);
    return EXIT.ok;
  });
}

const DO: Readonly<
  Record<VaultAction, (tools: VaultTools, entry: string, options: VaultOptions) => Promise<void>>
> = {
  async create(tools) {
    const { vault, places } = tools;
    const state = await vault.state();
    if (!state.ok || state.value.kind !== 'none') mustDo(vault, state.ok ? EXISTS : state);
    mustDo(
      vault,
      await vault.create(await newPassphrase(tools, places.vaultPassphrase, '--vault-passphrase')),
    );
    process.stdout.write(`${vault.path}\n`);
  },
  async list({ vault, places, read }, _entry, { json }) {
    mustOpen(await openVault(places, read));
    const state = await vault.state();
    mustDo(vault, state);
    const entries = state.ok && state.value.kind === 'open' ? state.value.entries : [];
    if (json) printJson(entries);
    else if (entries.length > 0)
      process.stdout.write(table(entries.map(({ name, at }) => [name, formatZonedTime(at)])));
    else process.stderr.write('The vault has no entry yet. Put one in with holdpoint vault add ENTRY\n');
  },
  async add({ vault, places, read }, entry) {
    const piped = isAtTerminal() ? null : await readInput();
    mustOpen(await openVault(places, read));
    const value = piped ?? (await askHidden(`Value of ${entry}`)) ?? '';
    mustDo(vault, await vault.put(entry, value));
  },
  async remove({ vault, places, read }, entry) {
    mustOpen(await openVault(places, read));
    mustDo(vault, await vault.remove(entry));
  },
  async passphrase(tools, _entry, options) {
    const { vault, places, read } = tools;
    const given = places.vaultPassphrase;
    const present = given
      ? await valueOfSource(read, given)
      : await typePassphrase('Present passphrase', { code: NO_TERMINAL, option: '--vault-passphrase' });
    // A wrong one is told before a new one is thought of.
    mustDo(vault, await vault.unlock(present));
    const next = await newPassphrase(tools, readVaultPassphrase(options.newPassphrase), '--new-passphrase');
    mustDo(vault, await vault.changePassphrase(present, next));
  },
};

const EXISTS = { ok: false, error: { kind: 'vault-exists' } } as const;

/** From where it is kept, or typed twice. */
async function newPassphrase(
  { read }: VaultTools,
  source: SecretReference | null,
  option: string,
): Promise<string> {
  if (source !== null && source.kind !== 'ask') return await valueOfSource(read, source);
  return await typeNewPassphrase(NO_TERMINAL, option);
}

const NO_TERMINAL = 'vault-locked';

async function valueOfSource(read: ReadSecret, source: SecretReference): Promise<string> {
  const found = await read(source, { kind: 'vault', isAgain: false });
  if (found.ok) return found.value;
  throw new CliFailure('secret-missing', describeSecretFault(found.error));
}

function mustOpen(opened: Result<null, SecretFault>): void {
  if (opened.ok) return;
  const { error } = opened;
  throw new CliFailure(
    error.kind === 'vault' ? error.fault.kind : 'secret-missing',
    describeSecretFault(error),
  );
}

function mustDo(vault: Vault, done: Result<unknown, VaultFault>): void {
  if (!done.ok) throw new CliFailure(done.error.kind, describeVault(vault.path, done.error));
}

/** What comes through a pipe, without one line end at its end. */
async function readInput(): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_VALUE_BYTES + 2)
      throw new CliFailure('vault-value', `A value has at most ${formatBytes(MOST_VALUE_BYTES)}`);
    pieces.push(piece);
  }
  try {
    return decodeText(Buffer.concat(pieces)).replace(/\r?\n$/, '');
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    throw new CliFailure('vault-value', `What came through the pipe ${describeTextFault(error.fault)}`);
  }
}
