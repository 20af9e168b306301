/** The passphrase of a person's key: from where it is kept, or typed unseen. */
import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { SecretReference } from '#core/library/references.ts';
import { describeSecretFault } from '#core/words/hosts/describe-workstation.ts';
import { createSecretReader } from '#operations/read-secrets.ts';
import { vaultOf } from '#operations/run-setup.ts';
import { askLoginAtTerminal } from './ask-login.ts';
import { CliFailure } from './failure.ts';
import { readPassphraseSource } from './options.ts';
import { typeNewPassphrase, typePassphrase } from './passphrase.ts';

const OPTION = '--passphrase';
const CODE = 'key-passphrase';

export async function newKeyPassphrase(library: Library, source: string | undefined): Promise<string> {
  const given = givenSource(source);
  return given === null ? typeNewPassphrase(CODE, OPTION) : valueFrom(library, given);
}

/** Of a key that is there; `named` as the person named it. */
export async function keyPassphrase(
  library: Library,
  source: string | undefined,
  named: string,
): Promise<string> {
  const given = givenSource(source);
  return given === null
    ? typePassphrase(`Passphrase of the key ${named}`, { code: CODE, option: OPTION })
    : valueFrom(library, given);
}

/** Null: it is asked for. */
function givenSource(source: string | undefined): SecretReference | null {
  const given = readPassphraseSource(source, OPTION);
  return given?.kind === 'ask' ? null : given;
}

async function valueFrom(library: Library, source: SecretReference): Promise<string> {
  const reader = createSecretReader({
    clock: createClock(),
    ask: askLoginAtTerminal(),
    vault: vaultOf(library),
    vaultPassphrase: null,
    keychain: null,
    hidden: () => new Set(),
  });
  const found = await reader.read(source, { kind: 'vault', isAgain: false });
  if (found.ok) return found.value;
  throw new CliFailure('secret-missing', describeSecretFault(found.error));
}
